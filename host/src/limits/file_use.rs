//! [`FileUse`]: how many files a worker has, and how much space they take.

use std::{
    collections::{HashMap, HashSet},
    fs::{self, File, Metadata},
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
};

use super::Limits;
use super::limit_hit::LimitHit;

/// How many files a worker has in its directory, how much space they take, and which of them are
/// open. The worker's store and all its streams into files share this.
///
/// What the worker adds is counted before it is added. What it removes is not counted, since
/// wasmtime does not say how large it was. So the count may be too high. When it reaches the limit,
/// the directory is looked through to find out what is really there.
#[derive(Clone, Debug)]
pub(crate) struct FileUse(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    files: Option<usize>,
    disk: Option<u64>,
    /// The worker's directory. `None` until the worker asks for it.
    root: Option<PathBuf>,
    /// At least as much as there really is. `None` until something is added.
    used: Option<Used>,
    open: Vec<Weak<File>>,
    /// When `open` has so many entries, those of files that were closed are taken out.
    crowded: usize,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Used {
    files: usize,
    bytes: u64,
}

const CROWDED: usize = 64;

impl FileUse {
    pub fn new(limits: &Limits) -> Self {
        let Limits { files, disk, .. } = *limits;
        let state = State { files, disk, root: None, used: None, open: Vec::new(), crowded: CROWDED };
        Self(Arc::new(Mutex::new(state)))
    }

    /// Says where the worker's directory is.
    pub fn of_directory(&self, root: PathBuf) {
        self.state().root = Some(root);
    }

    /// Asks for permission before a file, a directory or a link is made that takes so many bytes.
    pub fn make(&self, bytes: u64) -> Result<(), LimitHit> {
        self.state().add(Used { files: 1, bytes })
    }

    /// Asks for permission before a file grows to so many bytes. It may have as many already.
    pub fn extend(&self, file: &File, length: u64) -> Result<(), LimitHit> {
        let mut state = self.state();
        if state.disk.is_none() {
            return Ok(());
        }
        match length.saturating_sub(file.metadata().map_or(0, |metadata| metadata.len())) {
            0 => Ok(()),
            bytes => state.add(Used { files: 0, bytes }),
        }
    }

    /// Notes a file that was opened.
    pub fn opened(&self, file: &Arc<File>) {
        let mut state = self.state();
        if state.open.len() >= state.crowded {
            state.open.retain(|file| file.strong_count() > 0);
            state.crowded = CROWDED.max(2 * state.open.len());
        }
        state.open.push(Arc::downgrade(file));
    }

    /// How many files and directories are open.
    pub fn count_open(&self) -> usize {
        self.state().open.iter().filter(|file| file.strong_count() > 0).count()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn add(&mut self, more: Used) -> Result<(), LimitHit> {
        if self.files.is_none() && self.disk.is_none() {
            return Ok(());
        }
        if let Some(used) = self.used
            && let Ok(used) = self.within_limits(used, more)
        {
            self.used = Some(used);
            return Ok(());
        }
        // If the directory can't be looked through, the count is all there is to go by.
        let used = self.look_up().ok().or(self.used).unwrap_or_default();
        self.used = Some(used);
        self.used = Some(self.within_limits(used, more)?);
        Ok(())
    }

    /// The sum of both, if it is within the limits. Only what is added can break a limit: a worker
    /// that found more files in its directory than it may have can still write into them.
    fn within_limits(&self, used: Used, more: Used) -> Result<Used, LimitHit> {
        let sum = Used { files: used.files.saturating_add(more.files), bytes: used.bytes.saturating_add(more.bytes) };
        match (self.files, self.disk) {
            (Some(limit), _) if more.files > 0 && sum.files > limit => Err(LimitHit::Files(limit)),
            (_, Some(limit)) if more.bytes > 0 && sum.bytes > limit => Err(LimitHit::Disk(limit)),
            _ => Ok(sum),
        }
    }

    /// Counts what is in the directory now, and what was removed but is still open.
    fn look_up(&self) -> io::Result<Used> {
        let mut used = Used::default();
        // By the identity of each file, since a file with several names takes its space only once.
        let mut bytes = HashMap::new();
        let mut directories: Vec<PathBuf> = self.root.iter().cloned().collect();
        while let Some(directory) = directories.pop() {
            for entry in fs::read_dir(directory)? {
                let entry = entry?;
                let metadata = entry.metadata()?;
                used.files += 1;
                if metadata.is_dir() {
                    directories.push(entry.path());
                } else {
                    bytes.insert(identity(&metadata, &entry.path()), metadata.len());
                }
            }
        }
        let mut removed = HashSet::new();
        for file in self.open.iter().filter_map(Weak::upgrade) {
            let metadata = file.metadata()?;
            let identity = identity(&metadata, Path::new(""));
            if metadata.is_file() && !bytes.contains_key(&identity) && removed.insert(identity) {
                used.bytes = used.bytes.saturating_add(metadata.len());
            }
        }
        used.bytes = bytes.into_values().fold(used.bytes, u64::saturating_add);
        Ok(used)
    }
}

/// What identifies a file, whichever of its names it goes by.
#[cfg(unix)]
fn identity(metadata: &Metadata, _: &Path) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt as _;

    (metadata.dev(), metadata.ino())
}

/// Systems other than Unix do not tell, so each name counts as a file of its own. That is right but
/// for hard links. A file that is open can't be removed there, so there are none without a name.
#[cfg(not(unix))]
fn identity(_: &Metadata, path: &Path) -> PathBuf {
    path.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limited(files: usize, disk: u64) -> (FileUse, tempfile::TempDir) {
        let directory = tempfile::tempdir().unwrap();
        let files = FileUse::new(&Limits { files: Some(files), disk: Some(disk), ..Limits::default() });
        files.of_directory(directory.path().to_owned());
        (files, directory)
    }

    #[test]
    fn what_is_removed_can_be_used_again() {
        let (files, directory) = limited(3, u64::MAX);
        let path = |name: &str| directory.path().join(name);
        fs::create_dir(path("there-before")).unwrap();
        for name in ["a", "b"] {
            files.make(0).unwrap();
            fs::write(path(name), "").unwrap();
        }
        assert_eq!(files.make(0), Err(LimitHit::Files(3)));
        fs::remove_file(path("a")).unwrap();
        assert_eq!(files.make(0), Ok(()));
    }

    #[test]
    fn bytes_of_files_that_have_no_name_or_several() {
        let (files, directory) = limited(100, 1_000);
        let path = |name: &str| directory.path().join(name);
        let file = Arc::new(File::create(path("a")).unwrap());
        files.opened(&file);
        files.extend(&file, 600).unwrap();
        file.set_len(600).unwrap();
        assert_eq!(files.extend(&file, 600), Ok(()), "it is so long already");
        fs::hard_link(path("a"), path("b")).unwrap();
        assert_eq!(files.make(400), Ok(()));
        assert_eq!(files.make(401), Err(LimitHit::Disk(1_000)));
        fs::remove_file(path("a")).unwrap();
        fs::remove_file(path("b")).unwrap();
        assert_eq!(files.make(401), Err(LimitHit::Disk(1_000)), "it is still open");
        drop(file);
        assert_eq!(files.make(1_000), Ok(()));
    }

    #[test]
    fn those_that_are_open() {
        let (files, directory) = limited(100, 100);
        let open = || Arc::new(File::open(directory.path()).unwrap());
        let kept = open();
        files.opened(&kept);
        for _ in 0..10 * CROWDED {
            files.opened(&open());
        }
        assert_eq!(files.count_open(), 1);
        assert!(files.state().open.len() <= CROWDED);
    }
}
