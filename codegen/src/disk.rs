//! Operations on single files. Each of them is done completely or not at all.
//!
//! A file that is written keeps its mode and, if the system allows that, its owner. If a path is a
//! symbolic link, the file that it leads to is written, and the link stays. A device or a FIFO is
//! written to and never replaced by a file.

pub(crate) mod faults;

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::fingerprint::fingerprint;

/// Writes a file by replacing it in one step. Whoever reads it meanwhile sees the old content or
/// the new one, and nothing in between.
pub(crate) fn replace(path: &Path, content: &[u8]) -> Result<(), Error> {
    write(path, content, false)
}

/// Like [`replace`], but the content is on the disk before the file gets its name. Otherwise a file
/// could be empty after a power failure, since a file system may write the new name before the
/// content.
pub(crate) fn replace_durably(path: &Path, content: &[u8]) -> Result<(), Error> {
    write(path, content, true)
}

fn write(path: &Path, content: &[u8], durably: bool) -> Result<(), Error> {
    if is_special(path) {
        return write_to(path, content).map_err(Error::io("write", path));
    }
    let place = place(path).map_err(Error::io("write", path))?;
    if let Some(folder) = place.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.exists()) {
        faults::operation().and_then(|()| fs::create_dir_all(folder)).map_err(Error::io("create", folder))?;
    }
    let temporary = temporary(&place);
    // A file that an earlier run left is removed and not written into, since it may be a link to
    // any other file.
    match faults::operation().and_then(|()| fs::remove_file(&temporary)) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(Error::io("remove", temporary)(error)),
        _ => {}
    }
    let written = write_beside(&place, &temporary, content, durably);
    written.map_err(|error| {
        // If removing it fails, too, the first error is the one to report.
        let _ = fs::remove_file(&temporary);
        Error::io("write", path)(error)
    })
}

fn write_beside(place: &Path, temporary: &Path, content: &[u8], durably: bool) -> std::io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(temporary)?;
    faults::write(&mut file, content)?;
    if let Ok(old) = fs::metadata(place) {
        keep_owner_and_mode(&file, &old)?;
    }
    if durably {
        file.sync_all()?;
    }
    drop(file);
    faults::operation()?;
    fs::rename(temporary, place)
}

#[cfg(unix)]
fn keep_owner_and_mode(file: &File, old: &Metadata) -> std::io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};
    let new = file.metadata()?;
    if (new.uid(), new.gid()) != (old.uid(), old.gid()) {
        // Only root may give a file to another owner; for everybody else the new file is their own.
        // This comes before the mode is set, since changing the owner may clear bits of the mode.
        let _ = fchown(file, Some(old.uid()), Some(old.gid()));
    }
    file.set_permissions(old.permissions())
}

#[cfg(not(unix))]
fn keep_owner_and_mode(file: &File, old: &Metadata) -> std::io::Result<()> {
    file.set_permissions(old.permissions())
}

/// Writes to a device, a FIFO, or what a process has open, such as `/dev/stdout`.
fn write_to(path: &Path, content: &[u8]) -> std::io::Result<()> {
    faults::operation()?;
    faults::write(&mut OpenOptions::new().append(true).open(path)?, content)
}

/// Whether a path leads to something that is written to and not replaced: neither a file nor a
/// folder, or a file below `/dev` or `/proc`, where a path stands for what a process has open.
pub(crate) fn is_special(path: &Path) -> bool {
    let of_system = ["/dev", "/proc"].iter().any(|folder| path.starts_with(folder));
    fs::metadata(path).is_ok_and(|metadata| !metadata.is_dir() && (!metadata.is_file() || of_system))
}

/// Where a path leads: follows symbolic links, also those to a file that does not exist yet.
pub(crate) fn place(path: &Path) -> std::io::Result<PathBuf> {
    const MOST_LINKS: usize = 40;
    let mut place = path.to_owned();
    for _ in 0..MOST_LINKS {
        match fs::read_link(&place) {
            Ok(target) => place = place.parent().unwrap_or(Path::new("")).join(target),
            Err(_) => return Ok(place),
        }
    }
    Err(std::io::Error::other("too many symbolic links, or a circle of them"))
}

/// Removes a file, if it exists. If it is a symbolic link, only the link is removed. A device or a
/// FIFO stays.
pub(crate) fn remove(path: &Path) -> Result<(), Error> {
    if fs::symlink_metadata(path).is_err() || is_special(path) {
        return Ok(());
    }
    faults::operation().and_then(|()| fs::remove_file(path)).map_err(Error::io("remove", path))
}

/// Removes the temporary file that a run which was killed within [`replace`] may have left.
pub(crate) fn remove_temporary(path: &Path) -> Result<(), Error> {
    let temporary = temporary(&place(path).map_err(Error::io("read", path))?);
    let is_file = fs::symlink_metadata(&temporary).is_ok_and(|metadata| metadata.is_file());
    if is_file { remove(&temporary) } else { Ok(()) }
}

