//! Runs that change one workspace take turns.
//!
//! Each holds an advisory lock of the system on a file beside the workspace's `Cargo.toml` for as long as it runs. The system
//! takes the lock away from a process that ends, however it ends: the file that is left then says nothing, and the next run
//! removes it.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::error::Error;
use crate::root::workspace_above;

/// Beside the workspace's `Cargo.toml`, while a run may change files.
pub(crate) const LOCK: &str = ".golem-rpc.lock";

/// Set for what a run starts while it holds the lock: whoever waited for the lock there would wait for ever.
pub(crate) const HELD: &str = "GOLEM_RPC_LOCK_IS_HELD";

/// Until it is dropped, no other run changes the workspace.
pub(crate) struct Lock {
    /// None where somebody who waits for this process holds it, and where this process cannot make the file.
    held: Option<(PathBuf, File)>,
}

impl Lock {
    /// Waits for its turn in the workspace whose folder is `root`, and says on the standard error whom it waits for.
    ///
    /// # Errors
    ///
    /// When the file cannot be made, or something else is in its place.
    pub(crate) fn take(root: &Path) -> Result<Lock, Error> {
        let mut told = false;
        loop {
            match Lock::try_take(root)? {
                Attempt::Taken(lock) => return Ok(lock),
                Attempt::HeldBy(holder) if !told => {
                    eprintln!("waiting for {holder}, which changes files in `{}`", shown(root).display());
                    told = true;
                }
                Attempt::HeldBy(_) => {}
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// As [`take`](Self::take), for files below these folders, which need not be in a workspace.
    pub(crate) fn around<'a>(folders: impl IntoIterator<Item = &'a Path>) -> Result<Vec<Lock>, Error> {
        let mut roots = BTreeSet::new();
        for folder in folders {
            let folder = std::path::absolute(Path::new(".").join(folder)).map_err(Error::io("read", folder))?;
            let existing = || folder.ancestors().find(|folder| folder.is_dir()).map(Path::to_owned);
            roots.extend(workspace_above(&folder).or_else(existing).and_then(|root| root.canonicalize().ok()));
        }
        // In the order of their paths, so that two runs never wait for each other.
        roots.iter().map(|root| Lock::take(root)).collect()
    }

    /// As [`take`](Self::take), without waiting.
    pub(crate) fn try_take(root: &Path) -> Result<Attempt, Error> {
        if is_held_for_us() {
            return Ok(Attempt::Taken(Lock { held: None }));
        }
        let path = root.join(LOCK);
        loop {
            match OpenOptions::new().write(true).create_new(true).open(&path) {
                Ok(file) => {
                    // In between, somebody may have taken it for one that was left.
                    if lock(&file).map_err(Error::io("lock", &path))? && is_at(&file, &path) {
                        let mut writer = &file;
                        // It is only for the message of those who wait.
                        let _ = write!(writer, "{}", this_process());
                        return Ok(Attempt::Taken(Lock { held: Some((path, file)) }));
                    }
                }
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                    if let Some(holder) = holder(&path)? {
                        return Ok(Attempt::HeldBy(holder));
                    }
                }
                // Who may not write beside the `Cargo.toml` changes nothing there.
                Err(error) if matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem) => {
                    return Ok(Attempt::Taken(Lock { held: None }));
                }
                Err(error) => return Err(Error::io("lock", &path)(error)),
            }
        }
    }

    /// The file that is locked. This process has made it.
    pub(crate) fn file(&self) -> Option<&File> {
        self.held.as_ref().map(|(_, file)| file)
    }
}

/// What came of trying to take the lock.
pub(crate) enum Attempt {
    Taken(Lock),
    /// Who has it, in words.
    HeldBy(String),
}

impl Drop for Lock {
    fn drop(&mut self) {
        if let Some((path, file)) = &self.held
            && is_at(file, path)
        {
            // If it stays, the next run finds that nobody holds it.
            let _ = fs::remove_file(path);
        }
    }
}

