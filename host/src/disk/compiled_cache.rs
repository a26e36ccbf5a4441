//! [`CompiledCache`]: compiled components, kept in the user's cache directory for the next host.
//!
//! What is read from there becomes machine code that runs with all rights of this process, and the
//! engine does not check it: a flipped bit crashes the program, and a crafted file does what it
//! likes. Against damage there is a checksum in front of each entry. Against malice there is none,
//! for whoever writes the entry writes the checksum, too: so an entry counts only in a directory in
//! which nobody but this user can write. Whatever is wrong with it, the component is compiled
//! again.

use std::{
    fs::{self, File, FileTimes},
    hash::{Hash as _, Hasher},
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
    time::SystemTime,
};

use sha2::{Digest as _, Sha256};
use wasmtime::{Engine, Result, component::Component};

use super::own_files::{is_own_directory, open_own_file};
use super::temporary::private_directory;

/// What an entry starts with. Whoever changes the form of entries changes this, too, so that old
/// entries are not read any more.
const MAGIC: &[u8; 16] = b"golem-rpc-host 1";
/// How many bytes the checksum of an entry has.
const CHECKSUM: usize = 32;

/// An entry of more bytes is neither kept nor read.
const LARGEST: u64 = 1 << 30;
/// How many bytes all entries may take together. If they take more, those are removed that were not
/// used for the longest time.
const ALL: u64 = 1 << 30;

/// Keeps compiled components, if it has a directory.
#[derive(Debug)]
pub(crate) struct CompiledCache {
    directory: Option<PathBuf>,
}

impl CompiledCache {
    /// A cache in the user's cache directory, on Linux that which `XDG_CACHE_HOME` names.
    pub fn of_user() -> Self {
        Self { directory: dirs::cache_dir().map(|caches| caches.join("golem-rpc-host")) }
    }

    /// A cache that keeps nothing.
    pub fn off() -> Self {
        Self { directory: None }
    }

    /// The component that these bytes are: from the cache, or else compiled, and then kept in the
    /// cache. If it can't be kept, because the directory can't be written to, say, it is compiled
    /// again the next time.
    ///
    /// # Errors
    /// When the bytes don't compile.
    pub fn component(&self, engine: &Engine, bytes: &[u8]) -> Result<Component> {
        let Some(directory) = &self.directory else { return Component::from_binary(engine, bytes) };
        let entry = Entry::of(engine, bytes, directory);
        if let Some(component) = entry.load(engine) {
            return Ok(component);
        }
        let component = Component::from_binary(engine, bytes)?;
        let kept = component.serialize().is_ok_and(|compiled| entry.keep(&compiled).is_ok());
        if kept {
            remove_oldest(directory, ALL);
        }
        Ok(component)
    }
}

/// The place of one component in the cache.
struct Entry<'a> {
    directory: &'a Path,
    /// The hash of the component's bytes and of everything that the engine's code for them depends
    /// on: its version and its settings.
    key: [u8; 32],
}

impl<'a> Entry<'a> {
    fn of(engine: &Engine, bytes: &[u8], directory: &'a Path) -> Self {
        let mut hasher = Sha256Hasher(Sha256::new_with_prefix(MAGIC));
        engine.precompile_compatibility_hash().hash(&mut hasher);
        hasher.0.update(bytes);
        Self { directory, key: hasher.0.finalize().into() }
    }

    fn path(&self) -> PathBuf {
        let name: String = self.key.iter().map(|byte| format!("{byte:02x}")).collect();
        self.directory.join(name)
    }

    fn load(&self, engine: &Engine) -> Option<Component> {
        let contents = self.read().ok()?;
        let (checksum, compiled) = contents.strip_prefix(MAGIC)?.split_at_checked(CHECKSUM)?;
        if checksum != self.checksum(compiled) {
            return None;
        }
        // SAFETY: only this user can have written the entry, and its checksum tells that it is what
        // the engine gave when it compiled these same bytes, with the same version and
        // configuration, for they are in the key.
        unsafe { Component::deserialize(engine, compiled) }.ok()
    }

