//! What is told beside the results, on standard error.

use std::{
    fmt::Display,
    io::{self, Write as _},
};

/// Says a line. Nobody is left to tell when standard error is closed: the run goes on.
pub(crate) fn say(line: impl Display) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}
