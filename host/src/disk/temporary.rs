//! [`Temporary`]: a directory that its host removes when it ends. If the host is killed before
//! that, the next host that starts removes it.
//!
//! Beside each directory is a lock file, which the process keeps locked for as long as it lives.
//! When a process ends, however that happens, the system releases its locks. So if the lock of a
//! directory can be taken, its process is gone, and the directory may be removed. A process id
//! would not tell that: another process may have the same id by then.

use std::{
    env,
    fs::{self, DirBuilder, File, OpenOptions},
    io, mem,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    thread,
    time::Duration,
};

use uuid::{Uuid, fmt::Simple};

use super::own_files::{is_own_directory, open_own_file};
use super::remove_all::remove_all;

/// The name of a directory is this, followed by a UUID.
const PREFIX: &str = "golem-rpc-host-";
/// The name of a lock file is that of its directory, followed by this.
const LOCK: &str = ".lock";

/// The temporary directory of a host. It is made when it is first needed.
#[derive(Debug, Default)]
pub(crate) struct Temporary(Mutex<State>);

#[derive(Debug, Default)]
enum State {
    #[default]
    NotMade,
    Made(LockedDirectory),
    Removed,
}

impl Temporary {
    /// The path of the directory. Only this user can look into it.
    ///
    /// # Errors
    /// When it can't be made, or was removed.
    pub fn path(&self) -> io::Result<PathBuf> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if matches!(*state, State::NotMade) {
            *state = State::Made(LockedDirectory::new_in(&env::temp_dir())?);
        }
        match &*state {
            State::Made(directory) => Ok(directory.path.clone()),
            _ => Err(io::Error::other("the host was stopped")),
        }
    }

    /// The path of the directory, if it was made.
    pub fn made(&self) -> Option<PathBuf> {
        match &*self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            State::Made(directory) => Some(directory.path.clone()),
            State::NotMade | State::Removed => None,
        }
    }

    /// Makes a new directory in it.
    ///
    /// # Errors
    /// As [`Temporary::path`].
    pub fn directory(&self) -> io::Result<TemporaryDirectory> {
        // Directories of components lie here, too. Their names don't begin with a dot, so no worker
        // has the same one.
        let path = self.path()?.join(format!(".{}", Uuid::new_v4().simple()));
        private_directory().create(&path)?;
        Ok(TemporaryDirectory(path))
    }

    /// Removes the directory, and makes none after that.
    pub fn remove(&self) {
        let state = mem::replace(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner), State::Removed);
        drop(state);
    }
}

/// A directory in the temporary one of a host. It is removed when this is dropped.
#[derive(Debug)]
pub(crate) struct TemporaryDirectory(PathBuf);

impl TemporaryDirectory {
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for TemporaryDirectory {
    fn drop(&mut self) {
        // If something is left, it is removed with the host's directory.
        let _ = remove_all(&self.0);
    }
}

/// The directories of all hosts in this process, for [`remove_temporary_files`].
static MADE: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Removes the temporary directories of all hosts in this process, for a program that ends without
/// dropping them: by [`std::process::exit`], say, in a thread that handles signals.
///
/// Hosts that go on have no temporary files after that. What a process leaves that is killed is
/// removed when the next host is built, by [`HostBuilder::build`](crate::HostBuilder::build) in
/// whatever process of the same user.
///
/// ```no_run
/// golem_rpc_host::remove_temporary_files();
/// std::process::exit(1);
/// ```
pub fn remove_temporary_files() {
    let made = MADE.lock().unwrap_or_else(PoisonError::into_inner).clone();
    made.iter().for_each(|directory| remove(directory));
}

/// Removes the directories of hosts whose processes were killed.
pub(crate) fn remove_abandoned() {
    remove_abandoned_in(&env::temp_dir());
}

fn remove_abandoned_in(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let Some(name) = name.to_str().and_then(|name| name.strip_suffix(LOCK)) else { continue };
        if name.strip_prefix(PREFIX).is_none_or(|id| id.parse::<Simple>().is_err()) {
            continue;
        }
        let directory = folder.join(name);
        // The lock is held until the directory is removed, so that no two processes remove the same
        // one at the same time.
        let Ok(lock) = open_own_file(&entry.path()) else { continue };
        let is_gone = directory.symlink_metadata().is_err();
        if lock.try_lock().is_ok() && (is_gone || is_own_directory(&directory)) {
            remove(&directory);
        }
    }
}

/// A directory and its lock. Both are removed when this is dropped.
#[derive(Debug)]
struct LockedDirectory {
    path: PathBuf,
    /// The lock is released when this is dropped, which is after the directory was removed.
    _lock: File,
}

impl LockedDirectory {
    fn new_in(folder: &Path) -> io::Result<Self> {
        loop {
            let path = folder.join(format!("{PREFIX}{}", Uuid::new_v4().simple()));
            // The lock is made before the directory. If the process were killed in between, a
            // directory without a lock would be left, which nobody would ever remove.
            let Some(lock) = locked(&lock_path(&path))? else { continue };
            MADE.lock().unwrap_or_else(PoisonError::into_inner).push(path.clone());
            let directory = Self { path, _lock: lock };
            private_directory().create(&directory.path)?;
            return Ok(directory);
        }
    }
}

impl Drop for LockedDirectory {
    fn drop(&mut self) {
        remove(&self.path);
        MADE.lock().unwrap_or_else(PoisonError::into_inner).retain(|made| *made != self.path);
    }
}

