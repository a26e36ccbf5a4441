//! [`Temporary`]: a directory that is gone with its host, or else with the next one.
//!
//! Beside each directory lies a file, its lock, that the process holds locked as long as it lives.
//! Whatever ends a process ends its locks: a directory whose lock can be taken is nobody's any
//! more, and the next host removes it. A process id would not tell: those are given out again.

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

/// The name of a directory is this and a UUID.
const PREFIX: &str = "golem-rpc-host-";
/// The name of its lock is that of the directory and this.
const LOCK: &str = ".lock";

/// One temporary directory, made when it is first asked for.
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
    /// Where it is. Only this user can look into it.
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

    /// A new directory in it.
    ///
    /// # Errors
    /// As [`Temporary::path`].
    pub fn directory(&self) -> io::Result<TemporaryDirectory> {
        // No directory of a component begins with a dot.
        let path = self.path()?.join(format!(".{}", Uuid::new_v4().simple()));
        private_directory().create(&path)?;
        Ok(TemporaryDirectory(path))
    }

    /// Removes it for good.
    pub fn remove(&self) {
        let state = mem::replace(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner), State::Removed);
        drop(state);
    }
}

/// Gone when it is dropped, or with the one that it is in.
#[derive(Debug)]
pub(crate) struct TemporaryDirectory(PathBuf);

impl TemporaryDirectory {
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for TemporaryDirectory {
    fn drop(&mut self) {
        // What is left is removed with the one that it is in.
        let _ = remove_all(&self.0);
    }
}

/// Those of this process, for a process that ends without dropping them.
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

/// Removes what killed processes left in the directory for temporary files.
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
        // Held till the end, so that nobody else removes the same at the same time.
        let Ok(lock) = open_own_file(&entry.path()) else { continue };
        let is_gone = directory.symlink_metadata().is_err();
        if lock.try_lock().is_ok() && (is_gone || is_own_directory(&directory)) {
            remove(&directory);
        }
    }
}

/// A directory with its lock.
#[derive(Debug)]
struct LockedDirectory {
    path: PathBuf,
    /// Unlocked when it is dropped, after all is removed.
    _lock: File,
}

impl LockedDirectory {
    fn new_in(folder: &Path) -> io::Result<Self> {
        loop {
            let path = folder.join(format!("{PREFIX}{}", Uuid::new_v4().simple()));
            // Before the directory, so that at no moment there is one without a lock, which nobody
            // would remove.
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

/// Makes a file and locks it. None when it was taken for abandoned in the moment between, and
/// removed.
fn locked(path: &Path) -> io::Result<Option<File>> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    Ok((file.try_lock().is_ok() && path.symlink_metadata().is_ok()).then_some(file))
}

/// Into which nobody else can look.
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

/// Removes a directory and its lock. When something is left of it, the lock stays for the next host
/// to try again.
fn remove(directory: &Path) {
    // Workers that were told to stop may still make files for a moment, or remove a directory of
    // their own at the same time: then something is found that is gone when it is to be removed.
    for _ in 0..50 {
        if remove_all(directory).is_ok() || directory.symlink_metadata().is_err() {
            break;
        }
        thread::sleep(Duration::from_millis(2));
    }
    if directory.symlink_metadata().is_err() {
        // Nobody is left to tell.
        let _ = fs::remove_file(lock_path(directory));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// As if a process had been killed that had a file in it.
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

    /// As when a host goes while its ephemeral workers end.
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
        // Killed before the directory was made.
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
        // Without a lock there is nothing that tells whose it is.
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
        // In place of the directory, of the lock, and within the directory.
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
