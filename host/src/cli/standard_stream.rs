//! Standard output and error, named as files.

use std::{
    io::{self, Write as _},
    path::Path,
};

/// One that an option names by a path such as `/dev/stdout`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StandardStream {
    Output,
    Error,
}

impl StandardStream {
    /// Which one this path stands for.
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

    /// Behind what was written before. A file that is opened by the stream's path would be written
    /// from its beginning.
    pub fn write(self, text: &[u8]) -> io::Result<()> {
        match self {
            Self::Output => io::stdout().lock().write_all(text).and_then(|()| io::stdout().flush()),
            Self::Error => io::stderr().lock().write_all(text),
        }
    }
}
