//! Copies a folder of files, which workers may then change without changing the originals.

use std::{fs, io, path::Path};

/// Copies all files and folders that are in one folder into another.
///
/// Links are left out: a worker can't follow a link that leads out of its folder, and where another
/// one leads would have to be found out first. Devices and FIFOs are left out, too, since reading
/// one may never end.
pub(crate) fn copy_all(from: &Path, to: &Path) -> io::Result<()> {
    let mut left = vec![(from.to_owned(), to.to_owned())];
    while let Some((from, to)) = left.pop() {
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            let (kind, copy) = (entry.file_type()?, to.join(entry.file_name()));
            if kind.is_dir() {
                fs::create_dir(&copy)?;
                left.push((entry.path(), copy));
            } else if kind.is_file() {
                fs::copy(entry.path(), copy)?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_is_there() {
        let (folder, copy) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fs::create_dir_all(folder.path().join("target/t/empty")).unwrap();
        fs::write(folder.path().join("target/t/note"), "kept").unwrap();
        copy_all(folder.path(), copy.path()).unwrap();
        assert!(copy.path().join("target/t/empty").is_dir());
        assert_eq!(fs::read_to_string(copy.path().join("target/t/note")).unwrap(), "kept");
        assert!(copy_all(&folder.path().join("none"), copy.path()).is_err());
    }
}
