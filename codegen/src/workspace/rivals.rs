//! Finds dependencies that the user has added under the name of one that a link needs, but that are
//! another crate.
//!
//! If they were left as they are, the caller's code would be compiled with another crate than the
//! one that was generated for it, or cargo would refuse the manifest with an error that says
//! nothing about links.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use miette::{NamedSource, SourceSpan};
use semver::{Version, VersionReq};
use toml_edit::{Document, Item, TableLike};

use super::caller_manifest::Dependency;
use super::toml;
use crate::error::{Error, WitError, line_and_column};
use crate::paths::is_same;

/// A dependency that a link needs.
pub(crate) struct Needed<'a> {
    /// The name under which the caller's code uses it.
    pub(crate) key: &'a str,
    pub(crate) dependency: &'a Dependency,
    /// What needs it, and where that is declared.
    pub(crate) by: &'a str,
    /// What else the user can do. It is added to the error.
    pub(crate) else_do: &'static str,
}

/// A manifest as it is now.
pub(crate) struct Manifest<'a> {
    pub(crate) path: &'a Path,
    pub(crate) text: &'a str,
}

const KINDS: [&str; 5] =
    ["dependencies", "dev-dependencies", "build-dependencies", "dev_dependencies", "build_dependencies"];

/// Gives an error for the first entry in any of the caller's tables of dependencies that has the
/// name of one that is needed, but is another crate.
pub(crate) fn refuse(caller: &Manifest<'_>, root: &Manifest<'_>, needed: &[Needed<'_>]) -> Result<(), Error> {
    let (own, of_root) = (caller.parse()?, root.parse()?);
    let find = |entry: &Entry<'_>, needed: &Needed<'_>| {
        let found = Found { entry, caller, root, of_root: &of_root };
        found.objection(needed).map(|what| found.refusal(needed, &what))
    };
    let entries = caller.entries(&own);
    let refusal = needed.iter().find_map(|needed| entries.iter().find_map(|entry| find(entry, needed)));
    refusal.map_or(Ok(()), Err)
}

/// Whether the caller has a dependency of the user's on a version of a crate.
pub(crate) fn wants_a_version(caller: &Manifest<'_>, root: &Manifest<'_>, name: &str) -> Result<bool, Error> {
    let (own, of_root) = (caller.parse()?, root.parse()?);
    let is_version = |entry: &Entry<'_>| {
        let found = Found { entry, caller, root, of_root: &of_root };
        let inherited = found.inherited();
        let item = inherited.as_ref().map_or(entry.item, |entry| entry.item);
        item.is_str() || item.get("version").is_some() && item.get("path").is_none() && item.get("git").is_none()
    };
    Ok(caller.entries(&own).iter().any(|entry| entry.key == name && is_version(entry)))
}

impl<'a> Manifest<'a> {
    fn parse(&self) -> Result<Document<&'a str>, Error> {
        Document::parse(self.text).map_err(|error| Error::toml(self.path, self.text, &error))
    }

    fn folder(&self) -> &'a Path {
        self.path.parent().unwrap_or(Path::new(""))
    }

    /// All dependencies that the user wrote, and not those that were added here.
    fn entries<'d>(&self, document: &'d Document<&str>) -> Vec<Entry<'d>> {
        let targets = document.get("target").and_then(Item::as_table_like).into_iter();
        let targets = targets.flat_map(|targets| targets.iter()).filter_map(|(_, item)| item.as_table_like());
        let tables = std::iter::once(document.as_table() as &dyn TableLike).chain(targets);
        let tables = tables.flat_map(|table| KINDS.iter().filter_map(|kind| table.get(kind)?.as_table_like()));
        let after = |entry: &Entry<'_>| self.text.get(entry.item.span()?.end..);
        let is_ours = |entry: &Entry<'_>| after(entry).is_some_and(|after| after.starts_with(toml::OURS));
        tables.flat_map(of_table).filter(|entry| !is_ours(entry)).collect()
    }

    /// A place in the manifest, as `Cargo.toml:12`.
    fn place(&self, at: &Range<usize>) -> String {
        let (line, _) = line_and_column(self.text.get(..at.start).unwrap_or_default());
        format!("{}:{line}", self.path.display())
    }
}

/// A dependency in a manifest.
struct Entry<'d> {
    key: &'d str,
    item: &'d Item,
    at: Range<usize>,
}

