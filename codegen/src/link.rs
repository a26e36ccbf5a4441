//! Brings a stub's WIT to a caller, so that the caller's world can import it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use wit_parser::{PackageName, SourceMap};

use crate::error::Error;
use crate::output::{FileReport, Outcome, Output, Plan, Report, is_generated};

/// Copies the stub's package and those that it needs from `stub_wit` (the `wit` folder of a stub crate) to
/// `{caller_wit}/deps/{namespace}_{name}`.
///
/// A package besides the stub's that the caller has already, in its own files or in a folder of another name, stays as it is. Doing it
/// again changes nothing.
///
/// # Errors
///
/// When a file that was not generated is in the way and has other content, unless `overwrite` says that it may go; when the WIT cannot be
/// read; when the caller's own package is one of the stub's.
pub fn add_stub_dependency(stub_wit: &Path, caller_wit: &Path, overwrite: bool) -> Result<Report, Error> {
    let stub = Package::read(stub_wit)?.ok_or_else(|| no_wit(stub_wit))?;
    let needed = dependencies(&stub_wit.join("deps"))?;
    let own = Package::read(caller_wit)?.map(|package| package.name);
    let deps = caller_wit.join("deps");
    let present = dependencies(&deps)?;
    let mut outputs = Vec::new();
    let mut kept = Vec::new();
    for (is_stub, package) in std::iter::once((true, stub)).chain(needed.into_iter().map(|package| (false, package))) {
        if own.as_ref() == Some(&package.name) {
            return Err(same_package(&package.name));
        }
        let folder = deps.join(package.folder());
        // The caller's own copy of a package serves as well.
        let serves = |other: &&Package| {
            let in_place = other.path == folder;
            other.name == package.name && (!in_place || !is_stub && !overwrite && !other.is_generated())
        };
        match present.iter().find(serves) {
            Some(other) => kept.push(FileReport { path: other.path.clone(), outcome: Outcome::Kept }),
            None => outputs.push(Output { root: folder, files: package.files, swept: &[], overwrite }),
        }
    }
    let mut report = Plan::new(&outputs).map_err(offer_overwrite)?.apply()?;
    report.files.extend(kept);
    Ok(report)
}

fn same_package(name: &PackageName) -> Error {
    Error::options(
        format!("the caller's own package is `{name}`, as is one that the stub needs"),
        "give the two components different package names",
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
struct Package {
    name: PackageName,
    path: PathBuf,
    files: BTreeMap<String, String>,
}

impl Package {
    /// The package in a folder's own files, or in a single file; nothing when there is no WIT.
    fn read(path: &Path) -> Result<Option<Package>, Error> {
        let mut files = BTreeMap::new();
        for file in wit_files(path)? {
            let text = std::fs::read_to_string(&file).map_err(Error::io("read", &file))?;
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            files.insert(name, text);
        }
        if files.is_empty() {
            return Ok(None);
        }
        let mut map = SourceMap::new();
        for (name, text) in &files {
            map.push(&path.join(name), text.as_str());
        }
        let name = match map.parse() {
            Ok(group) => group.main.name,
            Err((map, error)) => {
                return Err(Error::options(
                    format!("the WIT in `{}` is not valid: {}", path.display(), error.render(&map)),
                    "correct it",
                ));
            }
        };
        Ok(Some(Package { name, path: path.to_owned(), files }))
    }

    fn is_generated(&self) -> bool {
        self.files.values().any(|text| is_generated(text))
    }

    /// Name of its folder in `deps`.
    fn folder(&self) -> String {
        match self.path.file_name().map(|name| name.to_string_lossy()) {
            // A stub tells several versions of a package apart by the folder's name.
            Some(name) if name.contains('@') => name.into_owned(),
            _ => format!("{}_{}", self.name.namespace, self.name.name),
        }
    }
}

/// The packages in a `deps` folder.
fn dependencies(deps: &Path) -> Result<Vec<Package>, Error> {
    let mut packages = Vec::new();
    if !deps.is_dir() {
        return Ok(packages);
    }
    for entry in entries(deps)? {
        packages.extend(Package::read(&entry)?);
    }
    Ok(packages)
}

fn wit_files(path: &Path) -> Result<Vec<PathBuf>, Error> {
    let is_wit = |path: &Path| path.extension().is_some_and(|extension| extension == "wit") && path.is_file();
    if path.is_dir() {
        let mut files = entries(path)?;
        files.retain(|path| is_wit(path));
        return Ok(files);
    }
    Ok(if is_wit(path) { vec![path.to_owned()] } else { Vec::new() })
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let read = |entry: std::io::Result<std::fs::DirEntry>| entry.map(|entry| entry.path());
    let entries = std::fs::read_dir(folder).and_then(|entries| entries.map(read).collect::<Result<Vec<_>, _>>());
    let mut entries = entries.map_err(Error::io("read", folder))?;
    entries.sort();
    Ok(entries)
}
