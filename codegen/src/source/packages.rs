//! Reads a package of WIT, together with the packages that it needs, which may be in several
//! places.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use wit_parser::{PackageId, PackageName, Resolve, UnresolvedPackage, UnresolvedPackageGroup};

use super::component::{self, Decoded};
use super::cure::Mistake;
use super::declared::Declared;
use super::files::{self, Files, deps};
use crate::error::Error;

/// Where to look for the packages that a package needs. If a package is in several of these places,
/// the one that is looked at first counts.
pub(crate) struct Search<'a> {
    /// Folders that the user named in this command.
    pub(crate) further: &'a [PathBuf],
    /// What the manifest says: folders that are looked at next. The package's own `deps` is last.
    pub(crate) declared: &'a Declared,
}

/// Reads the package at `path`, a folder or a file, and all packages that it needs.
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

/// What kind of place a package was found in. If a package of one name was found in several, that
/// of the lowest rank is taken.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Named,
    Declared,
    Deps,
}

/// A package that was found, and that may be needed.
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

    /// Whether both have the same text. It doesn't matter then which of them is taken.
    fn is_copy_of(&self, other: &Candidate) -> bool {
        let texts = |files: &Files| files.values().cloned().collect::<BTreeSet<_>>();
        texts(&self.files) == texts(&other.files)
    }
}

/// The packages that have been found so far.
struct Found<'a> {
    /// Packages in binary form are added to it at once, as they contain all that they need.
    resolve: &'a mut Resolve,
    mistake: &'a Mistake<'a>,
    /// The real paths of the folders and files that have been read. A folder that is named twice,
    /// by different paths, is read once.
    seen: BTreeSet<PathBuf>,
    packages: Vec<Candidate>,
}

impl Found<'_> {
    /// Adds the package in a folder and those in its `deps`. If the folder has no WIT files itself,
    /// adds the packages in the folders and files that are in it.
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

/// Parses `files`, which were found at `path`.
pub(crate) fn parse(files: &Files, path: &Path, mistake: &Mistake<'_>) -> Result<UnresolvedPackageGroup, Error> {
    if files.is_empty() {
        return Err(Error::options(
            format!("there is no WIT in `{}`", path.display()),
            "name the folder with the component's `.wit` files, or its `.wasm` file",
        ));
    }
    files::parse(files).map_err(|error| mistake.unparsed(&error.0, &error.1))
}

/// Picks the packages that `main` needs, those that these need, and so on. A package that nobody
/// needs is not read any further, so it does no harm if something is missing that it needs itself.
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

/// Takes the package `name` out of the candidates. If there are two in places of the same rank and
/// their texts differ, it isn't clear which is meant, and that is an error.
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