/// Makes a lock file and locks it. `None` if another process found it in between, before it was
/// locked, and removed it as one that is no longer needed.
fn locked(path: &Path) -> io::Result<Option<File>> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    Ok((file.try_lock().is_ok() && path.symlink_metadata().is_ok()).then_some(file))
}

/// Makes directories into which only this user can look.
pub(crate) fn private_directory() -> DirBuilder {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}

fn lock_path(directory: &Path) -> PathBuf {
    let mut path = directory.as_os_str().to_owned();
    path.push(LOCK);
    path.into()
}

/// Removes a directory and its lock. If something can't be removed, the lock file stays, and the
/// next host tries again.
fn remove(directory: &Path) {
    // Workers that were told to stop may go on for a moment. They may make another file, or remove
    // a directory of their own just when this wants to. In both cases trying again helps.
    for _ in 0..50 {
        if remove_all(directory).is_ok() || directory.symlink_metadata().is_err() {
            break;
        }
        thread::sleep(Duration::from_millis(2));
    }
    if directory.symlink_metadata().is_err() {
        // If this fails there is nobody who could be told, and no harm is done.
        let _ = fs::remove_file(lock_path(directory));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::folder_names::names;

    /// Leaves a directory with a file in it, as a process that is killed does.
    fn abandoned(folder: &Path) -> PathBuf {
        let directory = LockedDirectory::new_in(folder).unwrap();
        fs::create_dir(directory.path.join("target")).unwrap();
        fs::write(directory.path.join("target/note"), "kept").unwrap();
        let LockedDirectory { path, .. } = &directory;
        let path = path.clone();
        let (copy, lock) = (folder.join("copy"), lock_path(&path));
        fs::rename(&path, &copy).unwrap();
        drop(directory);
        fs::rename(&copy, &path).unwrap();
        fs::write(lock, "").unwrap();
        path
    }

    #[test]
    fn a_directory_is_gone_with_its_owner() {
        let folder = tempfile::tempdir().unwrap();
        let directory = LockedDirectory::new_in(folder.path()).unwrap();
        fs::write(directory.path.join("note"), "kept").unwrap();
        assert_eq!(names(folder.path()).len(), 2);
        remove_abandoned_in(folder.path());
        assert_eq!(fs::read_to_string(directory.path.join("note")).unwrap(), "kept", "its owner lives");
        drop(directory);
        assert!(names(folder.path()).is_empty());
    }

    /// This happens when a host is dropped while its ephemeral workers end.
    #[test]
    fn two_who_remove_at_the_same_time_leave_nothing() {
        for _ in 0..20 {
            let folder = tempfile::tempdir().unwrap();
            let directory = LockedDirectory::new_in(folder.path()).unwrap();
            let within = directory.path.join("within");
            (0..50).for_each(|name| fs::create_dir_all(within.join(name.to_string())).unwrap());
            thread::scope(|scope| {
                scope.spawn(|| drop(TemporaryDirectory(within)));
                scope.spawn(|| drop(directory));
            });
            assert!(names(folder.path()).is_empty(), "{:?}", names(folder.path()));
        }
    }

    #[test]
    fn what_a_killed_process_left_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        abandoned(folder.path());
        // As a process leaves it that is killed before it has made the directory.
        fs::remove_dir_all(abandoned(folder.path())).unwrap();
        assert_eq!(names(folder.path()).len(), 3);
        remove_abandoned_in(folder.path());
        assert!(names(folder.path()).is_empty());
    }

    #[test]
    fn what_is_not_surely_ours_stays() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["golem-rpc-host-notes", "golem-rpc-host-1.lock", ".lock", "other.lock"] {
            fs::write(folder.path().join(name), "mine").unwrap();
        }
        let before = names(folder.path());
        remove_abandoned_in(folder.path());
        assert_eq!(names(folder.path()), before);
        // Without a lock file nothing tells whether the directory is still in use.
        let path = abandoned(folder.path());
        fs::remove_file(lock_path(&path)).unwrap();
        remove_abandoned_in(folder.path());
        assert!(path.join("target/note").exists());
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};

        let folder = tempfile::tempdir().unwrap();
        let victim = tempfile::tempdir().unwrap();
        fs::write(victim.path().join("note"), "precious").unwrap();
        // A link in place of the directory, one in place of its lock, and one within the directory.
        let path = abandoned(folder.path());
        fs::remove_dir_all(&path).unwrap();
        symlink(victim.path(), &path).unwrap();
        let other = abandoned(folder.path());
        fs::remove_file(lock_path(&other)).unwrap();
        symlink(victim.path().join("note"), lock_path(&other)).unwrap();
        let within = abandoned(folder.path());
        symlink(victim.path(), within.join("link")).unwrap();
        let shared = abandoned(folder.path());
        fs::set_permissions(&shared, fs::Permissions::from_mode(0o777)).unwrap();
        remove_abandoned_in(folder.path());
        assert_eq!(fs::read_to_string(victim.path().join("note")).unwrap(), "precious");
        assert!(other.exists() && shared.exists() && !within.exists());
    }

    #[test]
    fn a_removed_one_is_not_made_again() {
        let temporary = Temporary::default();
        let path = temporary.path().unwrap();
        assert_eq!(temporary.path().unwrap(), path);
        let within = temporary.directory().unwrap();
        let [first, second] = [&within, &temporary.directory().unwrap()].map(|directory| directory.path().to_owned());
        assert!(first.starts_with(&path) && first.exists() && !second.exists());
        temporary.remove();
        assert!(!path.exists());
        assert!(temporary.path().unwrap_err().to_string().contains("stopped"));
    }
}
