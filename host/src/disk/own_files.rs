//! Files and directories that certainly belong to the user of this process.
//!
//! Everybody can write to the directory for temporary files, and a cache may lie anywhere. So a
//! file that is found there under a name of ours may have been put there by somebody else: as a
//! link, as a FIFO, or with contents that do harm.

use std::{
    fs::{File, Metadata, OpenOptions},
    io,
    path::Path,
};

/// Opens a regular file for reading, if nobody but this user can have written it. It follows no
/// symbolic link, and does not wait for the other end of a FIFO.
///
/// # Errors
/// When it can't be opened or is something else: [`io::ErrorKind::PermissionDenied`] if it is not
/// this user's alone.
pub(crate) fn open_own_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;

        use rustix::fs::OFlags;

        options.custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed());
    }
    let file = options.open(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file"));
    }
    if !is_own(&metadata) {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "others can write to it"));
    }
    Ok(file)
}

/// Whether it is a directory in which nobody but this user can make or replace anything. A symbolic
/// link to one is not.
pub(crate) fn is_own_directory(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|metadata| metadata.is_dir() && is_own(&metadata))
}

/// Whether this user alone owns it and can write to it.
#[cfg(unix)]
fn is_own(metadata: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;

    let writable_by_others = 0o022;
    metadata.uid() == rustix::process::geteuid().as_raw() && metadata.mode() & writable_by_others == 0
}

/// On other systems the directories of a user give others no rights, unless the user has granted
/// them.
#[cfg(not(unix))]
fn is_own(_: &Metadata) -> bool {
    true
}
