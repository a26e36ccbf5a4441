//! Calls as they were written: as arguments, or on standard input, one a line.

use std::{
    fmt,
    io::{self, BufRead, IsTerminal as _},
};

use golem_rpc_host::{Host, Invocation};
use miette::{IntoDiagnostic as _, WrapErr as _, miette};

use super::report::report;

/// A call and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ScriptCall {
    pub text: String,
    place: Place,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Which of the arguments, from one.
    Argument(usize),
    /// On standard input, from one.
    Line(usize),
}

impl ScriptCall {
    /// Makes the call on a host, and waits for the result.
    pub fn run(&self, host: &Host) -> miette::Result<Invocation> {
        let text = &self.text;
        let Some((worker, function)) = text.trim().split_once(char::is_whitespace) else {
            return Err(miette!(
                help = "write 'NAME/WORKER FUNCTION(ARGUMENTS)', for example 'counter/c1 add(5)'",
                "`{text}` is not a call"
            ));
        };
        host.invoke_blocking(worker, function.trim()).map_err(|error| report(&error))
    }
}

/// Shows ``line 3, `counter/c1 add(5)` ``.
impl fmt::Display for ScriptCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place {
            Place::Argument(number) => write!(f, "call {number}, `{}`", self.text),
            Place::Line(number) => write!(f, "line {number}, `{}`", self.text),
        }
    }
}

/// Those that were given as arguments, or else what stands on standard input.
pub(crate) fn calls(arguments: &[String]) -> miette::Result<Vec<ScriptCall>> {
    if !arguments.is_empty() {
        let calls = (1..).zip(arguments);
        return Ok(calls.map(|(n, text)| ScriptCall { text: text.clone(), place: Place::Argument(n) }).collect());
    }
    let input = io::stdin();
    let calls = if input.is_terminal() { Ok(vec![]) } else { read(input.lock()) };
    let calls = calls.into_diagnostic().wrap_err("can't read the script from standard input")?;
    if calls.is_empty() {
        return Err(miette!(
            help = "write calls such as 'counter/c1 add(5)' as arguments, or pipe a script in: one call a line",
            "there is no call"
        ));
    }
    Ok(calls)
}

/// Some editors begin a file with it.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// Leaves out empty lines, and those that start with `#`.
fn read(input: impl BufRead) -> io::Result<Vec<ScriptCall>> {
    let mut calls = Vec::new();
    for (number, line) in (1..).zip(input.lines()) {
        let line = line?;
        let text = if number == 1 { line.trim_start_matches(BYTE_ORDER_MARK) } else { &line }.trim();
        if !text.is_empty() && !text.starts_with('#') {
            calls.push(ScriptCall { text: text.to_owned(), place: Place::Line(number) });
        }
    }
    Ok(calls)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines() {
        let script = "\u{feff}# counts\r\ncounter/a add(1)\n\n  counter/a get()  \n";
        let calls: Vec<_> = read(script.as_bytes()).unwrap().iter().map(ToString::to_string).collect();
        assert_eq!(calls, ["line 2, `counter/a add(1)`", "line 4, `counter/a get()`"]);
        assert_eq!(read("\u{feff}a b()".as_bytes()).unwrap()[0].text, "a b()");
    }
}
