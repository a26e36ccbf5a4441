//! Reads the members of a workspace that cargo can't read because generated crates are missing or
//! incomplete.
//!
//! Somebody may have deleted them, or may not keep them under version control. They can be
//! generated again from the rest.

use std::path::{Path, PathBuf};

use serde_json::Value;
use toml_edit::{DocumentMut, Item};

use super::members::{Described, Packages};
use super::root_manifest::{RootManifest, matches};
use super::toml;
use crate::disk;
use crate::error::Error;
use crate::root::workspace_above;

/// Reads the workspace that a folder is in, without cargo. It is `None` if the workspace has no
/// links, or if all crates that they need are complete, unless they name an SDK that is not there:
/// then cargo's error has another cause.
pub(crate) fn read(folder: &Path, misses_sdk: bool) -> Result<Option<Packages>, Error> {
    let Some(root) = workspace_above(folder) else { return Ok(None) };
    let manifest = RootManifest::read(&root)?;
    let generated: Vec<_> = manifest.links()?.crates().iter().map(|(target, role)| role.crate_of(target)).collect();
    let (mut members, mut incomplete) = (Vec::new(), misses_sdk && !generated.is_empty());
    for folder in folders(&root, &manifest)? {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if generated.contains(&name) && !(folder.join("Cargo.toml").is_file() && folder.join("src/lib.rs").is_file()) {
            incomplete = true;
            continue;
        }
        let path = folder.join("Cargo.toml");
        if let Some(text) = disk::read(&path)? {
            members.push(described(&folder, &toml::parse(&path, &text)?));
        }
    }
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    Ok(incomplete.then(|| Packages::new(&root, &target, members)))
}

/// The folders that `members` names, and that of the root if it is a package, too.
fn folders(root: &Path, manifest: &RootManifest) -> Result<Vec<PathBuf>, Error> {
    let mut folders = if manifest.is_package() { vec![root.to_owned()] } else { Vec::new() };
    for pattern in manifest.members() {
        let mut found = vec![root.to_owned()];
        for part in pattern.split('/').filter(|part| !part.is_empty()) {
            found = found.iter().map(|folder| below(folder, part)).collect::<Result<Vec<_>, _>>()?.concat();
        }
        folders.extend(found);
    }
    Ok(folders)
}

/// The folders in `folder` that match a part of a pattern. A part without wildcards stands for one
/// folder, which need not exist.
fn below(folder: &Path, part: &str) -> Result<Vec<PathBuf>, Error> {
    if !part.contains(['*', '?']) {
        return Ok(vec![folder.join(part)]);
    }
    let entries = std::fs::read_dir(folder).map_err(Error::io("read", folder))?;
    let folders = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let fits = |path: &PathBuf| path.is_dir() && matches(part, &path.file_name().unwrap_or_default().to_string_lossy());
    Ok(folders.filter(fits).collect())
}

/// The package whose manifest is in `folder`. Its name is empty if the manifest is that of a
/// workspace only.
pub(crate) fn described(folder: &Path, manifest: &DocumentMut) -> Described {
    let text = |item: Option<&Item>| item.and_then(Item::as_str).map(str::to_owned);
    let name = text(manifest.get("package").and_then(|package| package.get("name"))).unwrap_or_default();
    let library = manifest.get("lib");
    let kinds = library.and_then(|library| library.get("crate-type")).and_then(Item::as_array);
    let is_cdylib = kinds.is_some_and(|kinds| kinds.iter().any(|kind| kind.as_str() == Some("cdylib")));
    let library = text(library.and_then(|library| library.get("name"))).unwrap_or_else(|| name.clone());
    let metadata = manifest.get("package").and_then(|package| package.get("metadata"));
    Described { folder: folder.to_owned(), name, library: is_cdylib.then_some(library), metadata: json(metadata) }
}

/// Translates the metadata to JSON, as far as it is needed: tables and strings.
fn json(metadata: Option<&Item>) -> Value {
    fn table(table: &dyn toml_edit::TableLike) -> Value {
        table.iter().map(|(key, item)| (key.to_owned(), json(Some(item)))).collect::<serde_json::Map<_, _>>().into()
    }
    match metadata {
        Some(item) => item.as_table_like().map(table).or_else(|| item.as_str().map(Value::from)).unwrap_or_default(),
        None => Value::Null,
    }
}