/// Who holds the lock on a file that is there; nobody if it was left by a run that has ended, and is removed now.
fn holder(path: &Path) -> Result<Option<String>, Error> {
    match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_file() => {}
        Ok(_) => {
            return Err(Error::options(
                format!("`{}` is no file: two runs could not take turns", path.display()),
                "delete it, and run the same command again",
            ));
        }
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::io("lock", path)(error)),
    }
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::io("lock", path)(error)),
    };
    if lock(&file).map_err(Error::io("lock", path))? {
        if is_at(&file, path) {
            fs::remove_file(path).map_err(Error::io("remove", path))?;
        }
        return Ok(None);
    }
    let mut text = String::new();
    let read = Read::by_ref(&mut file).take(1000).read_to_string(&mut text);
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    Ok(Some(if read.is_ok() && !text.is_empty() { text } else { "another run".to_owned() }))
}

/// Takes the system's lock on a file, unless another process has it.
fn lock(file: &File) -> std::io::Result<bool> {
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        // Some network file systems have no locks.
        Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => Ok(true),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Whether a file that was opened is still the one of that name.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let id = |metadata: &fs::Metadata| (metadata.dev(), metadata.ino());
    matches!((file.metadata(), fs::symlink_metadata(path)), (Ok(file), Ok(there)) if id(&file) == id(&there))
}

#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> bool {
    path.exists()
}

/// Whether this process was started by one that holds a lock and waits for it to end: by a [`build`](crate::Workspace::build)
/// of ours, or, as a build script, by a cargo that such a build may be waiting for.
fn is_held_for_us() -> bool {
    let is_set = |name: &&str| std::env::var_os(name).is_some();
    // Cargo sets the first of them for programs and tests, too.
    is_set(&HELD) || ["OUT_DIR", "NUM_JOBS"].iter().all(is_set)
}

/// The process, as one would look for it.
fn this_process() -> String {
    let mut arguments = std::env::args();
    let program = arguments.next().unwrap_or_default();
    let name = Path::new(&program).file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let command: Vec<_> = std::iter::once(name).chain(arguments).collect();
    format!("`{}` (process {})", command.join(" "), std::process::id())
}

fn shown(root: &Path) -> &Path {
    if root.as_os_str().is_empty() { Path::new(".") } else { root }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(root: &Path) -> Option<Lock> {
        match Lock::try_take(root).unwrap() {
            Attempt::Taken(lock) => Some(lock),
            Attempt::HeldBy(_) => None,
        }
    }

    #[test]
    fn one_at_a_time_and_nothing_is_left() {
        let root = tempfile::tempdir().unwrap();
        let first = taken(root.path()).unwrap();
        let Attempt::HeldBy(holder) = Lock::try_take(root.path()).unwrap() else { panic!("it is held") };
        assert!(holder.ends_with(&format!("(process {})", std::process::id())), "{holder}");
        drop(first);
        assert_eq!(root.path().read_dir().unwrap().count(), 0);
        assert!(taken(root.path()).is_some());
    }

    #[test]
    fn a_file_that_was_left_is_no_lock() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join(LOCK), "`golem-rpc-codegen build` (process 1)").unwrap();
        drop(taken(root.path()).unwrap());
        assert_eq!(root.path().read_dir().unwrap().count(), 0);
    }

    #[test]
    fn threads_take_turns() {
        let root = tempfile::tempdir().unwrap();
        let count = root.path().join("count");
        fs::write(&count, "0").unwrap();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..20 {
                        let _lock = Lock::take(root.path()).unwrap();
                        let old: u32 = fs::read_to_string(&count).unwrap().parse().unwrap();
                        std::thread::yield_now();
                        fs::write(&count, (old + 1).to_string()).unwrap();
                    }
                });
            }
        });
        assert_eq!(fs::read_to_string(count).unwrap(), "80");
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_file_is_refused() {
        let root = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink("/dev/null", root.path().join(LOCK)).unwrap();
        assert!(Lock::take(root.path()).err().unwrap().to_string().contains("is no file"));
    }
}