    fn read(&self) -> io::Result<Vec<u8>> {
        if !is_own_directory(self.directory) {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        let file = open_own_file(&self.path())?;
        let metadata = file.metadata()?;
        let mut contents = Vec::with_capacity(metadata.len().min(LARGEST) as usize);
        (&file).take(LARGEST).read_to_end(&mut contents)?;
        note_use(&file, metadata.modified()?);
        Ok(contents)
    }

    /// The key is part of what is summed up. So an entry that got the name of another one is found
    /// to be damaged.
    fn checksum(&self, compiled: &[u8]) -> [u8; CHECKSUM] {
        Sha256::new_with_prefix(self.key).chain_update(compiled).finalize().into()
    }

    /// Writes the entry. It is written to another file first, which is then moved into place, so
    /// that nobody ever reads half an entry.
    fn keep(&self, compiled: &[u8]) -> io::Result<()> {
        if compiled.len() as u64 > LARGEST - MAGIC.len() as u64 - CHECKSUM as u64 {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        private_directory().recursive(true).create(self.directory)?;
        if !is_own_directory(self.directory) {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        let mut file = tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(self.directory)?;
        file.write_all(MAGIC)?;
        file.write_all(&self.checksum(compiled))?;
        file.write_all(compiled)?;
        file.persist(self.path())?;
        Ok(())
    }
}

/// How the names of files begin that are being written, or were when their process was killed.
const UNFINISHED: &str = ".unfinished-";

/// Notes that an entry was used, as the time at which its file was modified. Within an hour it is
/// noted only once, which saves a write at each use, and is exact enough to find the entries that
/// were not used for long.
fn note_use(file: &File, modified: SystemTime) {
    let now = SystemTime::now();
    if now.duration_since(modified).is_ok_and(|since| since.as_secs() > 3600) {
        // If this fails, the entry is removed sooner, and the component compiled once more.
        let _ = file.set_times(FileTimes::new().set_modified(now));
    }
}

/// Removes the entries that were not used for the longest time, until the rest takes no more than
/// `most` bytes. Also removes files whose writing was never finished.
fn remove_oldest(directory: &Path, most: u64) {
    let files = fs::read_dir(directory).into_iter().flatten().flatten();
    let mut files: Vec<_> = files
        .filter_map(|entry| {
            let metadata = entry.metadata().ok().filter(|metadata| metadata.is_file())?;
            Some((metadata.modified().ok()?, metadata.len(), entry))
        })
        .collect();
    files.sort_by_key(|(modified, ..)| std::cmp::Reverse(*modified));
    let mut size = 0;
    for (modified, length, entry) in files {
        let is_unfinished = entry.file_name().to_string_lossy().starts_with(UNFINISHED);
        if is_unfinished {
            if modified.elapsed().is_ok_and(|since| since.as_secs() > 3600) {
                let _ = fs::remove_file(entry.path());
            }
            continue;
        }
        size += length;
        if size > most {
            // A process that is reading it can go on: it has the file open.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Hashes with SHA-256 what a [`Hash`](std::hash::Hash) gives. The trait's own result has only 64
/// bits, too few to rely on, so `finish` is not used.
struct Sha256Hasher(Sha256);

impl Hasher for Sha256Hasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(&self) -> u64 {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A cache of its own, with one component in it.
    struct Kept {
        cache: CompiledCache,
        engine: Engine,
        bytes: Vec<u8>,
        _folder: tempfile::TempDir,
    }

    impl Kept {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let cache = CompiledCache { directory: Some(folder.path().join("below/cache")) };
            let text = r#"(component (core module $m (func (export "f") (result i32) (i32.const 7)))
                (core instance $i (instantiate $m)) (func (export "f") (result u32) (canon lift (core func $i "f"))))"#;
            let kept = Self { cache, engine: Engine::default(), bytes: wat::parse_str(text).unwrap(), _folder: folder };
            kept.compiles();
            kept
        }

        fn entry(&self) -> Entry<'_> {
            Entry::of(&self.engine, &self.bytes, self.cache.directory.as_deref().unwrap())
        }

        fn is_hit(&self) -> bool {
            self.entry().load(&self.engine).is_some()
        }

        fn compiles(&self) {
            let component = self.cache.component(&self.engine, &self.bytes).unwrap();
            assert!(component.get_export_index(None, "f").is_some());
        }

        /// It is a miss, and compiled again; if it can be it is kept again.
        #[track_caller]
        fn is_damaged(&self, what: &str) {
            assert!(!self.is_hit(), "{what}");
            self.compiles();
        }
    }

    #[test]
    fn what_was_compiled_is_kept() {
        let kept = Kept::new();
        assert!(kept.is_hit());
        let mut otherwise = wasmtime::Config::new();
        otherwise.consume_fuel(true);
        let otherwise = Engine::new(&otherwise).unwrap();
        assert!(Entry::of(&otherwise, &kept.bytes, kept.entry().directory).load(&otherwise).is_none());
        let off = CompiledCache::off();
        assert!(off.component(&kept.engine, &kept.bytes).is_ok());
        assert!(kept.cache.component(&kept.engine, b"nonsense").is_err());
    }

    #[test]
    fn a_damaged_entry_is_compiled_again() {
        let kept = Kept::new();
        let path = kept.entry().path();
        let whole = fs::read(&path).unwrap();
        let mut random = fastrand::Rng::with_seed(14);
        for round in 0..300 {
            let mut damaged = whole.clone();
            match round % 3 {
                0 => damaged.truncate(random.usize(..whole.len())),
                1 => damaged[random.usize(..whole.len())] ^= 1 << random.u8(..8),
                _ => damaged.extend(std::iter::repeat_n(0, random.usize(1..100))),
            }
            fs::write(&path, damaged).unwrap();
            assert!(!kept.is_hit(), "round {round}");
        }
        kept.compiles();
        assert_eq!(fs::read(&path).unwrap().len(), whole.len(), "and it is whole again");
        assert!(kept.is_hit());
        // That of another component, and one with a checksum that fits nonsense.
        let other = Entry { key: [7; 32], ..kept.entry() };
        fs::write(other.path(), &whole).unwrap();
        assert!(other.load(&kept.engine).is_none());
        let entry = kept.entry();
        entry.keep(b"nonsense").unwrap();
        kept.is_damaged("what the engine refuses");
        assert!(kept.is_hit());
    }

    #[cfg(unix)]
    #[test]
    fn what_lies_in_its_place_is_neither_followed_nor_waited_for() {
        use std::os::unix::fs::symlink;

        let kept = Kept::new();
        let path = kept.entry().path();
        let elsewhere = path.with_file_name("elsewhere");
        fs::rename(&path, &elsewhere).unwrap();
        for target in [Path::new("/dev/zero"), Path::new("none"), &elsewhere] {
            symlink(target, &path).unwrap();
            kept.is_damaged(&target.to_string_lossy());
            fs::remove_file(&path).unwrap();
        }
        rustix::fs::mknodat(rustix::fs::CWD, &path, rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap();
        kept.is_damaged("a FIFO");
        fs::remove_file(&path).unwrap();
        fs::create_dir_all(path.join("full")).unwrap();
        kept.is_damaged("a directory");
        kept.is_damaged("and it stays one");
    }

    #[cfg(unix)]
    #[test]
    fn what_others_could_have_written_does_not_count() {
        use std::{
            fs::{Permissions, set_permissions},
            os::unix::fs::{PermissionsExt as _, symlink},
        };

        let kept = Kept::new();
        let (path, directory) = (kept.entry().path(), kept.entry().directory.to_owned());
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&directory), mode(&path)), (0o700, 0o600));
        for writable in [&path, &directory] {
            let before = mode(writable);
            for open in [0o722, 0o770, 0o702] {
                set_permissions(writable, Permissions::from_mode(open)).unwrap();
                assert!(!kept.is_hit(), "{open:o} {writable:?}");
            }
            set_permissions(writable, Permissions::from_mode(before)).unwrap();
            assert!(kept.is_hit());
        }
        let elsewhere = directory.with_file_name("elsewhere");
        fs::rename(&directory, &elsewhere).unwrap();
        symlink(&elsewhere, &directory).unwrap();
        kept.is_damaged("a link in place of the directory");
        // As for a user without a home.
        let nowhere = CompiledCache { directory: Some("/dev/null/cache".into()) };
        assert!(nowhere.component(&kept.engine, &kept.bytes).is_ok());
    }

    #[test]
    fn the_oldest_go_first() {
        let kept = Kept::new();
        let directory = kept.entry().directory.to_owned();
        let written = |name: &str, hours: u64| {
            let path = directory.join(name);
            fs::write(&path, [0; 1000]).unwrap();
            let time = SystemTime::now() - std::time::Duration::from_secs(3600 * hours);
            File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
            path
        };
        let [old, older, killed, running] = [("old", 2), ("older", 3), (".unfinished-1", 2), (".unfinished-2", 0)]
            .map(|(name, age)| written(name, age));
        let size = kept.entry().path().metadata().unwrap().len();
        remove_oldest(&directory, size + 1000);
        assert!(kept.is_hit() && old.exists() && running.exists());
        assert!(!older.exists() && !killed.exists());
        remove_oldest(&directory, size);
        assert!(kept.is_hit() && !old.exists());
    }
}
