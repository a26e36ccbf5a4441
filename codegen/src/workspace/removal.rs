//! Finds the files that linking added and that no link needs any more.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use miette::{NamedSource, SourceSpan};

use wit_parser::PackageName;

use super::links::{Link, Links};
use super::members::{Member, Packages};
use super::role::Role;
use crate::client::Mode;
use crate::disk;
use crate::error::{Error, WitError};
use crate::link::StubWit;
use crate::output::{self, Output, Plan};
use crate::source;
use crate::style::Style;

/// What the links of before needed, and those of now don't.
pub(crate) struct Removal<'a> {
    pub(crate) packages: &'a Packages,
    /// The links as they are.
    pub(crate) before: &'a Links,
    /// The links as they will be.
    pub(crate) links: &'a Links,
    /// The files that are generated for them.
    pub(crate) wanted: &'a [Output],
}

impl Removal<'_> {
    /// Adds what has to be removed to a plan.
    pub(crate) fn add_to(&self, plan: &mut Plan) -> Result<(), Error> {
        self.add_wit(plan)?;
        self.add_crates(plan)
    }

    fn add_wit(&self, plan: &mut Plan) -> Result<(), Error> {
        let wanted = self.wanted.iter().flat_map(|output| output.files.keys().map(|name| output.root.join(name)));
        // The paths are compared with symbolic links resolved: two callers may share a folder by
        // such a link, and what one of them needs must not be removed for the other.
        let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let wanted: BTreeSet<PathBuf> = wanted.map(|path| real(&path)).collect();
        for caller in self.before.callers() {
            if let Some(member) = self.packages.named(&caller) {
                for path in self.wit(member)?.into_iter().filter(|path| !wanted.contains(&real(path))) {
                    plan.remove(path)?;
                }
            }
        }
        Ok(())
    }

    /// Removes the generated files of crates that are not needed. Other files in their folders
    /// stay.
    fn add_crates(&self, plan: &mut Plan) -> Result<(), Error> {
        let (before, after) = (self.before.crates(), self.links.crates());
        for (target, role) in before.difference(&after) {
            let folder = self.packages.crate_folder(target, *role);
            let (mut generated, mut all) = (Vec::new(), Vec::new());
            output::collect(&folder, &mut generated)?;
            files(&folder, &mut all)?;
            all.retain(|path| !generated.contains(path));
            generated.into_iter().try_for_each(|path| plan.remove(path))?;
            all.into_iter().for_each(|path| plan.keep(path));
        }
        Ok(())
    }

    /// The generated WIT in a caller's `wit/deps` that belongs to stubs it isn't linked to any
    /// more, unless other WIT there needs it.
    fn wit(&self, caller: &Member) -> Result<Vec<PathBuf>, Error> {
        let before: Vec<_> = self.before.composed(&caller.name).collect();
        let after: Vec<_> = self.links.composed(&caller.name).map(|link| link.target).collect();
        let mut folders: BTreeMap<PathBuf, PackageName> = BTreeMap::new();
        let still: BTreeSet<_> = self.wanted.iter().map(|output| output.root.clone()).collect();
        let mut gone = BTreeSet::new();
        for Link { target, instant_stub, .. } in &before {
            let role = if *instant_stub { Role::Client(Mode::Composed) } else { Role::Stub };
            let folder = self.packages.crate_folder(target, role);
            let wit = [Style::Cargo, Style::CargoComponent].map(|style| folder.join(style.wit_folder()));
            let wit = wit.iter().find(|wit| wit.exists()).unwrap_or(&folder);
            // Only the stub crate says which packages came with it, or the client's where there is
            // none. If it is missing, they stay.
            let read = if *instant_stub { StubWit::in_client(wit) } else { StubWit::read(wit) };
            let Ok(stub) = read else { continue };
            let deps = caller.wit.join("deps");
            let of_stub = stub.folders(&deps).map(|(name, folder)| (folder, name));
            let member = self.packages.named(target);
            if after.contains(target) && member.is_none_or(Member::is_out_of_reach) {
                // The link is still there, although its target is not in the workspace any more.
                // Nothing new is generated for it, so what was copied for it has to stay.
                gone.extend(of_stub.map(|(folder, _)| folder));
                continue;
            }
            if !after.contains(target) {
                self.refuse_import(caller, &prefix(stub.name()))?;
            }
            folders.extend(of_stub.map(|(folder, name)| (folder, name.clone())));
        }
        self.keep_needed(caller, &mut folders, &still)?;
        folders.retain(|folder, _| !gone.contains(folder));
        let mut found = Vec::new();
        for folder in folders.keys() {
            output::collect(folder, &mut found)?;
        }
        Ok(found)
    }

    /// Takes those folders off the list whose packages are named in WIT that stays, or in WIT that
    /// such a package needs.
    fn keep_needed(
        &self,
        caller: &Member,
        folders: &mut BTreeMap<PathBuf, PackageName>,
        still: &BTreeSet<PathBuf>,
    ) -> Result<(), Error> {
        let mut staying = Vec::new();
        let mut going: BTreeMap<PathBuf, Vec<String>> = BTreeMap::new();
        let mut all = Vec::new();
        files(&caller.wit, &mut all)?;
        for path in all.into_iter().filter(|path| path.extension().is_some_and(|extension| extension == "wit")) {
            // Of what is generated again it counts what it is going to be.
            let text = match self.wanted_text(&path) {
                Some(text) => text.to_owned(),
                None => disk::read(&path)?.unwrap_or_default(),
            };
            match path.parent().filter(|folder| folders.contains_key(*folder) && !still.contains(*folder)) {
                Some(folder) => going.entry(folder.to_owned()).or_default().push(text),
                None => staying.push(text),
            }
        }
        while let Some(text) = staying.pop() {
            let needed: Vec<_> = going.keys().filter(|folder| needs(&text, &folders[*folder])).cloned().collect();
            for folder in needed {
                staying.extend(going.remove(&folder).unwrap_or_default());
                folders.remove(&folder);
            }
        }
        Ok(())
    }

    /// What is generated for a file.
    fn wanted_text(&self, path: &Path) -> Option<&str> {
        self.wanted.iter().find_map(|output| {
            let name = path.strip_prefix(&output.root).ok()?.to_str()?.replace('\\', "/");
            output.files.get(&name).map(String::as_str)
        })
    }

    /// Gives an error if the caller's WIT still imports the stub: without the stub's WIT it could
    /// not be read.
    fn refuse_import(&self, caller: &Member, package: &str) -> Result<(), Error> {
        for (file, text) in source::files::read(&caller.wit)? {
            if let Some(at) = mention(&text, package) {
                let line = text[..at].matches('\n').count() + 1;
                return Err(Error::Wit(Box::new(WitError {
                    message: format!(
                        "`{}` still imports the stub, in line {line} of `{}`",
                        caller.name,
                        file.display()
                    ),
                    cure: "remove that line, and the calls, and run the same command again".to_owned(),
                    span: Some(SourceSpan::from((at, package.len() - 1))),
                    file: Some(NamedSource::new(file.to_string_lossy(), Arc::new(text))),
                    label: "the stub is imported here".to_owned(),
                    place: None,
                })));
            }
        }
        Ok(())
    }
}

