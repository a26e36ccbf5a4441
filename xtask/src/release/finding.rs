//! Something about the project that must be put right before a release.

use std::fmt;
use std::path::{Path, PathBuf};

/// What is wrong, where, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    file: PathBuf,
    line: usize,
    what: String,
    cure: String,
}

impl Finding {
    /// `line` counts from 1. `cure` is what to do.
    pub fn new(file: &Path, line: usize, what: impl Into<String>, cure: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line, what: what.into(), cure: cure.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}\n    to do: {}", self.file.display(), self.line, self.what, self.cure)
    }
}
