//! [`Problem`]: why a folder can't keep workers.

use std::path::{Path, PathBuf};

/// Why a folder can't keep workers, or can't do so any longer.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    pub path: PathBuf,
    pub what: String,
    pub cure: String,
}

impl Problem {
    pub fn new(path: &Path, what: impl Into<String>, cure: impl Into<String>) -> Self {
        Self { path: path.to_owned(), what: what.into(), cure: cure.into() }
    }
}
