//! [`Output`]: a file that a run leaves.

use std::{
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
};

use miette::{IntoDiagnostic as _, WrapErr as _, miette};

/// A file that is written when the run is over. Whether it can be is found out before, for the run may take long.
pub(crate) struct Output {
    path: PathBuf,
    file: File,
}

impl Output {
    /// What is in the file stays until it is written.
    ///
    /// # Errors
    /// When it can't be written, or is one of `taken`: what the run reads, or writes besides.
    pub fn open(path: &Path, taken: &[&Path]) -> miette::Result<Self> {
        if taken.iter().any(|taken| is_same(path, taken)) {
            return Err(miette!("{} would be written over: this run has it for something else", path.display()));
        }
        let file = File::options().write(true).create(true).truncate(false).open(path);
        let file = file.into_diagnostic().wrap_err_with(|| cannot_write(path))?;
        Ok(Self { path: path.to_owned(), file })
    }

    /// Writes it, in place of what was there.
    pub fn write(mut self, text: &str) -> miette::Result<()> {
        // A pipe has no length.
        let is_file = self.file.metadata().is_ok_and(|metadata| metadata.is_file());
        let emptied = if is_file { self.file.set_len(0) } else { Ok(()) };
        let written = emptied.and_then(|()| self.file.write_all(text.as_bytes()));
        written.into_diagnostic().wrap_err_with(|| cannot_write(&self.path))
    }
}

fn cannot_write(path: &Path) -> String {
    format!("can't write {}", path.display())
}

fn is_same(a: &Path, b: &Path) -> bool {
    match (fs::canonicalize(a), fs::canonicalize(b)) {
        (Ok(a), Ok(b)) => a == b,
        _ => a == b,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_there_stays_until_it_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("trace.json");
        fs::write(&path, "of an earlier run, and longer").unwrap();
        let output = Output::open(&path, &[]).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "of an earlier run, and longer");
        output.write("new").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
    }

    #[test]
    fn what_cannot_be_written_is_told_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let error = |path: &Path, taken: &[&Path]| Output::open(path, taken).err().unwrap().to_string();
        assert!(error(&folder.path().join("none/trace.json"), &[]).contains("can't write"));
        assert!(error(folder.path(), &[]).contains("can't write"));
        let app = folder.path().join("app.toml");
        fs::write(&app, "precious").unwrap();
        assert!(error(&folder.path().join("./app.toml"), &[&app]).contains("would be written over"));
        let new = folder.path().join("new");
        assert!(error(&new, &[&new]).contains("would be written over"));
        assert!(!new.exists());
    }
}
