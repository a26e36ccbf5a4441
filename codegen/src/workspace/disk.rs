//! Single operations on files, each of which happens wholly or not at all.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::error::Error;

/// Writes a file in one step: whoever reads it sees the old content or the new.
pub(crate) fn replace(path: &Path, text: &str) -> Result<(), Error> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.exists()) {
        operation();
        std::fs::create_dir_all(folder).map_err(Error::io("create", folder))?;
    }
    let temporary = temporary(path);
    operation();
    std::fs::write(&temporary, text).map_err(Error::io("write", &temporary))?;
    operation();
    std::fs::rename(&temporary, path).map_err(Error::io("write", path))
}

/// Removes a file, if it is there.
pub(crate) fn remove(path: &Path) -> Result<(), Error> {
    if !path.exists() {
        return Ok(());
    }
    operation();
    std::fs::remove_file(path).map_err(Error::io("remove", path))
}

/// Removes what a run that ended within [`replace`] may have left.
pub(crate) fn remove_temporary(path: &Path) -> Result<(), Error> {
    let temporary = temporary(path);
    if temporary.is_file() { remove(&temporary) } else { Ok(()) }
}

/// Removes the folders above `path` that are empty, up to `root`.
pub(crate) fn remove_empty_folders(root: &Path, path: &Path) -> Result<(), Error> {
    let above = path.ancestors().skip(1);
    for folder in above.take_while(|folder| *folder != root && !folder.as_os_str().is_empty()) {
        operation();
        match std::fs::remove_dir(folder) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) if error.kind() == ErrorKind::DirectoryNotEmpty => break,
            Err(error) => return Err(Error::io("remove", folder)(error)),
        }
    }
    Ok(())
}

/// The content of a file; nothing if there is none.
pub(crate) fn read(path: &Path) -> Result<Option<String>, Error> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::io("read", path)(error)),
    }
}

/// Always the same for a file, so that the next run overwrites what an interrupted one left.
fn temporary(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.golem-rpc"))
}

/// Stands before each operation: where the tests kill the process. There is no such thing in a release build.
#[cfg(debug_assertions)]
fn operation() {
    use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let last = std::env::var("GOLEM_RPC_KILL_AT_OPERATION").ok().and_then(|count| count.parse().ok());
    if last == Some(COUNT.fetch_add(1, Relaxed)) {
        std::process::abort();
    }
}

#[cfg(not(debug_assertions))]
fn operation() {}
