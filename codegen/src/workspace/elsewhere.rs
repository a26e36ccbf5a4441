//! Targets that are not members of the workspace: packages or WIT somewhere else, and compiled
//! components.

use std::path::Path;

use heck::ToKebabCase;

use super::links::Links;
use super::members::{Described, Member, Packages};
use super::{manifests, toml};
use crate::disk;
use crate::error::Error;
use crate::link::Package;
use crate::paths::{canonical, is_same};

/// Adds the linked targets that are not members of the workspace to `packages`, so that they are
/// found there by their names as its members are.
pub(crate) fn add(packages: &mut Packages, links: &Links) {
    packages.members.retain(|member| !member.is_elsewhere);
    let found: Vec<_> = links.elsewhere().map(|(name, path)| recorded(name, &packages.root.join(path))).collect();
    packages.members.extend(found);
}

/// The component at `path`, if there is one that can be called. The path is relative to the current
/// folder. It leads to the folder of a component's package, to its folder of WIT, to a file of WIT,
/// or to a compiled component.
pub(crate) fn find(path: &Path) -> Result<Option<Member>, Error> {
    if path.is_dir() {
        return match package_in(path)?.filter(|package| package.wit().exists()) {
            Some(package) => Ok(Some(member(&package.name, path, &package.wit(), package.world()))),
            None => of_wit(path),
        };
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

/// The target that the links name, and that they say is at `path`. It may not be there now: then
/// what was generated for it is still used.
fn recorded(name: &str, path: &Path) -> Member {
    match find(path) {
        Ok(Some(found)) => Member { name: name.to_owned(), ..found },
        // If something is there that cannot be read, the error comes when a crate is generated from
        // it.
        Ok(None) | Err(_) => member(name, path, path, None),
    }
}

/// The component that has this WIT. If the package in the folder above says that this is its WIT,
/// that package is the component. Otherwise the component is called after the WIT package.
fn of_wit(wit: &Path) -> Result<Option<Member>, Error> {
    let above = canonical(wit).ok().and_then(|real| real.parent().map(Path::to_owned)).unwrap_or_default();
    if let Some(package) = package_in(&above)?.filter(|package| is_same(&package.wit(), wit)) {
        return Ok(Some(member(&package.name, wit, wit, package.world())));
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

/// The package whose manifest is in a folder, if there is one.
fn package_in(folder: &Path) -> Result<Option<Described>, Error> {
    let path = folder.join("Cargo.toml");
    let Some(text) = disk::read(&path)? else { return Ok(None) };
    let package = manifests::described(folder, &toml::parse(&path, &text)?);
    Ok(Some(package).filter(|package| !package.name.is_empty()))
}
