//! Edits a caller's `Cargo.toml`: adds the dependencies that the caller needs for its calls.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use toml_edit::{DocumentMut, InlineTable, Item, TableLike, Value};

use wit_parser::PackageName;

use super::toml;
use crate::error::Error;
use crate::paths::relative;

/// Where a dependency comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Dependency {
    /// A folder, relative to that of the manifest. The package is named if its name is another than
    /// the dependency's key.
    Path {
        path: String,
        package: Option<String>,
    },
    Version(String),
}

/// The dependencies that a caller needs, by their keys.
#[derive(Debug, Default)]
pub(crate) struct Needs {
    pub(crate) dependencies: BTreeMap<String, Dependency>,
    /// WIT packages that the manifest has to name for cargo-component.
    pub(crate) wit: BTreeMap<String, Dependency>,
}

const DEPENDENCIES: &[&str] = &["dependencies"];
const WIT: &[&str] = &["package", "metadata", "component", "target", "dependencies"];

/// Returns the manifest with the dependencies that are needed, and without those that an earlier
/// run added and that are not needed any more. Entries that the user wrote stay.
pub(crate) fn edited(path: &Path, text: &str, needs: &Needs) -> Result<String, Error> {
    let mut document = toml::parse(path, text)?;
    update(&mut document, path, DEPENDENCIES, &needs.dependencies)?;
    update(&mut document, path, WIT, &needs.wit)?;
    Ok(toml::text(&document, text))
}

/// The entries for WIT packages that are in folders below the caller's.
pub(crate) fn wit_needs(
    caller: &Path,
    packages: &[(PackageName, PathBuf)],
) -> Result<BTreeMap<String, Dependency>, Error> {
    let entry = |(name, folder): &(PackageName, PathBuf)| {
        let path = relative(caller, folder)?;
        Ok((format!("{}:{}", name.namespace, name.name), Dependency::Path { path, package: None }))
    };
    packages.iter().map(entry).collect()
}

/// Returns the manifest with more entries for WIT packages.
pub(crate) fn with_wit(path: &Path, text: &str, wit: &BTreeMap<String, Dependency>) -> Result<String, Error> {
    let mut document = toml::parse(path, text)?;
    add(headed(&mut document, path, WIT)?, wit);
    Ok(toml::text(&document, text))
}

fn update(
    document: &mut DocumentMut,
    path: &Path,
    keys: &[&str],
    wanted: &BTreeMap<String, Dependency>,
) -> Result<(), Error> {
    let there = keys.iter().try_fold(document.as_item(), |item, key| item.get(key)).is_some();
    if !there && wanted.is_empty() {
        return Ok(());
    }
    let table = headed(document, path, keys)?;
    let ours: Vec<_> = table.iter().filter(|(_, item)| toml::is_ours(item)).map(|(key, _)| key.to_owned()).collect();
    ours.iter().filter(|key| !wanted.contains_key(*key)).for_each(|key| drop(table.remove(key)));
    add(table, wanted);
    toml::remove_if_ours(document, keys);
    Ok(())
}

/// Adds the entries that are missing, and corrects those that an earlier run added.
fn add(table: &mut dyn TableLike, wanted: &BTreeMap<String, Dependency>) {
    for (key, dependency) in wanted {
        let new = dependency.value();
        let keep =
            |item: &Item| !toml::is_ours(item) || item.to_string().trim() == format!("{new}{}", toml::OURS).trim();
        if !table.get(key).is_some_and(keep) {
            toml::add(table, key, new);
        }
    }
}

impl Dependency {
    fn value(&self) -> Value {
        match self {
            Dependency::Version(version) => version.into(),
            Dependency::Path { path, package } => {
                let mut table = InlineTable::new();
                if let Some(package) = package {
                    table.insert("package", package.into());
                }
                table.insert("path", path.into());
                table.into()
            }
        }
    }
}

/// The table at a path of keys. It must have a header and not be written within a line: only then
/// has each entry a line of its own, at whose end a comment can say that it was added here.
fn headed<'a>(document: &'a mut DocumentMut, path: &Path, keys: &[&str]) -> Result<&'a mut dyn TableLike, Error> {
    let name = keys.join(".");
    let (file, cure) = (path.display().to_string(), format!("write it as a table of its own: `[{name}]`"));
    let mut item = Some(document.as_item());
    for key in keys {
        item = item.and_then(|item| item.get(key));
        if item.is_some_and(|item| !item.is_table()) {
            return Err(Error::options(
                format!("`{key}` in `{file}` cannot be edited: it is no table with a header"),
                cure,
            ));
        }
    }
    toml::table_at(document, keys).ok_or_else(|| Error::options(format!("`{name}` in `{file}` is no table"), cure))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFESTS: &[&str] = &[
        "[package]\r\nname = \"a\"\r\n\r\n[dependencies]\r\nserde = \"1\"\r\n",
        "[package]\nname = \"a\"\n\n[dependencies]\n",
        "[package]\nname = \"a\"\n",
        "[package]\nname = \"a\"\n\n[dependencies]\nserde = \"1\" # for all\n\n\
         # a test\n[dev-dependencies]\nx = \"1\"\n",
        "[package]\nname = \"a\"\n\n[package.metadata.component]\npackage = \"d:a\"\n\n\
         [package.metadata.component.target.dependencies]\n\"x:y\" = { path = \"wit/deps/y\" }\n",
        "[package]\nname = \"a\"\n[package.metadata.component]\npackage = \"d:a\"\n\n\
         [package.metadata.component.target]\npath = \"wit\"\n",
    ];

    fn needs() -> Needs {
        let path = |path: &str, package: Option<&str>| Dependency::Path {
            path: path.into(),
            package: package.map(Into::into),
        };
        Needs {
            dependencies: BTreeMap::from([
                ("b-client".to_owned(), path("../b-client", Some("b-stub-client"))),
                ("golem-rpc-sdk".to_owned(), Dependency::Version("0.1.0".to_owned())),
            ]),
            wit: BTreeMap::from([("d:b-stub".to_owned(), path("wit/deps/d_b-stub", None))]),
        }
    }

    #[test]
    fn what_is_added_and_removed_again_leaves_no_trace() {
        for text in MANIFESTS {
            let path = Path::new("Cargo.toml");
            let linked = edited(path, text, &needs()).unwrap();
            assert_ne!(linked, *text);
            assert_eq!(edited(path, &linked, &needs()).unwrap(), linked);
            assert_eq!(edited(path, &linked, &Needs::default()).unwrap(), *text, "{linked}");
        }
    }

    #[test]
    fn a_table_within_a_line_is_refused() {
        let text = "[package.metadata.component]\ntarget = { path = \"wit\" }\n";
        let error = edited(Path::new("Cargo.toml"), text, &needs()).unwrap_err();
        assert!(error.to_string().contains("`target` in `Cargo.toml` cannot be edited"), "{error}");
    }

    #[test]
    fn a_dependency_of_the_users_stays() {
        let text = "[dependencies]\ngolem-rpc-sdk = { version = \"0.1\", features = [] }\n";
        let linked = edited(Path::new("Cargo.toml"), text, &needs()).unwrap();
        assert!(linked.starts_with(text), "{linked}");
        assert_eq!(edited(Path::new("Cargo.toml"), &linked, &Needs::default()).unwrap(), text);
    }
}
