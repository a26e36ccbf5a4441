//! Prints what is not a result, on standard error.

use std::{
    fmt::Display,
    io::{self, Write as _},
};

use miette::Report;

use super::{shown::Shown, terminal::for_stderr};

/// Prints a line. If standard error is closed, the line is lost, and the run goes on.
pub(crate) fn say(line: impl Display) {
    let _ = writeln!(io::stderr().lock(), "{}", for_stderr(&line.to_string()));
}

/// Prints why the program fails; on a terminal in colours.
pub(crate) fn say_error(report: Report) {
    let _ = writeln!(io::stderr().lock(), "{:?}", Report::new(Shown::new(report)));
}