/// What every name of a thing in a package begins with.
fn prefix(package: &PackageName) -> String {
    format!("{}:{}/", package.namespace, package.name)
}

/// Whether a WIT text names something in this version of a package, other than in a comment.
fn needs(text: &str, package: &PackageName) -> bool {
    let prefix = prefix(package);
    let version = package.version.as_ref().map(ToString::to_string);
    let is_meant = |after: &str| {
        let named = after.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '-' || c == '%');
        let is_of_version = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+');
        let written = named.strip_prefix('@').map(|version| {
            let end = version.find(|c| !is_of_version(c)).unwrap_or(version.len());
            version[..end].trim_end_matches('.')
        });
        written == version.as_deref()
    };
    let code = text.lines().map(|line| line.split("//").next().unwrap_or_default());
    code.flat_map(|line| line.split(&prefix).skip(1)).any(is_meant)
}

/// The position at which a WIT text names a package, other than in a comment.
fn mention(text: &str, package: &str) -> Option<usize> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let code = line.split("//").next().unwrap_or_default();
        if let Some(at) = code.find(package) {
            return Some(start + at);
        }
        start += line.len();
    }
    None
}

/// Adds all files below a folder to `found`.
pub(crate) fn files(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), Error> {
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in std::fs::read_dir(folder).map_err(Error::io("read", folder))? {
        let path = entry.map_err(Error::io("read", folder))?.path();
        if path.is_dir() { files(&path, found)? } else { found.push(path) }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_is_needed_in_its_own_version() {
        let package = |version: Option<&str>| PackageName {
            namespace: "a".to_owned(),
            name: "b".to_owned(),
            version: version.map(|version| version.parse().unwrap()),
        };
        let is_needed = |text: &str, version| needs(text, &package(version));
        for text in ["  use a:b/i@0.2.0.{t};", "import a:b/i@0.2.0;", "use a:b/i@0.1.0.{t};\nuse a:b/x-y@0.2.0.{t};"] {
            assert!(is_needed(text, Some("0.2.0")), "{text}");
            assert!(!is_needed(text, Some("0.2.1")) && !is_needed(text, Some("0.2.0-rc.1")), "{text}");
            assert!(!is_needed(text, None), "{text}");
        }
        assert!(is_needed("import a:b/%i;", None) && is_needed("use a:b/i.{t};", None));
        assert!(is_needed("import a:b/i@1.0.0-rc.1;", Some("1.0.0-rc.1")));
        assert!(
            !is_needed("// use a:b/i@0.2.0.{t};", Some("0.2.0")) && !is_needed("package a:b@0.2.0;", Some("0.2.0"))
        );
    }
}
