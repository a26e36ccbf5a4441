//! [`Taken`]: the files that a run has for something, so that none of them is written over.

use std::path::{Path, PathBuf};

use miette::miette;

use super::{
    file_id::{FileId, resolved},
    standard_stream::StandardStream,
};

/// What a run reads, and what it writes.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    files: Vec<(FileId, String)>,
    /// Where workers have their files.
    folder: Option<PathBuf>,
}

impl Taken {
    /// Notes what a file is to the run, by whatever path.
    pub fn add(&mut self, path: &Path, what: impl Into<String>) {
        self.add_id(FileId::of(path), what);
    }

    /// The same of what standard input, output and error are, when they are files.
    #[cfg(unix)]
    pub fn add_standard_streams(&mut self) {
        self.add_id(FileId::of_open_file(std::io::stdin()), "what standard input is read from");
        self.add_id(FileId::of_open_file(std::io::stdout()), "what standard output goes to");
        self.add_id(FileId::of_open_file(std::io::stderr()), "what standard error goes to");
    }

    #[cfg(not(unix))]
    pub fn add_standard_streams(&mut self) {}

    /// Notes all that is in a folder, or will be.
    pub fn add_folder(&mut self, folder: &Path) {
        self.folder = Some(resolved(folder).unwrap_or_else(|_| folder.to_owned()));
    }

    /// Takes a file to write to.
    ///
    /// # Errors
    /// When it is taken.
    pub fn take(&mut self, path: &Path, option: &str) -> miette::Result<()> {
        // By its name a stream is asked for, and what is written goes behind whatever else goes
        // there.
        let id =
            StandardStream::named(path).map(|stream| FileId::Path(stream.path().into())).or_else(|| FileId::of(path));
        let known = self.files.iter().find(|(known, _)| id.as_ref() == Some(known));
        let what = known.map(|(_, what)| what.as_str());
        if let Some(what) = what.or_else(|| self.is_in_folder(path, id.as_ref()).then_some("a file of the workers")) {
            return Err(miette!("{option}: {} would be written over: it is also {what}", path.display()));
        }
        self.add_id(id, format!("what {option} is written to"));
        Ok(())
    }

    fn add_id(&mut self, id: Option<FileId>, what: impl Into<String>) {
        self.files.extend(id.map(|id| (id, what.into())));
    }

    fn is_in_folder(&self, path: &Path, id: Option<&FileId>) -> bool {
        let Some(folder) = &self.folder else { return false };
        let lies_in_it = resolved(path).is_ok_and(|path| path.starts_with(folder));
        // A hard link to it may lie anywhere.
        lies_in_it || (has_other_names(path) && id.is_some_and(|id| id.is_in(folder)))
    }
}

#[cfg(unix)]
fn has_other_names(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;

    path.metadata().is_ok_and(|metadata| metadata.is_file() && metadata.nlink() > 1)
}

#[cfg(not(unix))]
fn has_other_names(path: &Path) -> bool {
    path.is_file()
}