fn of_table(table: &dyn TableLike) -> impl Iterator<Item = Entry<'_>> {
    table.iter().map(|(key, item)| {
        let at = table.key(key).and_then(|key| key.span()).or_else(|| item.span()).unwrap_or_default();
        Entry { key, item, at }
    })
}

/// An entry, together with the manifests that say which crate it is.
struct Found<'a> {
    entry: &'a Entry<'a>,
    caller: &'a Manifest<'a>,
    root: &'a Manifest<'a>,
    of_root: &'a Document<&'a str>,
}

impl Found<'_> {
    /// What the entry is, if it has the name of the needed dependency, or is the needed package,
    /// but is not the same crate.
    fn objection(&self, needed: &Needed<'_>) -> Option<String> {
        let wanted = match needed.dependency {
            Dependency::Path { package: Some(package), .. } => package,
            _ => needed.key,
        };
        let inherited = self.inherited();
        let (item, base) = match &inherited {
            Some(entry) => (entry.item, self.root.folder()),
            None => (self.entry.item, self.caller.folder()),
        };
        let text = |key: &str| item.get(key).and_then(Item::as_str);
        let package = text("package").unwrap_or(self.entry.key);
        if self.entry.key != needed.key && package != wanted {
            return None;
        }
        if let Some(git) = text("git") {
            return Some(format!("what is in the repository `{git}`"));
        }
        if let Some(path) = text("path") {
            let same = package == wanted
                && matches!(needed.dependency, Dependency::Path { path: wanted, .. }
                    if is_same(&base.join(path), &self.caller.folder().join(wanted)));
            return (!same).then(|| format!("what is in the folder `{path}`"));
        }
        if let Some(registry) = text("registry").or_else(|| text("registry-index")).filter(|name| *name != "crates-io")
        {
            return Some(format!("what is in the registry `{registry}`"));
        }
        if package != wanted {
            return Some(format!("the package `{package}`"));
        }
        let version = item.as_str().or_else(|| text("version")).unwrap_or("*");
        let same = match needed.dependency {
            Dependency::Version(wanted) => allows(version, wanted),
            Dependency::Path { path, .. } => self.is_patched(wanted, path),
        };
        (!same).then(|| format!("version `{version}` from the registry"))
    }

    /// The entry of `[workspace.dependencies]` that this one inherits from.
    fn inherited(&self) -> Option<Entry<'_>> {
        self.entry.item.get("workspace").and_then(Item::as_bool).filter(|inherits| *inherits)?;
        let table = self.of_root.get("workspace")?.get("dependencies")?.as_table_like()?;
        of_table(table).find(|entry| entry.key == self.entry.key)
    }

    /// Whether the workspace replaces the crate of the registry by the one in a folder, with
    /// `[patch.crates-io]`.
    fn is_patched(&self, package: &str, folder: &str) -> bool {
        let patch =
            self.of_root.get("patch").and_then(|patch| patch.get("crates-io")?.get(package)?.get("path")?.as_str());
        patch.is_some_and(|path| is_same(&self.root.folder().join(path), &self.caller.folder().join(folder)))
    }

    fn refusal(&self, needed: &Needed<'_>, what: &str) -> Error {
        let (file, at) = (self.caller.path, &self.entry.at);
        let (of_workspace, remove) = match self.inherited() {
            Some(entry) => (format!(", by {},", self.root.place(&entry.at)), "the entries"),
            None => (String::new(), "the entry"),
        };
        let name = needed.key;
        Error::Wit(Box::new(WitError {
            message: format!(
                "`{}` in {}{of_workspace} is {what}, and not {}",
                self.entry.key,
                self.caller.place(at),
                needed.by
            ),
            cure: format!("remove {remove}: the right `{name}` is added by this command{}", needed.else_do),
            file: Some(NamedSource::new(file.to_string_lossy(), Arc::new(self.caller.text.to_owned()))),
            span: Some(SourceSpan::from(at.clone())),
            label: format!("the link needs another `{name}`"),
            place: None,
        }))
    }
}

/// Whether a version satisfies a requirement. If one of them can't be read, cargo will say so, and
/// it is no concern of this check.
fn allows(requirement: &str, version: &str) -> bool {
    match (VersionReq::parse(requirement), Version::parse(version)) {
        (Ok(requirement), Ok(version)) => requirement.matches(&version),
        _ => true,
    }
}
