//! Removes a directory, whatever a worker has made in it.

use std::{io, path::Path};

/// Removes a directory and all that is in it. Links are removed, not followed.
///
/// [`std::fs::remove_dir_all`] has a file descriptor open and a stack frame for each level. A
/// worker can nest directories so deep that it runs out of one or the other. This has one directory
/// open at a time, and keeps the way back in a list.
///
/// # Errors
/// When something in it can't be removed. [`io::ErrorKind::DirectoryNotEmpty`] if something was
/// added meanwhile.
#[cfg(unix)]
pub(crate) fn remove_all(directory: &Path) -> io::Result<()> {
    use std::{ffi::CString, mem, os::fd::OwnedFd};

    use rustix::{
        fs::{AtFlags, CWD, Dir, Mode, OFlags, fstat, openat, unlinkat},
        io::Errno,
    };

    fn names(folder: &OwnedFd) -> io::Result<Vec<CString>> {
        let mut names = Vec::new();
        for entry in Dir::read_from(folder)? {
            let name = entry?.file_name().to_owned();
            if !matches!(name.as_bytes(), b"." | b"..") {
                names.push(name);
            }
        }
        Ok(names)
    }

    /// Removes a file, a link or an empty directory. False if it is a directory with something in
    /// it.
    fn is_removed(folder: &OwnedFd, name: &CString) -> io::Result<bool> {
        // For a directory, some systems answer with one of these errors and some with the other.
        match unlinkat(folder, name, AtFlags::empty()) {
            Err(Errno::ISDIR | Errno::PERM) => {}
            Ok(()) | Err(Errno::NOENT) => return Ok(true),
            Err(error) => return Err(error.into()),
        }
        match unlinkat(folder, name, AtFlags::REMOVEDIR) {
            Err(Errno::NOTEMPTY | Errno::EXIST) => Ok(false),
            Ok(()) | Err(Errno::NOENT) => Ok(true),
            Err(error) => Err(error.into()),
        }
    }

    fn id(folder: &OwnedFd) -> io::Result<(u64, u64)> {
        let stat = fstat(folder)?;
        // The types of these fields differ between systems.
        #[allow(clippy::unnecessary_cast)]
        Ok((stat.st_dev as u64, stat.st_ino as u64))
    }

    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let mut folder = openat(CWD, directory, flags, Mode::empty())?;
    let mut left = names(&folder)?;
    // For each folder on the way down: what identifies the folder that it is in, what else is left
    // there, and its name there.
    let mut above = Vec::new();
    loop {
        match left.pop() {
            Some(name) if is_removed(&folder, &name)? => {}
            Some(name) => {
                let deeper = openat(&folder, &name, flags, Mode::empty())?;
                above.push((id(&folder)?, mem::replace(&mut left, names(&deeper)?), name));
                folder = deeper;
            }
            None => {
                let Some((parent, left_there, name)) = above.pop() else { break };
                folder = openat(&folder, "..", flags, Mode::empty())?;
                if id(&folder)? != parent {
                    return Err(io::Error::other("it was moved meanwhile"));
                }
                unlinkat(&folder, &name, AtFlags::REMOVEDIR)?;
                left = left_there;
            }
        }
    }
    Ok(unlinkat(CWD, directory, AtFlags::REMOVEDIR)?)
}

#[cfg(not(unix))]
pub(crate) fn remove_all(directory: &Path) -> io::Result<()> {
    std::fs::remove_dir_all(directory)
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;

    use rustix::fs::{CWD, Mode, OFlags, mkdirat, openat};

    use super::*;

    #[test]
    fn wide_and_deep() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("root");
        for n in 0..100 {
            fs::create_dir_all(root.join(format!("{n}/a/b/c"))).unwrap();
            fs::write(root.join(format!("{n}/a/file")), "").unwrap();
        }
        // Deeper than a process can have files open, and than a path can be long.
        let mut at = openat(CWD, &root, OFlags::DIRECTORY, Mode::empty()).unwrap();
        for _ in 0..1_500 {
            mkdirat(&at, "deep", Mode::RWXU).unwrap();
            at = openat(&at, "deep", OFlags::DIRECTORY, Mode::empty()).unwrap();
        }
        remove_all(&root).unwrap();
        assert!(!root.exists());
        assert_eq!(remove_all(&root).unwrap_err().kind(), io::ErrorKind::NotFound);
    }

    #[test]
    fn links_are_removed_and_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let (root, kept) = (folder.path().join("root"), folder.path().join("kept"));
        fs::create_dir_all(root.join("a")).unwrap();
        fs::create_dir(&kept).unwrap();
        fs::write(kept.join("note"), "precious").unwrap();
        std::os::unix::fs::symlink(&kept, root.join("a/link")).unwrap();
        std::os::unix::fs::symlink(&kept, root.join("link")).unwrap();
        std::os::unix::fs::symlink(&root, folder.path().join("to-root")).unwrap();
        assert!(remove_all(&folder.path().join("to-root")).is_err());
        remove_all(&root).unwrap();
        assert_eq!(fs::read_to_string(kept.join("note")).unwrap(), "precious");
    }
}
