//! [`Directories`]: the directories of workers, a private one for each.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::{Digest as _, Sha256};

use super::copied_files::copy_all;
use super::remove_all::remove_all;
use super::temporary::{Temporary, TemporaryDirectory};
use crate::naming::WorkerId;

/// What is encoded in the name of a worker's directory: all but letters, digits, `-` and `_`. The
/// dot is encoded, too, since a worker may have any name, also `..`, which would lead out of the
/// root.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_');

/// The directories of a host's workers.
#[derive(Debug, Default)]
pub(crate) struct Directories {
    /// The folder that the user has named for them, if one was named.
    root: Option<PathBuf>,
    /// Where the directories are otherwise, and those of ephemeral workers in any case. It is
    /// removed with the host.
    temporary: Temporary,
}

impl Directories {
    pub fn under(root: PathBuf) -> Self {
        Self { root: Some(root), temporary: Temporary::default() }
    }

    pub fn of_worker(&self, component: &str, id: &WorkerId) -> io::Result<PathBuf> {
        let directory = self.root()?.join(directory_name(component)).join(directory_name(&id.name));
        fs::create_dir_all(&directory)?;
        Ok(directory)
    }

    /// Whether what is in the directories belongs to this host alone, and may be removed.
    pub fn are_temporary(&self) -> bool {
        self.root.is_none()
    }

    /// Removes what is in the directory of a worker.
    pub fn empty(&self, component: &str, id: &WorkerId) -> io::Result<()> {
        remove_all(&self.of_worker(component, id)?)
    }

    fn root(&self) -> io::Result<PathBuf> {
        match &self.root {
            Some(root) => Ok(root.clone()),
            None => self.temporary.path(),
        }
    }

    pub fn of_ephemeral_worker(&self) -> io::Result<TemporaryDirectory> {
        self.temporary.directory()
    }

    /// Lets workers begin with a copy of the files that lie below `root`.
    pub fn copy_from(&self, root: &Path) -> io::Result<()> {
        copy_all(root, &self.temporary.path()?)
    }

    /// Temporary directories with a copy of all files that are in these now.
    ///
    /// # Errors
    /// The folder that can't be copied, and why.
    pub fn copied(&self) -> Result<Self, (PathBuf, io::Error)> {
        let copy = Self::default();
        let root = match &self.root {
            Some(root) => Some(root.clone()).filter(|root| root.exists()),
            None => self.temporary.made(),
        };
        if let Some(root) = root {
            copy.copy_from(&root).map_err(|error| (root, error))?;
        }
        Ok(copy)
    }

    /// Removes what is temporary. No worker gets a temporary directory after that.
    pub fn remove_temporary(&self) {
        self.temporary.remove();
    }
}

/// How many bytes the name of a file may have: so many on all common file systems.
const LONGEST_NAME: usize = 255;

/// The name of a worker's directory. A name that would be too long is cut, and gets a hash of the
/// whole name, which tells it from others that begin in the same way.
fn directory_name(name: &str) -> String {
    let mut encoded = utf8_percent_encode(name, PLAIN).to_string();
    if encoded.len() > LONGEST_NAME {
        let hash: String = Sha256::digest(name).iter().map(|byte| format!("{byte:02x}")).collect();
        encoded.truncate(LONGEST_NAME - hash.len() - 1);
        // A name that was not cut has no dot in it, so it can't be the same as this one.
        encoded = format!("{encoded}.{hash}");
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::naming::ComponentId;

    #[test]
    fn no_name_leads_out_of_the_root() {
        let root = tempfile::tempdir().unwrap();
        let directories = Directories::under(root.path().join("files"));
        let component = ComponentId::of_name("c");
        for name in ["..", ".", "../..", "a/../../b", "/etc", "a\0b", ""] {
            let id = WorkerId { component, name: name.into() };
            let directory = directories.of_worker("..", &id).unwrap();
            let real = directory.canonicalize().unwrap();
            assert!(real.starts_with(root.path().canonicalize().unwrap().join("files/%2E%2E")), "{name}: {real:?}");
        }
    }

    #[test]
    fn a_long_name_has_a_directory_of_its_own() {
        let root = tempfile::tempdir().unwrap();
        let directories = Directories::under(root.path().to_owned());
        let component = ComponentId::of_name("c");
        let names = ["x".repeat(255), "x".repeat(256), "x".repeat(257), "é".repeat(100), "é".repeat(1 << 20)];
        let paths = names.map(|name| directories.of_worker("c", &WorkerId { component, name }).unwrap());
        let different: std::collections::HashSet<_> = paths.iter().collect();
        assert_eq!(different.len(), paths.len());
        assert_eq!(paths[0].file_name().unwrap().len(), 255, "as it always was");
    }
}
