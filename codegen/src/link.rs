//! Copies a stub's WIT to a caller, so that the caller's world can import it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use wit_parser::PackageName;

use crate::error::Error;
use crate::lock::Lock;
use crate::marker::is_generated;
use crate::output::{Output, Plan, Report};
use crate::source::{self, files::Files};
use crate::workspace::caller_manifest;

/// Copies the packages of a stub to a caller: the stub's own package and those that it needs.
///
/// They are read from `stub_wit`, the `wit` folder of a stub crate, and each of them goes to a
/// folder `{caller_wit}/deps/{namespace}_{name}`. If the caller already has one of the packages
/// that the stub needs, in its own files or in another folder, that one stays and is used. Running
/// it again changes nothing.
///
/// ```no_run
/// # fn main() -> Result<(), golem_rpc_codegen::Error> {
/// use std::path::Path;
///
/// let (stub, caller) = (Path::new("component1-stub/wit"), Path::new("component2/wit"));
/// golem_rpc_codegen::add_stub_dependency(stub, caller, false)?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// When a file that was not generated is in the way and has another content, unless `overwrite`
/// allows to replace it; when WIT cannot be read; when the caller's own package is among those that
/// the stub needs.
pub fn add_stub_dependency(stub_wit: &Path, caller_wit: &Path, overwrite: bool) -> Result<Report, Error> {
    let _lock = Lock::around([caller_wit])?;
    let mut placed = Placed::default();
    placed.add(StubWit::read(stub_wit)?, caller_wit, overwrite)?;
    let mut plan = Plan::new(&placed.outputs).map_err(offer_overwrite)?;
    placed.kept.into_iter().for_each(|path| plan.keep(path));
    plan.apply()
}

/// Lists the packages of a stub in the caller's `Cargo.toml`, in
/// `[package.metadata.component.target.dependencies]`. cargo-component needs that, since it does
/// not look into `wit/deps` by itself.
///
/// `stub_wit` is the `wit` folder of a stub crate. The `Cargo.toml` is the one beside `caller_wit`,
/// the caller's `wit` folder.
///
/// ```no_run
/// # fn main() -> Result<(), golem_rpc_codegen::Error> {
/// use std::path::Path;
///
/// let (stub, caller) = (Path::new("component1-stub/wit"), Path::new("component2/wit"));
/// golem_rpc_codegen::update_cargo_toml(stub, caller)?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// When there is no such `Cargo.toml`, or when it cannot be read or written.
pub fn update_cargo_toml(stub_wit: &Path, caller_wit: &Path) -> Result<Report, Error> {
    let folder = caller_wit.parent().unwrap_or(Path::new(""));
    let manifest = folder.join("Cargo.toml");
    let _lock = Lock::around([folder])?;
    let old = std::fs::read_to_string(&manifest).map_err(Error::io("read", &manifest))?;
    let mut placed = Placed::default();
    placed.add(StubWit::read(stub_wit)?, caller_wit, true)?;
    let new = caller_manifest::with_wit(&manifest, &old, &caller_manifest::wit_needs(folder, &placed.packages)?)?;
    let mut plan = Plan::new(&[])?;
    plan.edit(manifest, Some(&old), Some(new));
    plan.apply()
}

/// The name of the file that declares a stub's interface.
const STUB_FILE: &str = "_stub.wit";

/// The package of a stub, and the packages that it needs.
pub(crate) struct StubWit {
    stub: Package,
    needed: Vec<Package>,
}

/// The packages of one or several stubs, and where they are in the caller's WIT.
#[derive(Default)]
pub(crate) struct Placed {
    /// The packages to write, a folder each.
    pub(crate) outputs: Vec<Output>,
    /// The caller's own copies of packages, which are used as they are.
    pub(crate) kept: BTreeSet<PathBuf>,
    /// All packages, each with the folder that it is in.
    pub(crate) packages: Vec<(PackageName, PathBuf)>,
    /// The packages of all stubs that the caller is linked to, where these are known. What was
    /// generated before and is none of them, such as another version of one, is in nobody's way.
    all_wanted: Option<BTreeSet<PackageName>>,
}

impl Placed {
    /// For a caller that is linked to stubs with these packages, and to no others.
    pub(crate) fn of_all(packages: BTreeSet<PackageName>) -> Placed {
        Placed { all_wanted: Some(packages), ..Placed::default() }
    }

