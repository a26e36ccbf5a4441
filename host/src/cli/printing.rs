//! Prints results on standard output, one a line. The run breaks off when nobody reads them any
//! more.

use std::{
    io::{self, Write as _},
    ops::ControlFlow,
};

use golem_rpc_host::{HostCalls, Invocation};
use miette::{IntoDiagnostic as _, Report, WrapErr as _};
use serde::Serialize;

use super::{
    arguments::Invoke,
    say::say,
    script::ScriptCall,
    terminal::{for_stdout, json_for_stdout},
};

#[derive(Serialize)]
struct Line<'a> {
    call: &'a str,
    result: &'a str,
    host_calls: HostCalls,
    micros: u128,
}

#[derive(Serialize)]
struct FailedLine<'a> {
    call: &'a str,
    error: String,
}

/// Prints why a call failed, as JSON. If a place in the call is wrong, the error includes what
/// people are shown below that place.
pub(crate) fn print_failure(call: &ScriptCall, error: &Report) -> miette::Result<ControlFlow<()>> {
    let labels = error.labels().into_iter().flatten();
    let reasons = labels.filter_map(|label| label.label().map(|text| format!(": {text}")));
    print_json(&FailedLine { call: &call.text, error: error.to_string() + &reasons.collect::<String>() })
}

/// Prints a result, and, if that is wanted, the host calls that it took on standard error.
pub(crate) fn print_result(
    options: &Invoke,
    call: &ScriptCall,
    invocation: &Invocation,
) -> miette::Result<ControlFlow<()>> {
    let call = &call.text;
    let printed = if options.json {
        print_json(&Line {
            call,
            result: &invocation.wave,
            host_calls: invocation.host_calls,
            micros: invocation.duration.as_micros(),
        })
    } else {
        print_text(&invocation.wave)
    };
    if options.stats {
        say(format_args!("# {call}: {}", invocation.host_calls));
    }
    printed
}

pub(crate) fn print_json(line: &impl Serialize) -> miette::Result<ControlFlow<()>> {
    print_line(&json_for_stdout(&serde_json::to_string(line).into_diagnostic()?))
}

/// Prints a text that may have come from workers.
pub(crate) fn print_text(text: &str) -> miette::Result<ControlFlow<()>> {
    print_line(&for_stdout(text))
}

fn print_line(line: &str) -> miette::Result<ControlFlow<()>> {
    let mut out = io::stdout().lock();
    match writeln!(out, "{line}").and_then(|()| out.flush()) {
        Ok(()) => Ok(ControlFlow::Continue(())),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(ControlFlow::Break(())),
        error => error.into_diagnostic().wrap_err("can't write the result").map(ControlFlow::Continue),
    }
}
