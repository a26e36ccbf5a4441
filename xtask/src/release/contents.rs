//! What is in a package: all that its users need, and nothing else.

use super::finding::Finding;
use super::packing::Packed;
use super::project::{Crate, Project};
use anyhow::{Context, Result};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// What cargo adds by itself.
const OF_CARGO: [&str; 4] = [".cargo_vcs_info.json", "Cargo.lock", "Cargo.toml", "Cargo.toml.orig"];
/// What everyone who gets a package may read.
const TO_READ: [&str; 3] = ["README.md", "LICENSE-APACHE", "LICENSE-MIT"];

/// What a package has to have, and has not.
///
/// # Errors
///
/// When a file can't be read.
pub fn missing(packed: &Packed, project: &Project) -> Result<Vec<Finding>> {
    let published = the_crate(packed, project)?;
    let finding = |what: String, cure: String| at_include(published, project, what, cure);
    let mut findings = Vec::new();
    for name in TO_READ {
        if !packed.files.iter().any(|file| file == name) {
            let what = format!("{} is packaged without {name}", packed.name);
            findings.push(finding(what, format!("put it beside Cargo.toml, and `\"/{name}\"` into `include`")));
        } else if name.starts_with("LICENSE") && !is_same(&packed.folder.join(name), &project.root().join(name))? {
            // A link to it becomes a file with its name on systems without links.
            let what = format!("{} is packaged with another {name} than the project's", packed.name);
            findings.push(finding(what, format!("make it a link to ../{name}")));
        }
    }
    Ok(findings)
}

/// What a package has and its users do not need: whatever is no source and is not read to compile
/// it.
///
/// `read` are the files that the compiler has read, those that the sources include among them, as
/// paths within the package. Sources for other systems than this one are not among them, so all
/// sources may stay. Nor are archives for the linker, of which cargo leaves no notes: they may stay
/// if the build script names the folder that they are in.
///
/// # Errors
///
/// When the package is none of the project's.
pub fn strays(packed: &Packed, read: &BTreeSet<String>, project: &Project) -> Result<Vec<Finding>> {
    let published = the_crate(packed, project)?;
    let build_script = fs::read_to_string(packed.folder.join("build.rs")).unwrap_or_default();
    let is_needed = |file: &str| {
        let is_source = file.starts_with("src/") && file.ends_with(".rs");
        let is_archive = file
            .split_once('/')
            .is_some_and(|(folder, name)| name.ends_with(".a") && build_script.contains(&format!("\"{folder}\"")));
        is_source || is_archive || OF_CARGO.contains(&file) || TO_READ.contains(&file) || read.contains(file)
    };
    let strays = packed.files.iter().filter(|file| !is_needed(file));
    let finding = |file| {
        let what = format!("{} is packaged with {file}, which nothing needs", packed.name);
        at_include(published, project, what, "leave it out of `include`".to_owned())
    };
    Ok(strays.map(finding).collect())
}

fn the_crate<'a>(packed: &Packed, project: &'a Project) -> Result<&'a Crate> {
    project.crate_named(&packed.name).with_context(|| format!("{} is not published", packed.name))
}

fn at_include(published: &Crate, project: &Project, what: String, cure: String) -> Finding {
    let manifest = &published.manifest;
    Finding::new(project.relative(manifest.path()), manifest.line(&["package", "include"]), what, cure)
}

fn is_same(one: &Path, other: &Path) -> Result<bool> {
    let read = |path: &Path| fs::read(path).with_context(|| format!("could not read {}", path.display()));
    Ok(read(one)? == read(other)?)
}
