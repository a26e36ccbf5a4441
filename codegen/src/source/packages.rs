//! Reads a package of WIT with the packages that it needs, wherever they are.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use wit_parser::{PackageId, PackageName, Resolve, UnresolvedPackage, UnresolvedPackageGroup};

use super::component::{self, Decoded};
use super::cure::Mistake;
use super::declared::Declared;
use super::files::{self, Files, deps};
use crate::error::Error;

/// Where to look for the packages that a package needs. Those found first count.
pub(crate) struct Search<'a> {
    /// Folders that the user named for this run.
    pub(crate) further: &'a [PathBuf],
    /// What the manifest says.
    pub(crate) declared: &'a Declared,
}

/// The package at `path`, a folder or a file, and what it stands on.
pub(crate) fn read(path: &Path, search: &Search<'_>) -> Result<(Resolve, PackageId), Error> {
    let mut resolve = Resolve::default();
    let mistake = Mistake { path, declared: search.declared };
    let main = parse(&files::read(path)?, path, &mistake)?;
    let mut found = Found { resolve: &mut resolve, mistake: &mistake, seen: BTreeSet::new(), packages: Vec::new() };
    for further in search.further {
        found.add_below(further, Rank::Named)?;
    }
    for declared in &search.declared.paths {
        found.add_below(declared, Rank::Declared)?;
    }
    let deps = deps(path);
    if deps.is_dir() {
        found.add_all_in(&deps, Rank::Deps)?;
    }
    let packages = found.packages;
    let needed = needed(&main, packages)?;
    let package = resolve.push_groups(main, needed);
    package.map_err(|error| mistake.unresolved(&resolve.source_map, &error)).map(|package| (resolve, package))
}

/// Where a package was found. An earlier one hides a later one of the same name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Named,
    Declared,
    Deps,
}

/// A package that others may need.
struct Candidate {
    path: PathBuf,
    rank: Rank,
    files: Files,
    group: UnresolvedPackageGroup,
}

impl Candidate {
    fn names(&self) -> impl Iterator<Item = &PackageName> {
        all(&self.group).map(|package| &package.name)
    }

    /// Whether it has the same text: then it does not matter which of the two is taken.
    fn is_copy_of(&self, other: &Candidate) -> bool {
        let texts = |files: &Files| files.values().cloned().collect::<BTreeSet<_>>();
        texts(&self.files) == texts(&other.files)
    }
}

/// What has been found so far.
struct Found<'a> {
    /// Packages in binary form go there at once, with all that they need.
    resolve: &'a mut Resolve,
    mistake: &'a Mistake<'a>,
    /// Real paths, for one folder may be named twice.
    seen: BTreeSet<PathBuf>,
    packages: Vec<Candidate>,
}

impl Found<'_> {
    /// The package in a folder and those in its `deps`; without a package of its own, the packages
    /// in the folders and files that it has.
    fn add_below(&mut self, path: &Path, rank: Rank) -> Result<(), Error> {
        if !path.exists() {
            return Err(Error::options(
                format!("there is no folder `{}` to look for WIT in", path.display()),
                "correct the path, in `Cargo.toml` or after `--wit-path`",
            ));
        }
        if path.is_file() || !files::read(path)?.is_empty() {
            self.add(path, rank)?;
            let deps = deps(path);
            return if deps.is_dir() { self.add_all_in(&deps, rank) } else { Ok(()) };
        }
        self.add_all_in(path, rank)
    }

    fn add_all_in(&mut self, folder: &Path, rank: Rank) -> Result<(), Error> {
        files::entries(folder)?.iter().try_for_each(|entry| self.add(entry, rank))
    }

    fn add(&mut self, path: &Path, rank: Rank) -> Result<(), Error> {
        if !self.seen.insert(path.canonicalize().map_err(Error::io("read", path))?) {
            return Ok(());
        }
        if path.extension().is_some_and(|extension| extension == "wasm") {
            return self.add_binary(path);
        }
        let files = files::read(path)?;
        if !files.is_empty() {
            let group = parse(&files, path, self.mistake)?;
            self.packages.push(Candidate { path: path.to_owned(), rank, files, group });
        }
        Ok(())
    }

    fn add_binary(&mut self, path: &Path) -> Result<(), Error> {
        let bytes = std::fs::read(path).map_err(Error::io("read", path))?;
        let Decoded::Package(package, _) = component::read(path, &bytes)? else {
            return Err(Error::options(
                format!("`{}` is a component, and not a package of WIT", path.display()),
                "put the package's WIT there, as text or in binary form",
            ));
        };
        let merged = self.resolve.merge(package);
        merged.map(drop).map_err(|error| {
            Error::options(
                format!("`{}` does not fit to the other packages: {error:#}", path.display()),
                "have one version of each package",
            )
        })
    }
}

/// Parses the files at `path`.
pub(crate) fn parse(files: &Files, path: &Path, mistake: &Mistake<'_>) -> Result<UnresolvedPackageGroup, Error> {
    if files.is_empty() {
        return Err(Error::options(
            format!("there is no WIT in `{}`", path.display()),
            "name the folder with the component's `.wit` files, or its `.wasm` file",
        ));
    }
    files::parse(files).map_err(|error| mistake.unparsed(&error.0, &error.1))
}

/// Those that `main` needs, and those that they need. What stands in a folder without being needed
/// does no harm, whatever it needs itself.
fn needed(main: &UnresolvedPackageGroup, mut candidates: Vec<Candidate>) -> Result<Vec<UnresolvedPackageGroup>, Error> {
    let mut known: BTreeSet<PackageName> = all(main).map(|package| package.name.clone()).collect();
    let mut wanted: Vec<PackageName> = wants(main);
    let mut needed = Vec::new();
    while let Some(name) = wanted.pop() {
        if known.contains(&name) {
            continue;
        }
        let Some(candidate) = take(&mut candidates, &name)? else { continue };
        known.extend(candidate.names().cloned());
        wanted.extend(wants(&candidate.group));
        needed.push(candidate.group);
    }
    Ok(needed)
}

/// The package of this name. Two that differ, in places of the same rank, leave it open which one
/// is meant.
fn take(candidates: &mut Vec<Candidate>, name: &PackageName) -> Result<Option<Candidate>, Error> {
    let has_it = |candidate: &&Candidate| candidate.names().any(|other| other == name);
    let Some(first) = candidates.iter().filter(has_it).min_by_key(|candidate| candidate.rank) else { return Ok(None) };
    let rival = candidates.iter().filter(has_it).find(|other| other.rank == first.rank && !other.is_copy_of(first));
    if let Some(rival) = rival {
        return Err(Error::options(
            format!(
                "package `{name}` is there twice, and not the same: in `{}` and in `{}`",
                first.path.display(),
                rival.path.display()
            ),
            "remove the one that the component is not built with",
        ));
    }
    let index = candidates.iter().position(|other| other.path == first.path);
    Ok(index.map(|index| candidates.remove(index)))
}

fn all(group: &UnresolvedPackageGroup) -> impl Iterator<Item = &UnresolvedPackage> {
    std::iter::once(&group.main).chain(&group.nested)
}

fn wants(group: &UnresolvedPackageGroup) -> Vec<PackageName> {
    all(group).flat_map(|package| package.foreign_deps.keys().cloned()).collect()
}
