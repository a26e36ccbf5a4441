//! [`LogLine`]: a line that a worker printed, and where it goes.

use std::{
    fmt,
    io::{self, IsTerminal as _, Write as _},
    sync::{Arc, LazyLock},
};

use super::printable::printable;

/// Where a worker wrote to.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LogStream {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
    /// `wasi:logging`; lines start with level and context.
    Logging,
}

/// One line that a worker printed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LogLine {
    /// The worker, as `component/worker`.
    pub worker: Arc<str>,
    /// Where it wrote to.
    pub stream: LogStream,
    /// The line, without its end.
    pub text: String,
}

/// Shows `component/worker | text`.
impl fmt::Display for LogLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} | {}", self.worker, self.text)
    }
}

pub(crate) type LogSink = Arc<dyn Fn(LogLine) + Send + Sync>;

/// Where lines go unless told otherwise: the host's standard error. On a terminal they do nothing
/// but being shown.
pub(crate) fn to_stderr(line: LogLine) {
    static IS_TERMINAL: LazyLock<bool> = LazyLock::new(|| io::stderr().is_terminal());
    let line = line.to_string();
    let line = if *IS_TERMINAL { printable(&line) } else { line.into() };
    // Nobody is left to tell when standard error is closed.
    let _ = writeln!(io::stderr().lock(), "{line}");
}
