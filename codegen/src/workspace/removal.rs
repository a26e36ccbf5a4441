//! What linking added and nobody needs any more.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use miette::{NamedSource, SourceSpan};

use super::Workspace;
use super::links::Links;
use super::members::{Member, Role};
use crate::disk;
use crate::error::{Error, WitError};
use crate::link::StubWit;
use crate::output::{self, Output, Plan};
use crate::source;
use crate::style::Style;

/// What an earlier state of the links needed and this one does not.
pub(crate) struct Removal<'a> {
    pub(crate) workspace: &'a Workspace,
    /// How it will be.
    pub(crate) links: &'a Links,
    /// What is generated then.
    pub(crate) wanted: &'a [Output],
}

impl Removal<'_> {
    /// Adds it to what is to be done.
    pub(crate) fn add_to(&self, plan: &mut Plan) -> Result<(), Error> {
        self.add_wit(plan)?;
        self.add_crates(plan)
    }

    fn add_wit(&self, plan: &mut Plan) -> Result<(), Error> {
        let wanted = self.wanted.iter().flat_map(|output| output.files.keys().map(|name| output.root.join(name)));
        // Two callers may have one folder for what they need, by links.
        let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let wanted: BTreeSet<PathBuf> = wanted.map(|path| real(&path)).collect();
        for caller in self.workspace.links.callers() {
            if let Some(member) = self.workspace.packages.named(&caller) {
                for path in self.wit(member)?.into_iter().filter(|path| !wanted.contains(&real(path))) {
                    plan.remove(path)?;
                }
            }
        }
        Ok(())
    }

    /// Files in a crate that were not generated stay.
    fn add_crates(&self, plan: &mut Plan) -> Result<(), Error> {
        let (before, after) = (self.workspace.links.crates(), self.links.crates());
        for (target, role) in before.difference(&after) {
            let folder = self.workspace.crate_folder(target, *role);
            let (mut generated, mut all) = (Vec::new(), Vec::new());
            output::collect(&folder, &mut generated)?;
            files(&folder, &mut all)?;
            all.retain(|path| !generated.contains(path));
            generated.into_iter().try_for_each(|path| plan.remove(path))?;
            all.into_iter().for_each(|path| plan.keep(path));
        }
        Ok(())
    }

    /// Generated WIT in a caller's `wit/deps` that came with its stubs, as far as nothing else there needs it.
    fn wit(&self, caller: &Member) -> Result<Vec<PathBuf>, Error> {
        let (before, after) = (self.workspace.links.composed(&caller.name), self.links.composed(&caller.name));
        let mut folders: BTreeMap<PathBuf, String> = BTreeMap::new();
        let still: BTreeSet<_> = self.wanted.iter().map(|output| output.root.clone()).collect();
        let mut gone = BTreeSet::new();
        for target in &before {
            let folder = self.workspace.crate_folder(target, Role::Stub);
            let wit = [Style::Cargo, Style::CargoComponent].map(|style| folder.join(style.wit_folder()));
            let wit = wit.iter().find(|wit| wit.exists()).unwrap_or(&folder);
            // Without the crate there is nothing left that says what came with it.
            let Ok(stub) = StubWit::read(wit) else { continue };
            let deps = caller.wit.join("deps");
            let of_stub = stub.folders(&deps).map(|(name, folder)| (folder, name));
            if after.contains(target) && self.workspace.packages.named(target).is_none() {
                // It is still linked, although its target is gone: nothing new has been generated in its place.
                gone.extend(of_stub.map(|(folder, _)| folder));
                continue;
            }
            let id = |name: &wit_parser::PackageName| format!("{}:{}/", name.namespace, name.name);
            if !after.contains(target) {
                self.refuse_import(caller, &id(stub.name()))?;
            }
            folders.extend(of_stub.map(|(folder, name)| (folder, id(name))));
        }
        keep_needed(caller, &mut folders, &still)?;
        folders.retain(|folder, _| !gone.contains(folder));
        let mut found = Vec::new();
        for folder in folders.keys() {
            output::collect(folder, &mut found)?;
        }
        Ok(found)
    }

    /// A caller that still imports the stub could not be read any more.
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

/// Takes those packages off the list that WIT which stays names.
fn keep_needed(
    caller: &Member,
    folders: &mut BTreeMap<PathBuf, String>,
    still: &BTreeSet<PathBuf>,
) -> Result<(), Error> {
    let mut staying = Vec::new();
    let mut going: BTreeMap<PathBuf, Vec<String>> = BTreeMap::new();
    let mut all = Vec::new();
    files(&caller.wit, &mut all)?;
    for path in all.into_iter().filter(|path| path.extension().is_some_and(|extension| extension == "wit")) {
        let text = disk::read(&path)?.unwrap_or_default();
        match path.parent().filter(|folder| folders.contains_key(*folder) && !still.contains(*folder)) {
            Some(folder) => going.entry(folder.to_owned()).or_default().push(text),
            None => staying.push(text),
        }
    }
    while let Some(text) = staying.pop() {
        let needed: Vec<_> =
            going.keys().filter(|folder| mention(&text, &folders[*folder]).is_some()).cloned().collect();
        for folder in needed {
            staying.extend(going.remove(&folder).unwrap_or_default());
            folders.remove(&folder);
        }
    }
    Ok(())
}

/// Where a WIT text names a package, comments aside.
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
