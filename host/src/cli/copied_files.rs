//! The files of workers as they are, for a second run that is to find what the first one found.

use std::{fs, io, path::Path};

use tempfile::TempDir;

/// A folder with the same files and folders in it; it is gone when this is dropped.
pub(crate) fn copied(folder: &Path) -> io::Result<TempDir> {
    let copy = tempfile::tempdir()?;
    copy_all(folder, copy.path())?;
    Ok(copy)
}

/// Links are left out: a worker can't follow those that lead out of its folder, and what the others lead to may be anywhere.
fn copy_all(from: &Path, to: &Path) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (kind, copy) = (entry.file_type()?, to.join(entry.file_name()));
        if kind.is_dir() {
            fs::create_dir(&copy)?;
            copy_all(&entry.path(), &copy)?;
        } else if kind.is_file() {
            fs::copy(entry.path(), copy)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_is_there() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("target/t/empty")).unwrap();
        fs::write(folder.path().join("target/t/note"), "kept").unwrap();
        let copy = copied(folder.path()).unwrap();
        assert!(copy.path().join("target/t/empty").is_dir());
        assert_eq!(fs::read_to_string(copy.path().join("target/t/note")).unwrap(), "kept");
        assert!(copied(&folder.path().join("none")).is_err());
    }
}
