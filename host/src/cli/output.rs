//! [`Output`]: a file that is written when a run is over.

use std::{
    fs::{self, File, Metadata},
    io::{self, Write as _},
    mem,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use miette::{IntoDiagnostic as _, WrapErr as _};
use tempfile::NamedTempFile;

use super::{file_id::resolved, standard_stream::StandardStream};

/// A file that is written when a run is over. Whether it can be written is found out before the run
/// begins, since the run may take long.
#[derive(Debug)]
pub(crate) struct Output {
    path: PathBuf,
    target: Target,
}

#[derive(Debug)]
enum Target {
    /// A regular file. A new file is written beside it, and then moved into its place, so that
    /// there is never half a file there.
    Replaced { place: PathBuf, old: Option<Metadata> },
    /// A device or a FIFO, which must not be replaced by a file; or a file in a folder in which no
    /// other file can be made. It is written as it is.
    Opened(File),
    /// Standard output or standard error, to which results or messages go, too.
    Stream(StandardStream),
}

impl Output {
    /// Finds out whether the file can be written. What is in it stays until [`write`](Self::write).
    ///
    /// # Errors
    /// When it can't be written.
    pub fn open(path: &Path) -> miette::Result<Self> {
        let target = Target::of(path).into_diagnostic().wrap_err_with(|| cannot_write(path))?;
        Ok(Self { path: path.to_owned(), target })
    }

    /// Writes the file, in place of what was there. If that fails, what was there stays, unless the
    /// file could only be written in place.
    ///
    /// # Errors
    /// When it can't be written, because the disk is full, say.
    pub fn write(self, text: &str) -> miette::Result<()> {
        let text = text.as_bytes();
        let (written, stays) = match self.target {
            Target::Replaced { place, old } => (replace(&place, old.as_ref(), text), old.is_some()),
            Target::Opened(file) => (overwrite(file, text), false),
            Target::Stream(stream) => (stream.write(text), false),
        };
        let what_was_there = if stays { ", and it is as it was" } else { "" };
        written.into_diagnostic().wrap_err_with(|| cannot_write(&self.path) + what_was_there)
    }
}

impl Target {
    fn of(path: &Path) -> io::Result<Self> {
        if let Some(stream) = StandardStream::named(path) {
            return Ok(Self::Stream(stream));
        }
        let old = match path.metadata() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            old => Some(old?),
        };
        if old.as_ref().is_some_and(Metadata::is_dir) {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        // Opening fails here if the file is there and may not be written. If it is a FIFO, this
        // waits until somebody reads it, which is better now than after the run.
        let opened = old.as_ref().map(|_| File::options().write(true).open(path)).transpose()?;
        if let Some(opened) = opened.filter(|_| old.as_ref().is_some_and(|old| !old.is_file())) {
            return Ok(Self::Opened(opened));
        }
        let place = resolved(path)?;
        match (beside(&place), old) {
            (Ok(_), old) => Ok(Self::Replaced { place, old }),
            (Err(_), Some(_)) => File::options().write(true).open(place).map(Self::Opened),
            (Err(error), None) => Err(error),
        }
    }
}

/// Makes a new file in the same folder. It is removed when it is dropped.
fn beside(place: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".golem-rpc-host-").suffix(".unfinished");
    // The mode of any new file, from which the user's mask takes something away.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    // A path without links in it always has a parent.
    builder.tempfile_in(place.parent().unwrap_or(place))
}

fn replace(place: &Path, old: Option<&Metadata>, text: &[u8]) -> io::Result<()> {
    let mut file = beside(place)?;
    let _unfinished = Unfinished::note(file.path());
    if let Some(old) = old {
        file.as_file().set_permissions(old.permissions())?;
        keep_owner(file.as_file(), old);
    }
    file.write_all(text)?;
    // Some file systems report only here that there is no room left.
    file.as_file().sync_all()?;
    file.persist(place)?;
    Ok(())
}

