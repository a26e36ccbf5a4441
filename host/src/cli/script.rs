//! The calls that a run makes. They are given as arguments, or on standard input, one a line.

use std::{
    fmt,
    io::{self, BufRead, IsTerminal as _},
};

use golem_rpc_host::{Host, Invocation};
use miette::{IntoDiagnostic as _, WrapErr as _, miette};

use super::{report::report, shortened::shortened};

/// A call, and where it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ScriptCall {
    pub text: String,
    place: Place,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// The number of the argument among those that are calls, counted from one.
    Argument(usize),
    /// The number of the line on standard input, counted from one.
    Line(usize),
}

impl ScriptCall {
    /// Makes the call on a host, and waits for the result. With a key it is made once.
    pub fn run(&self, host: &Host, key: Option<&str>) -> miette::Result<Invocation> {
        let (worker, call) = self.parts()?;
        let invoked = match key {
            Some(key) => host.invoke_once_blocking(key, worker, call),
            None => host.invoke_blocking(worker, call),
        };
        invoked.map_err(|error| report(&error))
    }

    /// The worker, and the function with its arguments.
    pub fn parts(&self) -> miette::Result<(&str, &str)> {
        let text = &self.text;
        match text.trim().split_once(char::is_whitespace) {
            Some((worker, call)) => Ok((worker, call.trim())),
            None => Err(miette!(
                help = "write 'NAME/WORKER FUNCTION(ARGUMENTS)', for example 'counter/c1 add(5)'",
                "`{}` is not a call",
                shortened(text, LONGEST_SHOWN)
            )),
        }
    }
}

/// How many characters of a call are shown within a message.
const LONGEST_SHOWN: usize = 200;

/// Shows ``line 3, `counter/c1 add(5)` ``.
impl fmt::Display for ScriptCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = shortened(&self.text, LONGEST_SHOWN);
        match self.place {
            Place::Argument(number) => write!(f, "call {number}, `{text}`"),
            Place::Line(number) => write!(f, "line {number}, `{text}`"),
        }
    }
}

/// The calls that were given as arguments, or, if there are none, those on standard input.
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

/// The byte order mark, with which some editors begin a file.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// How many bytes a script may have.
const LARGEST: u64 = 256 << 20;

/// The calls in a script: all lines, but for empty ones and those that begin with `#`.
fn read(input: impl BufRead) -> io::Result<Vec<ScriptCall>> {
    read_up_to(LARGEST, input)
}

fn read_up_to(most: u64, input: impl BufRead) -> io::Result<Vec<ScriptCall>> {
    let mut input = input.take(most + 1);
    let mut calls = Vec::new();
    for number in 1.. {
        let mut line = Vec::new();
        let ended = input.read_until(b'\n', &mut line)? == 0;
        if input.limit() == 0 {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("it is larger than {} MiB", most >> 20)));
        }
        if ended {
            break;
        }
        let line = String::from_utf8(line).map_err(|_| {
            io::Error::new(
                io::ErrorKind::InvalidData,
                format!("line {number} is not UTF-8: write it with an editor that saves as such"),
            )
        })?;
        let text = if number == 1 { line.trim_start_matches(BYTE_ORDER_MARK) } else { &line }.trim();
        if !text.is_empty() && !text.starts_with('#') {
            calls.push(ScriptCall { text: text.to_owned(), place: Place::Line(number) });
        }
    }
    Ok(calls)
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn lines() {
        let script = "\u{feff}# counts\r\ncounter/a add(1)\n\n  counter/a get()  \n";
        let calls: Vec<_> = read(script.as_bytes()).unwrap().iter().map(ToString::to_string).collect();
        assert_eq!(calls, ["line 2, `counter/a add(1)`", "line 4, `counter/a get()`"]);
        assert_eq!(read("\u{feff}a b()".as_bytes()).unwrap()[0].text, "a b()");
    }

    #[test]
    fn what_is_no_script_is_told() {
        let said = |input: &[u8]| read_up_to(2 << 20, input).unwrap_err().to_string();
        assert!(said(b"a b()\n# \xff\n").starts_with("line 2 is not UTF-8"));
        assert_eq!(read_up_to(2 << 20, io::BufReader::new(io::repeat(0).take(2 << 20))).unwrap().len(), 1);
        assert_eq!(
            read_up_to(2 << 20, io::BufReader::new(io::repeat(b'\n'))).unwrap_err().to_string(),
            "it is larger than 2 MiB"
        );
        assert_eq!(said(&vec![b'x'; (2 << 20) + 1]), "it is larger than 2 MiB");
    }

    #[test]
    fn a_long_call_is_shown_short() {
        let call = ScriptCall { text: "x".repeat(1 << 20), place: Place::Argument(3) };
        assert!(call.to_string().starts_with("call 3, `xxx") && call.to_string().len() < 300);
    }
}
