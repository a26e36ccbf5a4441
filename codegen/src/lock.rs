//! A lock on a workspace, so that runs which change it take turns.
//!
//! A run holds an advisory lock of the operating system on a file beside the workspace's
//! `Cargo.toml`. When a process ends, even if it is killed, the system releases the lock. The file
//! may be left then. It means nothing, and the next run removes it.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::error::Error;
use crate::paths::canonical;
use crate::root::workspace_above;

/// The name of the file. It is beside the workspace's `Cargo.toml` while a run may be changing
/// files.
pub(crate) const LOCK: &str = ".golem-rpc.lock";

/// An environment variable that is set for processes which a run starts while it holds the lock. If
/// such a process waited for the lock, both would wait forever.
pub(crate) const HELD: &str = "GOLEM_RPC_LOCK_IS_HELD";

/// The lock on a workspace. Until it is dropped, no other run changes the workspace.
pub(crate) struct Lock {
    /// The file that is locked, and its path. It is `None` if a process that waits for this one
    /// holds the lock, or if this process has no right to create the file.
    held: Option<(PathBuf, File)>,
}

impl Lock {
    /// Waits for the lock on the workspace whose folder is `root`. While it waits, it says on the
    /// standard error which process it waits for.
    ///
    /// # Errors
    ///
    /// When the file cannot be created, or when there is something else in its place.
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

    /// Like [`take`](Self::take), for all workspaces that `folders` are in. For a folder that is in
    /// no workspace, the lock is on the folder itself, or on the next one above it that exists.
    pub(crate) fn around<'a>(folders: impl IntoIterator<Item = &'a Path>) -> Result<Vec<Lock>, Error> {
        let mut roots = BTreeSet::new();
        for folder in folders {
            let folder = std::path::absolute(Path::new(".").join(folder)).map_err(Error::io("read", folder))?;
            let existing = || folder.ancestors().find(|folder| folder.is_dir()).map(Path::to_owned);
            roots.extend(workspace_above(&folder).or_else(existing).and_then(|root| canonical(&root).ok()));
        }
        // All runs take the locks in the order of their paths. In different orders, two of them
        // could wait for each other forever.
        roots.iter().map(|root| Lock::take(root)).collect()
    }

    /// Like [`take`](Self::take), but doesn't wait.
    pub(crate) fn try_take(root: &Path) -> Result<Attempt, Error> {
        if is_held_for_us() {
            return Ok(Attempt::Taken(Lock { held: None }));
        }
        let path = root.join(LOCK);
        loop {
            match OpenOptions::new().write(true).create_new(true).open(&path) {
                Ok(file) => {
                    // Between creating and locking the file, another run may have found it unlocked
                    // and removed it.
                    if lock(&file).map_err(Error::io("lock", &path))? && is_at(&file, &path) {
                        let mut writer = &file;
                        // An error doesn't matter: the text is only for the message that others
                        // show while they wait.
                        let _ = write!(writer, "{}", this_process());
                        return Ok(Attempt::Taken(Lock { held: Some((path, file)) }));
                    }
                }
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                    if let Some(holder) = holder(&path)? {
                        return Ok(Attempt::HeldBy(holder));
                    }
                }
                // Without the right to write beside the `Cargo.toml`, a run can't change anything
                // there either, so that it needs no lock.
                Err(error) if matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem) => {
                    return Ok(Attempt::Taken(Lock { held: None }));
                }
                Err(error) => return Err(Error::io("lock", &path)(error)),
            }
        }
    }

    /// The file that is locked. This process has created it.
    #[cfg(unix)]
    pub(crate) fn file(&self) -> Option<&File> {
        self.held.as_ref().map(|(_, file)| file)
    }
}

/// The result of trying to take the lock.
pub(crate) enum Attempt {
    Taken(Lock),
    /// A description of the process that holds the lock.
    HeldBy(String),
}

impl Drop for Lock {
    fn drop(&mut self) {
        if let Some((path, file)) = &self.held
            && is_at(file, path)
        {
            // An error doesn't matter: if the file stays, the next run finds that nobody holds the
            // lock.
            let _ = fs::remove_file(path);
        }
    }
}

/// A description of the process that holds the lock on an existing file. If none holds it, a run
/// that has ended left the file: it is removed, and the result is `None`.
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

/// Takes the system's lock on a file. Returns `false` if another process has it.
fn lock(file: &File) -> std::io::Result<bool> {
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        // Some network file systems have no locks. Runs don't wait for each other there.
        Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => Ok(true),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Whether an open file is still the one at `path`.
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

/// Whether a process that holds the lock waits for this one to end. It is either a
/// [`build`](crate::Workspace::build) of ours, or a cargo that such a build may be waiting for, if
/// this process is a build script.
fn is_held_for_us() -> bool {
    let is_set = |name: &&str| std::env::var_os(name).is_some();
    // Cargo sets `OUT_DIR` for programs and tests, too, which may well run beside each other. Only
    // build scripts have both.
    is_set(&HELD) || ["OUT_DIR", "NUM_JOBS"].iter().all(is_set)
}

/// A description of this process, in the form in which one would look for it.
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
