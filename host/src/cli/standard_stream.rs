//! Standard output and standard error, when an option names them as files.

use std::{
    io::{self, Write as _},
    path::Path,
};

/// A standard stream that an option names by a path such as `/dev/stdout`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StandardStream {
    Output,
    Error,
}

impl StandardStream {
    /// The stream that this path stands for, if it stands for one.
    pub fn named(path: &Path) -> Option<Self> {
        match path.to_str()? {
            "/dev/stdout" | "/dev/fd/1" | "/proc/self/fd/1" => Some(Self::Output),
            "/dev/stderr" | "/dev/fd/2" | "/proc/self/fd/2" => Some(Self::Error),
            _ => None,
        }
    }

    pub fn path(self) -> &'static str {
        match self {
            Self::Output => "/dev/stdout",
            Self::Error => "/dev/stderr",
        }
    }

    /// Writes to the stream, after what was written there before. If the path were opened like any
    /// other file, and the stream went to a file, this would write over the beginning of that.
    pub fn write(self, text: &[u8]) -> io::Result<()> {
        match self {
            Self::Output => io::stdout().lock().write_all(text).and_then(|()| io::stdout().flush()),
            Self::Error => io::stderr().lock().write_all(text),
        }
    }
}