    /// Adds the packages of a stub. If another stub needs the same package, its files are in one
    /// folder with this one's.
    pub(crate) fn add(&mut self, stub: StubWit, caller_wit: &Path, overwrite: bool) -> Result<(), Error> {
        let own = Package::read(caller_wit)?.map(|package| package.name);
        let deps = caller_wit.join("deps");
        let mut present = dependencies(&deps)?;
        present.extend(declared_elsewhere(caller_wit, &deps)?);
        if let Some(wanted) = &self.all_wanted {
            present.retain(|package| wanted.contains(&package.name) || !package.is_generated());
        }
        let packages =
            std::iter::once((true, stub.stub)).chain(stub.needed.into_iter().map(|package| (false, package)));
        for (is_stub, package) in packages {
            if own.as_ref() == Some(&package.name) {
                return Err(same_package(&package.name));
            }
            let folder = self.folder(&deps, &package, &present);
            // A copy of the package that the caller has itself is used as it is.
            let serves = |other: &&Package| {
                let in_place = other.path == folder;
                other.name == package.name && (!in_place || !is_stub && !overwrite && !other.is_generated())
            };
            let place = match present.iter().find(serves) {
                Some(other) => {
                    self.kept.insert(other.path.clone());
                    other.path.clone()
                }
                None => {
                    self.write(&folder, package.files, overwrite);
                    folder
                }
            };
            self.packages.push((package.name, place));
        }
        Ok(())
    }

    /// The folder for a package. Its name contains the version if a folder without it is taken by
    /// another version, such as one that another stub needs.
    fn folder(&self, deps: &Path, package: &Package, present: &[Package]) -> PathBuf {
        let folder = deps.join(package.folder());
        let present = present.iter().map(|other| (&other.name, &other.path));
        let mut others = present.chain(self.packages.iter().map(|(name, path)| (name, path)));
        match package.versioned_folder() {
            Some(versioned) if others.any(|(name, path)| *path == folder && *name != package.name) => {
                deps.join(versioned)
            }
            _ => folder,
        }
    }

    fn write(&mut self, folder: &Path, files: BTreeMap<String, String>, overwrite: bool) {
        match self.outputs.iter_mut().find(|known| known.root == folder) {
            Some(known) => known.files.extend(files),
            None => self.outputs.push(Output {
                root: folder.to_owned(),
                files,
                swept: &[],
                overwrite,
                left_out: Vec::new(),
            }),
        }
    }
}

impl StubWit {
    /// Reads it from the `wit` folder of a stub crate.
    pub(crate) fn read(folder: &Path) -> Result<StubWit, Error> {
        let stub = Package::read(folder)?.ok_or_else(|| no_wit(folder))?;
        Ok(StubWit { stub, needed: dependencies(&folder.join("deps"))? })
    }

    /// Reads it from the `wit` folder of a client crate that calls through the stub.
    pub(crate) fn in_client(folder: &Path) -> Result<StubWit, Error> {
        let mut needed = dependencies(&folder.join("deps"))?;
        let at =
            needed.iter().position(|package| package.files.contains_key(STUB_FILE)).ok_or_else(|| no_wit(folder))?;
        Ok(StubWit { stub: needed.remove(at), needed })
    }

    /// Makes it of the files that the `wit` folder of a stub crate is going to have, or that of a
    /// client crate, where the stub is one of the packages in `deps`.
    pub(crate) fn from_files(folder: &Path, files: &BTreeMap<String, String>) -> Result<StubWit, Error> {
        let mut folders: BTreeMap<PathBuf, Files> = BTreeMap::new();
        for (name, text) in files {
            let path = folder.join(name);
            let package = folders.entry(path.parent().unwrap_or(folder).to_owned()).or_default();
            package.insert(path, text.clone());
        }
        let has_stub = |files: &Files| files.keys().any(|path| path.ends_with(STUB_FILE));
        let at = folders.iter().find(|(_, files)| has_stub(files)).map(|(at, _)| at.clone());
        let at = at.ok_or_else(|| no_wit(folder))?;
        let stub = folders.remove(&at).unwrap_or_default();
        // The client's own world is nothing that its caller needs.
        folders.remove(folder);
        let needed = folders.into_iter().map(|(path, files)| Package::new(&path, files));
        Ok(StubWit { stub: Package::new(&at, stub)?, needed: needed.collect::<Result<_, _>>()? })
    }

