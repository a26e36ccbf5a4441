//! Calls from standard input: one a line.

use std::io::{self, BufRead, IsTerminal as _};

use miette::{IntoDiagnostic as _, WrapErr as _, miette};

/// Those that were given as arguments, or else what stands on standard input.
pub(crate) fn calls(arguments: &[String]) -> miette::Result<Vec<String>> {
    if !arguments.is_empty() {
        return Ok(arguments.to_vec());
    }
    let input = io::stdin();
    if input.is_terminal() {
        return Err(miette!(
            help = "write calls such as 'counter/c1 add(5)' as arguments, or pipe a script in: one call a line",
            "there is no call"
        ));
    }
    read(input.lock()).into_diagnostic().wrap_err("can't read the script from standard input")
}

/// Leaves out empty lines, and those that start with `#`.
fn read(input: impl BufRead) -> io::Result<Vec<String>> {
    let lines = input.lines().map(|line| line.map(|line| line.trim().to_owned()));
    lines
        .filter(|line| line.as_ref().is_ok_and(|line| !line.is_empty() && !line.starts_with('#')) || line.is_err())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines() {
        let script = "# counts\ncounter/a add(1)\n\n  counter/a get()  \n";
        assert_eq!(read(script.as_bytes()).unwrap(), ["counter/a add(1)", "counter/a get()"]);
    }
}
