//! What is told beside the results, on standard error.

use std::{
    fmt::Display,
    io::{self, Write as _},
};

use miette::Report;

use super::{shown::Shown, terminal::for_stderr};

/// Says a line. Nobody is left to tell when standard error is closed: the run goes on.
pub(crate) fn say(line: impl Display) {
    let _ = writeln!(io::stderr().lock(), "{}", for_stderr(&line.to_string()));
}

/// Says why the program fails, in colours on a terminal.
pub(crate) fn say_error(report: Report) {
    let _ = writeln!(io::stderr().lock(), "{:?}", Report::new(Shown::new(report)));
}
