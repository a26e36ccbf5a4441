//! What the `Cargo.toml` beside a `wit` folder says about the WIT.
//!
//! cargo-component takes packages from the folders in
//! `[package.metadata.component.target.dependencies]`, and doesn't look into `wit/deps` by itself.
//! Components that are built with plain cargo can name more folders in
//! `[package.metadata.golem-rpc]`.

use std::path::{Path, PathBuf};

use toml_edit::{DocumentMut, Item};

use crate::error::Error;
use crate::paths::canonical;

/// What the manifest beside a `wit` folder says about it.
#[derive(Default)]
pub(crate) struct Declared {
    /// Folders and files with more packages.
    pub(crate) paths: Vec<PathBuf>,
    /// Names of packages that cargo-component is to take from a registry. They are not fetched
    /// here, and an error about one that is missing says so.
    pub(crate) from_registry: Vec<String>,
    /// The world that it says it implements.
    pub(crate) world: Option<String>,
    /// The interfaces that are to be called remotely. If there are none, all are.
    pub(crate) interfaces: Vec<String>,
    /// Whether each of these must be callable. Otherwise those that aren't are left out.
    pub(crate) strict: bool,
}

impl Declared {
    /// Reads the nearest `Cargo.toml` above `wit`. It says nothing about WIT that isn't its own
    /// package's, such as a folder that several packages share.
    pub(crate) fn beside(wit: &Path) -> Result<Declared, Error> {
        let absolute = canonical(wit).map_err(Error::io("read", wit))?;
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
        if !canonical(&folder.join(own)).is_ok_and(|own| absolute.starts_with(own)) {
            return Ok(Declared::default());
        }
        // Paths in errors begin as the user's own path does.
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

/// The path of `folder`, which is above `wit`, in the form in which the user wrote the path of
/// `wit`: relative if that is relative.
fn shown(wit: &Path, absolute: &Path, folder: &Path) -> PathBuf {
    let below = absolute.strip_prefix(folder).map_or(0, |below| below.components().count());
    match wit.ancestors().nth(below) {
        Some(short) if canonical(&short.join(".")).is_ok_and(|short| short == folder) => short.to_owned(),
        _ => folder.to_owned(),
    }
}
