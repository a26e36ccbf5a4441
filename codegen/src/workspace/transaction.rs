//! Changes to many files that happen all or not at all, even if the process is killed.
//!
//! What is to be done is written to a journal first, in one step: that is the moment at which the changes are decided. A run that finds
//! the journal of an earlier one does what that one left undone.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::disk;
use crate::error::Error;
use crate::fingerprint::fingerprint;
use crate::output::Change;

/// Beside the workspace's `Cargo.toml`, while a change is under way.
pub(crate) const JOURNAL: &str = ".golem-rpc-journal.json";

#[derive(Serialize, Deserialize)]
struct Journal {
    files: Vec<File>,
}

#[derive(Serialize, Deserialize)]
struct File {
    /// Below the workspace's folder.
    path: PathBuf,
    /// Fingerprint of its content before; none if there was no file.
    before: Option<String>,
    /// Its content afterwards; none if it is removed.
    after: Option<String>,
}

/// Makes the changes. If one fails, those before it are taken back.
pub(crate) fn commit(root: &Path, changes: Vec<Change>) -> Result<(), Error> {
    if changes.is_empty() {
        return Ok(());
    }
    let mut old = Vec::new();
    for change in &changes {
        old.push(disk::read(&change.path)?);
    }
    let files = changes.into_iter().zip(&old);
    let files = files.map(|(change, old)| File {
        path: change.path.strip_prefix(root).unwrap_or(&change.path).to_owned(),
        before: old.as_deref().map(fingerprint),
        after: change.content,
    });
    let journal = Journal { files: files.collect() };
    write(root, &journal)?;
    for (done, file) in journal.files.iter().enumerate() {
        if let Err(error) = file.apply(root) {
            // The first error is the one to report; what cannot be taken back stays in the journal for the next run.
            if take_back(root, &journal.files[..=done], &old).is_ok() {
                disk::remove(&root.join(JOURNAL))?;
            }
            return Err(error);
        }
    }
    disk::remove(&root.join(JOURNAL))
}

/// Completes what an interrupted run had decided. Says whether there was anything.
pub(crate) fn complete(root: &Path) -> Result<bool, Error> {
    let path = root.join(JOURNAL);
    disk::remove_temporary(&path)?;
    let Some(text) = disk::read(&path)? else { return Ok(false) };
    let journal: Journal = serde_json::from_str(&text).map_err(|error| {
        Error::options(
            format!("`{}` is not a journal of golem-rpc-codegen: {error}", path.display()),
            "delete it and run the same command again",
        )
    })?;
    for file in &journal.files {
        file.complete(root)?;
    }
    disk::remove(&path)?;
    Ok(true)
}

/// The folder at or above `folder` in which a run was interrupted.
pub(crate) fn interrupted(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|folder| folder.join(JOURNAL).exists())
}

impl File {
    fn apply(&self, root: &Path) -> Result<(), Error> {
        let path = root.join(&self.path);
        match &self.after {
            Some(text) => disk::replace(&path, text),
            None => disk::remove(&path).and_then(|()| disk::remove_empty_folders(root, &path)),
        }
    }

    /// Applies it unless that was done, or somebody else has changed the file since.
    fn complete(&self, root: &Path) -> Result<(), Error> {
        let path = root.join(&self.path);
        let now = disk::read(&path)?;
        if now == self.after {
            return if now.is_none() { disk::remove_empty_folders(root, &path) } else { Ok(()) };
        }
        if now.as_deref().map(fingerprint) == self.before { self.apply(root) } else { disk::remove_temporary(&path) }
    }
}

fn write(root: &Path, journal: &Journal) -> Result<(), Error> {
    let path = root.join(JOURNAL);
    let text = serde_json::to_string(journal).map_err(std::io::Error::from).map_err(Error::io("write", &path))?;
    disk::replace(&path, &text)
}

fn take_back(root: &Path, files: &[File], old: &[Option<String>]) -> Result<(), Error> {
    for (file, old) in files.iter().zip(old).rev() {
        let path = root.join(&file.path);
        disk::remove_temporary(&path)?;
        match old {
            Some(text) => disk::replace(&path, text)?,
            None => disk::remove(&path).and_then(|()| disk::remove_empty_folders(root, &path))?,
        }
    }
    Ok(())
}
