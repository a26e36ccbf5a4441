//! [`LogLine`]: a line that a worker printed, and where it goes.

use std::{
    fmt,
    io::{self, IsTerminal as _, Write as _},
    sync::{Arc, LazyLock},
};

use serde::{Deserialize, Serialize};

use super::printable::printable;

/// Where a worker wrote a line to.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum LogStream {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
    /// The interface `wasi:logging`. Such lines begin with their level and context.
    Logging,
}

impl LogStream {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Stdout => "stdout",
            Self::Stderr => "stderr",
            Self::Logging => "logging",
        }
    }
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

/// Takes the lines that workers print.
pub(crate) type LogSink = Arc<dyn Fn(LogLine) + Send + Sync>;

/// Writes a line to the standard error of the host, which is where lines go by default. If that is
/// a terminal, control characters are made visible, so that a worker can't do anything to the
/// terminal.
pub(crate) fn to_stderr(line: LogLine) {
    static IS_TERMINAL: LazyLock<bool> = LazyLock::new(|| io::stderr().is_terminal());
    let line = line.to_string();
    let line = if *IS_TERMINAL { printable(&line) } else { line.into() };
    // This fails when standard error is closed, and then there is nowhere to report it.
    let _ = writeln!(io::stderr().lock(), "{line}");
}
