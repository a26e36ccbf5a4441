//! Reads files that the user has named, as a whole.

use std::{
    fs::{FileType, OpenOptions},
    io::{self, Read as _},
    path::Path,
};

/// Reads a file of at most `most` bytes.
///
/// # Errors
/// When it can't be read, is larger, or is no regular file: a directory, or a device or FIFO that
/// might never end.
pub fn read_file(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    // This is checked before the file is opened, since opening alone has effects on some devices.
    // It is checked again after that, since the file may have been replaced in between.
    check_kind(path.metadata()?.file_type())?;
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;

        // Without this, opening a FIFO would block until somebody opens it for writing.
        options.custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed());
    }
    let file = options.open(path)?;
    let metadata = file.metadata()?;
    check_kind(metadata.file_type())?;
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len().min(most)).unwrap_or_default());
    // The length is no limit to go by: files in /proc, for example, have the length 0, and may be
    // long.
    file.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("it is larger than {} MiB", most >> 20)));
    }
    Ok(bytes)
}

fn check_kind(kind: FileType) -> io::Result<()> {
    if kind.is_file() {
        return Ok(());
    }
    Err(io::Error::new(io::ErrorKind::InvalidInput, format!("it is {}, not a file", kind_name(kind))))
}

fn kind_name(kind: FileType) -> &'static str {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt as _;

        if kind.is_fifo() {
            return "a FIFO";
        }
        if kind.is_socket() {
            return "a socket";
        }
    }
    if kind.is_dir() { "a directory" } else { "a device" }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn files_up_to_the_limit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        fs::write(&path, vec![7; 1 << 20]).unwrap();
        assert_eq!(read_file(&path, 1 << 20).unwrap().len(), 1 << 20);
        fs::write(&path, vec![7; (1 << 20) + 1]).unwrap();
        assert_eq!(read_file(&path, 1 << 20).unwrap_err().to_string(), "it is larger than 1 MiB");
        assert_eq!(read_file(&folder.path().join("none"), 1).unwrap_err().kind(), io::ErrorKind::NotFound);
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_file_is_told_and_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let (fifo, link) = (folder.path().join("fifo"), folder.path().join("link"));
        rustix::fs::mknodat(rustix::fs::CWD, &fifo, rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap();
        std::os::unix::fs::symlink("/dev/zero", &link).unwrap();
        let said = |path: &Path| read_file(path, 1 << 20).unwrap_err().to_string();
        assert_eq!(said(&fifo), "it is a FIFO, not a file");
        assert_eq!(said(folder.path()), "it is a directory, not a file");
        assert_eq!([said(Path::new("/dev/zero")), said(&link)], ["it is a device, not a file"; 2]);
    }
}