/// Gives the new file the owner and the group of the old one, as far as that is allowed: not
/// everybody who may replace a file may also give it to somebody else.
#[cfg(unix)]
fn keep_owner(file: &File, old: &Metadata) {
    use std::os::unix::fs::MetadataExt as _;

    let is_same = file.metadata().is_ok_and(|new| (new.uid(), new.gid()) == (old.uid(), old.gid()));
    if !is_same {
        let _ = std::os::unix::fs::fchown(file, Some(old.uid()), Some(old.gid()));
    }
}

#[cfg(not(unix))]
fn keep_owner(_: &File, _: &Metadata) {}

fn overwrite(mut file: File, text: &[u8]) -> io::Result<()> {
    // Only a file has a length: cutting a pipe to no length would fail.
    if file.metadata().is_ok_and(|metadata| metadata.is_file()) {
        file.set_len(0)?;
    }
    file.write_all(text)
}

fn cannot_write(path: &Path) -> String {
    format!("can't write {}", path.display())
}

/// The new file that is being written, until it is moved into place.
static UNFINISHED: Mutex<Option<PathBuf>> = Mutex::new(None);

struct Unfinished;

impl Unfinished {
    fn note(path: &Path) -> Self {
        *UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner) = Some(path.to_owned());
        Self
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        *UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// Removes the new file that is being written, if there is one. For a program that ends before the
/// file is complete.
pub(crate) fn remove_unfinished() {
    if let Some(path) = mem::take(&mut *UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)) {
        // This fails if the file was just moved into place.
        let _ = fs::remove_file(path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::folder_names::names;

    #[test]
    fn what_was_there_stays_until_it_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("trace.json");
        fs::write(&path, "of an earlier run, and longer").unwrap();
        let output = Output::open(&path).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "of an earlier run, and longer");
        output.write("new").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        drop(Output::open(&folder.path().join("never-written")).unwrap());
        assert_eq!(names(folder.path()), ["trace.json"]);
    }

    #[test]
    fn what_cannot_be_written_is_told_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let error = |path: &Path| format!("{:?}", Output::open(path).unwrap_err());
        assert!(error(&folder.path().join("none/trace.json")).contains("can't write"));
        assert!(error(folder.path()).contains("directory"));
    }

    #[cfg(unix)]
    #[test]
    fn modes_links_and_devices_stay_what_they_are() {
        use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _, symlink};

        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let write = |name: &str, text: &str| Output::open(&at(name)).unwrap().write(text).unwrap();
        let mode = |name: &str| at(name).metadata().unwrap().permissions().mode() & 0o777;
        fs::write(at("plain"), "").unwrap();
        write("new", "new");
        assert_eq!(mode("new"), mode("plain"), "as any other file");
        fs::set_permissions(at("new"), fs::Permissions::from_mode(0o640)).unwrap();
        symlink("new", at("link")).unwrap();
        symlink("made", at("dangling")).unwrap();
        write("link", "through");
        write("dangling", "made");
        assert_eq!((mode("new"), mode("made")), (0o640, mode("plain")));
        assert!(at("link").is_symlink() && at("dangling").is_symlink());
        assert_eq!(fs::read_to_string(at("new")).unwrap(), "through");
        assert_eq!(fs::read_to_string(at("made")).unwrap(), "made");
        rustix::fs::mknodat(rustix::fs::CWD, at("fifo"), rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap();
        let reader = std::thread::spawn({
            let fifo = at("fifo");
            move || fs::read_to_string(fifo).unwrap()
        });
        write("fifo", "to the reader");
        assert_eq!(reader.join().unwrap(), "to the reader");
        assert!(at("fifo").metadata().unwrap().file_type().is_fifo());
        write("/dev/null", "nothing");
        assert!(Path::new("/dev/null").metadata().unwrap().file_type().is_char_device());
        assert_eq!(names(folder.path()), ["dangling", "fifo", "link", "made", "new", "plain"]);
    }

    #[test]
    fn an_unfinished_one_can_be_removed() {
        let folder = tempfile::tempdir().unwrap();
        let file = beside(&folder.path().join("trace.json")).unwrap();
        let _unfinished = Unfinished::note(file.path());
        remove_unfinished();
        assert!(names(folder.path()).is_empty());
    }
}
