//! Targets that are not in the workspace: in another folder, in another repository, or compiled.

use std::path::{Path, PathBuf};

use heck::ToKebabCase;
use serde_json::Value;
use toml_edit::DocumentMut;

use super::links::Links;
use super::members::{Member, Packages};
use super::toml;
use crate::disk;
use crate::error::Error;
use crate::link::Package;
use crate::paths::{canonical, is_same};

/// Adds the linked targets that are not in the workspace to its members, so that they are found by
/// their names.
pub(crate) fn add(packages: &mut Packages, links: &Links) {
    packages.members.retain(|member| !member.is_elsewhere);
    let found: Vec<_> = links.elsewhere().map(|(name, path)| recorded(name, &packages.root.join(path))).collect();
    packages.members.extend(found);
}

/// What there is to call at `path`, which is as seen from the current folder: the package of a
/// component, its folder of WIT, a file of it, or a compiled component. Nothing if there is no such
/// thing.
pub(crate) fn find(path: &Path) -> Result<Option<Member>, Error> {
    if path.is_dir() {
        if let Some(package) = Described::read(path)?.filter(|package| package.wit.exists()) {
            return Ok(Some(package.member(path)));
        }
        return of_wit(path);
    }
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("wasm") if path.is_file() => {
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            Ok(Some(member(&stem.to_kebab_case(), path, path, None)))
        }
        Some("wit") if path.is_file() => of_wit(path),
        _ => Ok(None),
    }
}

/// A target that the manifest names, whether it is there now or not.
fn recorded(name: &str, path: &Path) -> Member {
    match find(path) {
        Ok(Some(found)) => Member { name: name.to_owned(), ..found },
        // What is wrong with it is told when it is read.
        Ok(None) | Err(_) => member(name, path, path, None),
    }
}

/// WIT that no manifest names is called like its package.
fn of_wit(wit: &Path) -> Result<Option<Member>, Error> {
    let above = canonical(wit).ok().and_then(|real| real.parent().map(Path::to_owned)).unwrap_or_default();
    if let Some(package) = Described::read(&above)?.filter(|package| is_same(&package.wit, wit)) {
        return Ok(Some(member(&package.name, wit, wit, package.world)));
    }
    let package = Package::read(wit)?;
    Ok(package.map(|package| member(&package.name.name, wit, wit, None)))
}

fn member(name: &str, folder: &Path, wit: &Path, world: Option<String>) -> Member {
    Member {
        name: name.to_owned(),
        folder: folder.to_owned(),
        wasm: None,
        cargo_component: false,
        wit: wit.to_owned(),
        world,
        is_elsewhere: true,
    }
}

/// What the manifest in a folder says.
struct Described {
    name: String,
    wit: PathBuf,
    world: Option<String>,
}

impl Described {
    fn read(folder: &Path) -> Result<Option<Described>, Error> {
        let path = folder.join("Cargo.toml");
        let Some(text) = disk::read(&path)? else { return Ok(None) };
        let manifest: DocumentMut = toml::parse(&path, &text)?;
        let package = manifest.get("package");
        let Some(name) = package.and_then(|package| package.get("name")?.as_str()) else { return Ok(None) };
        let metadata = super::manifests::json(package.and_then(|package| package.get("metadata")));
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let target = &metadata["component"]["target"];
        Ok(Some(Described {
            name: name.to_owned(),
            wit: folder.join(target["path"].as_str().unwrap_or("wit")),
            world: text(&metadata["golem-rpc"]["world"]).or_else(|| text(&target["world"])),
        }))
    }

    fn member(self, folder: &Path) -> Member {
        member(&self.name, folder, &self.wit, self.world)
    }
}