/// Removes the folders above `path` that are empty, up to `root`. Stops at a symbolic link to a
/// folder.
pub(crate) fn remove_empty_folders(root: &Path, path: &Path) -> Result<(), Error> {
    let above = path.ancestors().skip(1);
    for folder in above.take_while(|folder| *folder != root && !folder.as_os_str().is_empty()) {
        if fs::symlink_metadata(folder).is_ok_and(|metadata| metadata.is_symlink()) {
            break;
        }
        match faults::operation().and_then(|()| fs::remove_dir(folder)) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) if error.kind() == ErrorKind::DirectoryNotEmpty => break,
            Err(error) => return Err(Error::io("remove", folder)(error)),
        }
    }
    Ok(())
}

/// The content of a file, or `None` if it does not exist. It is `None` for a device or a FIFO, too:
/// reading a FIFO would wait until somebody writes to it.
pub(crate) fn read(path: &Path) -> Result<Option<String>, Error> {
    if is_special(path) {
        return Ok(None);
    }
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::io("read", path)(error)),
    }
}

/// The path of the temporary file for `place`. It is always the same for a file, so that a run can
/// remove what an earlier one that was killed has left.
fn temporary(place: &Path) -> PathBuf {
    /// File systems allow names of 255 bytes. The rest is for what is added to the name.
    const LONGEST: usize = 200;
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    let name = if name.len() > LONGEST { fingerprint(&name) } else { name.into_owned() };
    place.with_file_name(format!(".{name}.golem-rpc"))
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

    use super::*;

    #[test]
    fn a_file_keeps_its_mode_and_its_owner() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("file");
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        // Only root can: for others it stays as it is.
        let _ = std::os::unix::fs::chown(&path, Some(4321), Some(1234));
        let before = fs::metadata(&path).unwrap();
        replace(&path, b"new").unwrap();
        let after = fs::metadata(&path).unwrap();
        assert_eq!((after.mode(), after.uid(), after.gid()), (before.mode(), before.uid(), before.gid()));
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
    }

    #[test]
    fn links_are_written_through() {
        let root = tempfile::tempdir().unwrap();
        let path = |name| root.path().join(name);
        fs::create_dir(path("elsewhere")).unwrap();
        fs::write(path("elsewhere/there"), "old").unwrap();
        symlink("elsewhere/there", path("first")).unwrap();
        symlink("first", path("second")).unwrap();
        symlink("elsewhere/new", path("to-nothing")).unwrap();
        symlink("circle", path("circle")).unwrap();
        replace(&path("second"), b"1").unwrap();
        replace(&path("to-nothing"), b"2").unwrap();
        assert_eq!(fs::read_to_string(path("elsewhere/there")).unwrap(), "1");
        assert_eq!(fs::read_to_string(path("elsewhere/new")).unwrap(), "2");
        assert!(["first", "second", "to-nothing"].iter().all(|name| path(name).is_symlink()));
        assert!(replace(&path("circle"), b"").unwrap_err().to_string().contains("cannot write"));
        assert_eq!(fs::read_dir(path("elsewhere")).unwrap().count(), 2, "nothing is left beside them");
    }

    #[test]
    fn what_was_left_of_an_earlier_write_is_not_written_into() {
        let root = tempfile::tempdir().unwrap();
        let path = |name| root.path().join(name);
        fs::write(path("mine"), "mine").unwrap();
        symlink("mine", path(".file.golem-rpc")).unwrap();
        replace(&path("file"), b"new").unwrap();
        assert_eq!(fs::read_to_string(path("mine")).unwrap(), "mine");
        assert_eq!(fs::read_to_string(path("file")).unwrap(), "new");
    }

    #[test]
    fn a_fifo_is_written_to() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("fifo");
        assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
        let reader = std::thread::spawn({
            let path = path.clone();
            move || fs::read_to_string(path).unwrap()
        });
        assert_eq!(read(&path).unwrap(), None, "it would wait for ever");
        replace(&path, b"new").unwrap();
        assert_eq!(reader.join().unwrap(), "new");
        assert!(is_special(&path) && root.path().read_dir().unwrap().count() == 1);
        remove(&path).unwrap();
        assert!(is_special(&path));
    }

    #[test]
    fn devices_are_written_to() {
        replace(Path::new("/dev/null"), b"new").unwrap();
        assert!(is_special(Path::new("/dev/null")));
    }

    #[test]
    fn a_name_may_be_as_long_as_the_system_allows() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("n".repeat(255));
        replace(&path, b"new").unwrap();
        assert_eq!(fs::read_to_string(path).unwrap(), "new");
    }
}
