//! [`Taken`]: the files that a run uses, so that none of them is overwritten by mistake.

use std::path::{Path, PathBuf};

use miette::miette;

use super::{
    file_id::{FileId, resolved},
    standard_stream::StandardStream,
};

/// The files that a run reads, and those that it writes.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    files: Vec<(FileId, String)>,
    /// Folders in which all files are used, and what for.
    folders: Vec<(PathBuf, &'static str)>,
}

impl Taken {
    /// Notes that the run uses a file, and what for.
    pub fn add(&mut self, path: &Path, what: impl Into<String>) {
        self.add_id(FileId::of(path), what);
    }

    /// Notes the files that standard input, output and error go to or come from, if those are
    /// files.
    #[cfg(unix)]
    pub fn add_standard_streams(&mut self) {
        self.add_id(FileId::of_open_file(std::io::stdin()), "what standard input is read from");
        self.add_id(FileId::of_open_file(std::io::stdout()), "what standard output goes to");
        self.add_id(FileId::of_open_file(std::io::stderr()), "what standard error goes to");
    }

    #[cfg(not(unix))]
    pub fn add_standard_streams(&mut self) {}

    /// Notes all that is in a folder, or will be at the end of the run.
    pub fn add_folder(&mut self, folder: &Path, what: &'static str) {
        self.folders.push((resolved(folder).unwrap_or_else(|_| folder.to_owned()), what));
    }

    /// Notes a file that the run is to write.
    ///
    /// # Errors
    /// When the run uses the file for something else.
    pub fn take(&mut self, path: &Path, option: &str) -> miette::Result<()> {
        // Whoever gives the path of a standard stream wants that stream. What is written comes
        // after what else goes there, and nothing is lost.
        let id =
            StandardStream::named(path).map(|stream| FileId::Path(stream.path().into())).or_else(|| FileId::of(path));
        let known = self.files.iter().find(|(known, _)| id.as_ref() == Some(known));
        let what = known.map(|(_, what)| what.as_str());
        if let Some(what) = what.or_else(|| self.folder_of(path, id.as_ref())) {
            return Err(miette!("{option}: {} would be written over: it is also {what}", path.display()));
        }
        self.add_id(id, format!("what {option} is written to"));
        Ok(())
    }

    fn add_id(&mut self, id: Option<FileId>, what: impl Into<String>) {
        self.files.extend(id.map(|id| (id, what.into())));
    }

    /// What the folder that a file is in is used for.
    fn folder_of(&self, path: &Path, id: Option<&FileId>) -> Option<&'static str> {
        let is_in = |folder: &PathBuf| {
            let lies_in_it = resolved(path).is_ok_and(|path| path.starts_with(folder));
            // A hard link to the file may be in any folder.
            lies_in_it || (has_other_names(path) && id.is_some_and(|id| id.is_in(folder)))
        };
        self.folders.iter().find(|(folder, _)| is_in(folder)).map(|(_, what)| *what)
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
