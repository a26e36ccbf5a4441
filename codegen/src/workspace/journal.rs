//! The journal: a file with the changes that a run has decided to make, from which the next run can
//! complete them.
//!
//! A journal says which files are to be written, and with what content. So it can't be trusted
//! without a check: somebody else may have put it there, for example in a repository that is
//! cloned, or it may be damaged. Such a journal is an error, and nothing is changed.

use std::fs::Metadata;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::disk;
use crate::error::Error;
use crate::fingerprint::fingerprint;
use crate::lock::Lock;
use crate::marker::is_generated;

/// The name of the file. It is beside the workspace's `Cargo.toml` while a change is under way.
pub(crate) const JOURNAL: &str = ".golem-rpc-journal.json";

/// More than all generated files of any workspace have, and so little that reading a journal can't
/// exhaust the memory.
const MOST_BYTES: u64 = 256 << 20;

/// The changes to make.
#[derive(Serialize, Deserialize)]
pub(crate) struct Journal {
    files: Vec<File>,
}

#[derive(Serialize, Deserialize)]
struct File {
    /// Relative to the workspace's folder.
    path: PathBuf,
    /// The fingerprint of the content before the change, or `None` if the file did not exist.
    before: Option<String>,
    /// The content after the change, or `None` if the file is removed.
    after: Option<String>,
}

impl Journal {
    /// Makes a journal of changes to files below `root`. Each is a path, with the content before
    /// and after the change.
    pub(crate) fn new<'a>(
        root: &Path,
        changes: impl Iterator<Item = (&'a Path, Option<&'a str>, Option<&'a str>)>,
    ) -> Journal {
        let file = |(path, before, after): (&Path, Option<&str>, Option<&str>)| File {
            path: path.strip_prefix(root).unwrap_or(path).to_owned(),
            before: before.map(fingerprint),
            after: after.map(str::to_owned),
        };
        Journal { files: changes.map(file).collect() }
    }

    pub(crate) fn write(&self, root: &Path) -> Result<(), Error> {
        let path = root.join(JOURNAL);
        let text = serde_json::to_string(self).map_err(std::io::Error::from).map_err(Error::io("write", &path))?;
        if text.len() as u64 > MOST_BYTES {
            return Err(Error::options(
                format!("more than {} MiB would be written at once", MOST_BYTES >> 20),
                "link the components one after the other",
            ));
        }
        disk::replace_durably(&path, text.as_bytes())
    }

    /// Reads the journal of the workspace at `root`, if there is one. It is an error if it can't
    /// have been left by a run of this user. `lock` is the lock on that workspace.
    pub(crate) fn read(root: &Path, lock: &Lock) -> Result<Option<Journal>, Error> {
        let path = root.join(JOURNAL);
        disk::remove_temporary(&path)?;
        let Ok(metadata) = path.symlink_metadata() else { return Ok(None) };
        if !metadata.is_file() {
            return Err(refused(&path, "it is no file but a link, a folder or a device"));
        }
        if let Some(owner) = foreign_owner(&metadata, lock) {
            return Err(refused(&path, &format!("it belongs to another user, with number {owner}")));
        }
        let text = read(&path)?.ok_or_else(|| refused(&path, "it is larger than any that is written here"))?;
        let journal: Journal =
            serde_json::from_slice(&text).map_err(|error| refused(&path, &format!("it is damaged: {error}")))?;
        match journal.files.iter().find_map(|file| Some((file, file.objection(root)?))) {
            Some((file, objection)) => Err(refused(&path, &format!("it names `{}`, {objection}", file.path.display()))),
            None => Ok(Some(journal)),
        }
    }

    /// Makes the changes that have not been made yet. If somebody else has changed a file in the
    /// meantime, it stays as it is.
    pub(crate) fn complete(&self, root: &Path) -> Result<(), Error> {
        self.files.iter().try_for_each(|file| file.complete(root))
    }
}

impl File {
    /// The reason why no run can have decided to change this file, if there is one.
    fn objection(&self, root: &Path) -> Option<&'static str> {
        let is_plain = self.path.components().all(|part| matches!(part, Component::Normal(_)));
        if !is_plain || !is_inside(root, &root.join(&self.path)) {
            return Some("which is outside of the workspace");
        }
        let name = self.path.file_name().unwrap_or_default();
        let is_manifest = name == "Cargo.toml" || name == "Makefile.toml";
        let is_source = self.path.extension().is_some_and(|extension| extension == "rs" || extension == "wit");
        let is_ours = is_manifest || is_source && self.after.as_deref().is_none_or(is_generated);
        (!is_ours).then_some("which is no file that is generated or edited here")
    }

    fn complete(&self, root: &Path) -> Result<(), Error> {
        let path = root.join(&self.path);
        let now = disk::read(&path)?;
        if now == self.after {
            return if now.is_none() { disk::remove_empty_folders(root, &path) } else { Ok(()) };
        }
        let is_removable = |text: &str| is_generated(text) || self.path.ends_with("Makefile.toml");
        let is_expected = now.as_deref().map(fingerprint) == self.before;
        match &self.after {
            Some(text) if is_expected => disk::replace(&path, text.as_bytes()),
            None if is_expected && now.as_deref().is_some_and(is_removable) => {
                disk::remove(&path).and_then(|()| disk::remove_empty_folders(root, &path))
            }
            _ => disk::remove_temporary(&path),
        }
    }
}

/// Whether a path leads to a place below the workspace's folder when all symbolic links in it are
/// followed.
pub(crate) fn is_inside(root: &Path, path: &Path) -> bool {
    let root = if root.as_os_str().is_empty() { Path::new(".") } else { root };
    let (Ok(root), Ok(place)) = (root.canonicalize(), disk::place(path).and_then(std::path::absolute)) else {
        return false;
    };
    let existing = place.ancestors().skip(1).find_map(|folder| Some((folder, folder.canonicalize().ok()?)));
    let Some((existing, real)) = existing else { return false };
    let missing = place.strip_prefix(existing).unwrap_or(&place);
    real.starts_with(root) && missing.components().all(|part| matches!(part, Component::Normal(_)))
}

fn refused(path: &Path, why: &str) -> Error {
    Error::options(
        format!("`{}` is not what an interrupted run of golem-rpc-codegen leaves: {why}", path.display()),
        "nothing was changed; look at it, for somebody may have put it there, delete it, and run the same command \
         again",
    )
}

/// The content of a file, or `None` if it is too large to be a journal.
fn read(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    let mut text = Vec::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut text));
    read.map_err(Error::io("read", path))?;
    Ok((text.len() as u64 <= MOST_BYTES).then_some(text))
}

/// The number of the user that owns the journal, if that is not the user of this process. The owner
/// of the lock's file tells which user that is, since this process has created that file.
#[cfg(unix)]
fn foreign_owner(metadata: &Metadata, lock: &Lock) -> Option<u32> {
    use std::os::unix::fs::MetadataExt;
    // Without the right to create that file, there is none. On Linux, `/proc/self` belongs to the
    // user of the process, too.
    let own = lock.file().and_then(|file| file.metadata().ok()).or_else(|| Path::new("/proc/self").metadata().ok())?;
    (metadata.uid() != own.uid()).then(|| metadata.uid())
}

#[cfg(not(unix))]
fn foreign_owner(_: &Metadata, _: &Lock) -> Option<u32> {
    None
}
