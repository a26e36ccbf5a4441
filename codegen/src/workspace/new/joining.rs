//! Has a new component join a workspace, which is made if there is none.

use std::path::{Path, PathBuf};

use super::writing::Writing;
use crate::disk;
use crate::error::Error;
use crate::paths::{relative, shown};
use crate::root::workspace_above;
use crate::workspace::root_manifest::RootManifest;

/// The folder of the workspace that a component in `folder` joins. If there is no workspace yet, it
/// is the folder that becomes one: `here`, in which the command runs, or the folder above the
/// component if that is not below `here`.
pub(crate) fn root(here: &Path, folder: &Path) -> Result<PathBuf, Error> {
    let above = folder.parent().unwrap_or(here);
    if let Some(root) = workspace_above(above) {
        return Ok(root);
    }
    let root = if folder.starts_with(here) { here } else { above };
    if root.join("Cargo.toml").exists() {
        return Err(Error::options(
            format!("`{}` is that of a package, and of no workspace", shown(root).join("Cargo.toml").display()),
            "run the command in the folder above, which becomes the workspace of both, or add an empty table \
             `[workspace]` to that Cargo.toml",
        ));
    }
    Ok(root.to_owned())
}

/// Makes the component in `folder` a member of the workspace in `root`.
pub(crate) fn join(writing: &mut Writing, root: &Path, folder: &Path) -> Result<(), Error> {
    let path = root.join("Cargo.toml");
    let member = relative(root, folder)?;
    if !path.exists() {
        return make_workspace(writing, root, member);
    }
    let mut manifest = RootManifest::read(root)?;
    if manifest.excludes(&member) {
        return Err(Error::options(
            format!("`{}` excludes `{member}` from the workspace", shown(&path).display()),
            "take it off the list `exclude`, or choose another name",
        ));
    }
    manifest.add_member(&member)?;
    let text = manifest.text();
    if text == manifest.old {
        return Ok(());
    }
    writing.write(path, Some(manifest.old), &text)
}

fn make_workspace(writing: &mut Writing, root: &Path, member: String) -> Result<(), Error> {
    let mut members = packages_in(root)?;
    if !members.contains(&member) {
        members.push(member);
    }
    writing.write(root.join("Cargo.toml"), None, &workspace_text(&members))?;
    let ignored = root.join(".gitignore");
    if ignored.exists() { Ok(()) } else { writing.write(ignored, None, "target/\n") }
}

/// The packages directly below a folder that becomes a workspace, as paths relative to it. They
/// have to be members, too: cargo refuses a package that is in the folder of a workspace without
/// being one of its members.
fn packages_in(root: &Path) -> Result<Vec<String>, Error> {
    let mut members = Vec::new();
    for entry in std::fs::read_dir(root).map_err(Error::io("read", root))? {
        let folder = entry.map_err(Error::io("read", root))?.path();
        let Some(text) = disk::read(&folder.join("Cargo.toml")).ok().flatten() else { continue };
        let manifest = text.parse::<toml_edit::DocumentMut>().ok();
        if manifest.is_some_and(|manifest| manifest.contains_key("package") && !manifest.contains_key("workspace")) {
            members.push(relative(root, &folder)?);
        }
    }
    members.sort();
    Ok(members)
}

/// The manifest of a new workspace.
fn workspace_text(members: &[String]) -> String {
    let members = members.iter().map(|member| format!("    {},\n", toml_edit::Value::from(member)));
    format!(
        "[workspace]\nresolver = \"3\"\nmembers = [\n{}]\n\n\
         # What is deployed is small.\n[profile.release]\nopt-level = \"s\"\nlto = true\nstrip = true\n",
        members.collect::<String>()
    )
}
