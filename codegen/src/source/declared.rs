//! Where a `Cargo.toml` says that WIT is.
//!
//! cargo-component takes packages from where `[package.metadata.component.target.dependencies]`
//! names them and does not look into `wit/deps` by itself. A package that is built otherwise can
//! name further folders in `[package.metadata.golem-rpc]`.

use std::path::{Path, PathBuf};

use toml_edit::{DocumentMut, Item};

use crate::error::Error;

/// What the manifest beside a `wit` folder says about it.
#[derive(Default)]
pub(crate) struct Declared {
    /// Folders and files with further packages.
    pub(crate) paths: Vec<PathBuf>,
    /// Packages that it wants from a registry, which nobody asks here.
    pub(crate) from_registry: Vec<String>,
    /// The world that it says it implements.
    pub(crate) world: Option<String>,
    /// The interfaces that it wants to be called through.
    pub(crate) interfaces: Vec<String>,
    /// Whether each of them has to be one that can be called remotely.
    pub(crate) strict: bool,
}

impl Declared {
    /// What the nearest `Cargo.toml` above `wit` says, if that is its package's WIT.
    pub(crate) fn beside(wit: &Path) -> Result<Declared, Error> {
        let absolute = wit.canonicalize().map_err(Error::io("read", wit))?;
        let manifest = absolute.ancestors().skip(1).map(|folder| folder.join("Cargo.toml")).find(|path| path.is_file());
        let Some(manifest) = manifest else { return Ok(Declared::default()) };
        let text = std::fs::read_to_string(&manifest).map_err(Error::io("read", &manifest))?;
        let document: DocumentMut = text.parse().map_err(|error| Error::toml(&manifest, &text, &error))?;
        let folder = manifest.parent().unwrap_or(Path::new(""));
        let metadata = |keys: &[&str]| {
            let package = document.get("package")?.get("metadata")?;
            keys.iter().try_fold(package, |item, key| item.get(key))
        };
        let own = metadata(&["component", "target", "path"]).and_then(Item::as_str).unwrap_or("wit");
        if !folder.join(own).canonicalize().is_ok_and(|own| absolute.starts_with(own)) {
            return Ok(Declared::default());
        }
        // As one would name it from here, so that errors do.
        let folder = shown(wit, &absolute, folder);
        let texts = |keys: &[&str]| {
            let items = metadata(keys).and_then(Item::as_array).into_iter().flat_map(|items| items.iter());
            items.filter_map(|item| item.as_str()).map(str::to_owned).collect::<Vec<_>>()
        };
        let mut declared = Declared {
            world: metadata(&["component", "target", "world"]).and_then(Item::as_str).map(str::to_owned),
            interfaces: texts(&["golem-rpc", "interfaces"]),
            strict: metadata(&["golem-rpc", "strict"]).and_then(Item::as_bool).unwrap_or_default(),
            ..Declared::default()
        };
        let dependencies = metadata(&["component", "target", "dependencies"]).and_then(Item::as_table_like);
        for (name, item) in dependencies.into_iter().flat_map(|table| table.iter()) {
            match item.get("path").and_then(Item::as_str) {
                Some(path) => declared.paths.push(folder.join(path)),
                None => declared.from_registry.push(name.to_owned()),
            }
        }
        declared.paths.extend(texts(&["golem-rpc", "wit-path"]).iter().map(|path| folder.join(path)));
        Ok(declared)
    }
}

/// A folder above `wit`, by a path that begins as that of `wit` does.
fn shown(wit: &Path, absolute: &Path, folder: &Path) -> PathBuf {
    let below = absolute.strip_prefix(folder).map_or(0, |below| below.components().count());
    match wit.ancestors().nth(below) {
        Some(short) if short.join(".").canonicalize().is_ok_and(|short| short == folder) => short.to_owned(),
        _ => folder.to_owned(),
    }
}
