//! [`FileId`]: whether two paths lead to one file.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// Identifies the file that a path leads to. All links to one file lead to the same, hard ones and
/// symbolic ones. A path at which there is nothing leads to the file that would be made there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FileId {
    #[cfg(unix)]
    Inode {
        device: u64,
        number: u64,
    },
    Path(PathBuf),
}

impl FileId {
    /// The file at a path. `None` for a device such as `/dev/null`, which may be used for several
    /// things at once, and for a path at which no file can be made.
    pub fn of(path: &Path) -> Option<Self> {
        match path.metadata() {
            Ok(metadata) => Self::of_existing(path, &metadata),
            Err(_) => resolved(path).ok().map(Self::Path),
        }
    }

    #[cfg(unix)]
    fn of_existing(_: &Path, metadata: &fs::Metadata) -> Option<Self> {
        Self::of_metadata(metadata)
    }

    #[cfg(not(unix))]
    fn of_existing(path: &Path, _: &fs::Metadata) -> Option<Self> {
        resolved(path).ok().map(Self::Path)
    }

    #[cfg(unix)]
    fn of_metadata(metadata: &fs::Metadata) -> Option<Self> {
        use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};

        let is_device = metadata.file_type().is_char_device();
        (!is_device).then(|| Self::Inode { device: metadata.dev(), number: metadata.ino() })
    }

    /// The file that is open, such as the one that standard output goes to. `None` if it is no
    /// regular file.
    #[cfg(unix)]
    pub fn of_open_file(file: impl std::os::fd::AsFd) -> Option<Self> {
        let file = fs::File::from(file.as_fd().try_clone_to_owned().ok()?);
        file.metadata().ok().filter(fs::Metadata::is_file).and_then(|metadata| Self::of_metadata(&metadata))
    }

    /// Whether the file is in this folder, or in a folder in it.
    pub fn is_in(&self, folder: &Path) -> bool {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        entries.into_iter().any(|entry| match entry.file_type() {
            Ok(kind) if kind.is_dir() => self.is_in(&entry.path()),
            Ok(kind) if kind.is_file() => Self::of(&entry.path()).as_ref() == Some(self),
            _ => false,
        })
    }
}

/// The path without any links in it, of the file that is there or that would be made.
///
/// # Errors
/// When there is no folder to make it in, and when links lead in a circle.
pub(crate) fn resolved(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..MOST_LINKS {
        match fs::canonicalize(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            found => return found,
        }
        let folder = match path.parent() {
            Some(folder) if folder != Path::new("") => folder,
            _ => Path::new("."),
        };
        let Ok(target) = fs::read_link(&path) else {
            let name = path.file_name().ok_or(io::ErrorKind::NotFound)?;
            return Ok(fs::canonicalize(folder)?.join(name));
        };
        path = folder.join(target);
    }
    Err(io::Error::other("its links lead in a circle"))
}

/// How many links are followed. Linux follows as many.
const MOST_LINKS: usize = 40;

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn all_paths_to_one_file() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("file"), "").unwrap();
        fs::hard_link(at("file"), at("hard")).unwrap();
        symlink("file", at("link")).unwrap();
        symlink("link", at("link-to-link")).unwrap();
        symlink("new", at("dangling")).unwrap();
        fs::create_dir(at("sub")).unwrap();
        symlink("../new", at("sub/up")).unwrap();
        symlink("circle", at("circle")).unwrap();
        for same in ["./file", "sub/../file", "hard", "link", "link-to-link"] {
            assert_eq!(FileId::of(&at(same)), FileId::of(&at("file")), "{same}");
        }
        for same in ["dangling", "sub/up", "sub/../new"] {
            assert_eq!(FileId::of(&at(same)), FileId::of(&at("new")), "{same}");
        }
        assert_ne!(FileId::of(&at("file")), FileId::of(&at("new")));
        for none in ["circle", "none/file", "/dev/null"] {
            assert_eq!(FileId::of(&at(none)), None, "{none}");
        }
        assert!(FileId::of(&at("hard")).unwrap().is_in(folder.path()));
        assert!(!FileId::of(&at("file")).unwrap().is_in(&at("sub")));
    }
}
