//! The WIT files of a package.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use wit_parser::{ParseError, SourceMap, UnresolvedPackageGroup};

use super::old_syntax::modern;
use crate::error::Error;

/// The texts of a package's files, by path.
pub(crate) type Files = BTreeMap<PathBuf, String>;

/// Reads the WIT files in a folder, but not those in the folders below it. If `path` is a file,
/// reads that file.
pub(crate) fn read(path: &Path) -> Result<Files, Error> {
    let is_wit = |path: &Path| path.extension().is_some_and(|extension| extension == "wit") && path.is_file();
    let mut paths = if path.is_dir() { entries(path)? } else { vec![path.to_owned()] };
    paths.retain(|path| is_wit(path));
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).map_err(Error::io("read", &path))?;
        Ok((path, text))
    };
    paths.into_iter().map(read).collect()
}

/// Parses the files of one package. Fails if none of them names the package, or if their syntax is
/// neither that of today nor that of 2024.
pub(crate) fn parse(files: &Files) -> Result<UnresolvedPackageGroup, Box<(SourceMap, ParseError)>> {
    let mut map = SourceMap::new();
    for (path, text) in files {
        map.push(path, modern(text).text);
    }
    map.parse().map_err(Box::new)
}

/// Where the packages are that a package needs: the folder `deps` in its own folder, or beside its
/// file.
pub(crate) fn deps(path: &Path) -> PathBuf {
    let folder = if path.is_file() { path.parent().unwrap_or(Path::new("")) } else { path };
    folder.join("deps")
}

/// The paths of what is in a folder, sorted, so that the order doesn't depend on the file system.
pub(crate) fn entries(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let read = |entry: std::io::Result<std::fs::DirEntry>| entry.map(|entry| entry.path());
    let entries = std::fs::read_dir(folder).and_then(|entries| entries.map(read).collect::<Result<Vec<_>, _>>());
    let mut entries = entries.map_err(Error::io("read", folder))?;
    entries.sort();
    Ok(entries)
}