    /// The names of the packages.
    pub(crate) fn packages(&self) -> impl Iterator<Item = &PackageName> {
        std::iter::once(&self.stub).chain(&self.needed).map(|package| &package.name)
    }

    /// The name of the stub's own package.
    pub(crate) fn name(&self) -> &PackageName {
        &self.stub.name
    }

    /// The names of the packages, each with the folders below `deps` that it may have been copied
    /// to.
    pub(crate) fn folders(&self, deps: &Path) -> impl Iterator<Item = (&PackageName, PathBuf)> {
        std::iter::once(&self.stub).chain(&self.needed).flat_map(move |package| {
            let is_others = |folder: &PathBuf| {
                let there = Package::read(folder).ok().flatten();
                there.is_some_and(|there| there.name != package.name)
            };
            let folders = std::iter::once(package.folder()).chain(package.versioned_folder());
            let folders = folders.map(|folder| deps.join(folder)).filter(move |folder| !is_others(folder));
            folders.map(|folder| (&package.name, folder))
        })
    }
}

fn same_package(name: &PackageName) -> Error {
    Error::options(
        format!(
            "the stub needs the WIT package `{name}`, which is the caller's own: packages cannot stand on each other \
             in a circle"
        ),
        "call without a stub (`--mode direct`), move the types that both use to a package of their own, or, if the two \
         components have nothing to do with each other, give them different package names",
    )
}

fn no_wit(folder: &Path) -> Error {
    Error::options(
        format!("there is no WIT in `{}`", folder.display()),
        "name the `wit` folder of the stub crate, for example `component1-stub/wit`",
    )
}

fn offer_overwrite(error: Error) -> Error {
    match error {
        Error::NotGenerated { path, .. } => {
            Error::NotGenerated { path, cure: "compare it with the stub's; `--overwrite` replaces it".to_owned() }
        }
        error => error,
    }
}

/// The WIT files of one package.
pub(crate) struct Package {
    pub(crate) name: PackageName,
    path: PathBuf,
    files: BTreeMap<String, String>,
}

impl Package {
    /// Reads the package in a folder or a file. Returns `None` if there is no WIT.
    pub(crate) fn read(path: &Path) -> Result<Option<Package>, Error> {
        let files = source::files::read(path)?;
        if files.is_empty() { Ok(None) } else { Package::new(path, files).map(Some) }
    }

    fn new(path: &Path, files: Files) -> Result<Package, Error> {
        let name = source::package_name(path, &files)?;
        let by_name = |(path, text): (PathBuf, String)| {
            (path.file_name().unwrap_or_default().to_string_lossy().into_owned(), text)
        };
        Ok(Package { name, path: path.to_owned(), files: files.into_iter().map(by_name).collect() })
    }

    fn is_generated(&self) -> bool {
        self.files.values().any(|text| is_generated(text))
    }

    /// The name of its folder in `deps`.
    fn folder(&self) -> String {
        match self.path.file_name().map(|name| name.to_string_lossy()) {
            // A stub that needs several versions of a package has them in folders with the version
            // in the name.
            Some(name) if name.contains('@') => name.into_owned(),
            _ => format!("{}_{}", self.name.namespace, self.name.name),
        }
    }

    /// The name of its folder if another version of it is in the usual one.
    fn versioned_folder(&self) -> Option<String> {
        let version = self.name.version.as_ref()?;
        Some(format!("{}_{}@{version}", self.name.namespace, self.name.name))
    }
}

/// The packages outside of `deps` that the caller's manifest names. Another copy of one of them in
/// `deps` would be an error to tools that read both.
fn declared_elsewhere(caller_wit: &Path, deps: &Path) -> Result<Vec<Package>, Error> {
    let mut packages = Vec::new();
    let paths = if caller_wit.exists() { source::declared_paths(caller_wit)? } else { Vec::new() };
    let real_deps = deps.canonicalize().ok();
    for path in paths {
        let Ok(real) = path.canonicalize() else { continue };
        if real_deps.as_ref().is_none_or(|deps| !real.starts_with(deps)) {
            packages.extend(Package::read(&path)?);
        }
    }
    Ok(packages)
}

/// The packages in a `deps` folder.
fn dependencies(deps: &Path) -> Result<Vec<Package>, Error> {
    let mut packages = Vec::new();
    if !deps.is_dir() {
        return Ok(packages);
    }
    for entry in source::files::entries(deps)? {
        packages.extend(Package::read(&entry)?);
    }
    Ok(packages)
}
