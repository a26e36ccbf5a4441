//! `golem-rpc-host invoke`

use std::{
    io::{self, Write as _},
    ops::ControlFlow,
    process::ExitCode,
    sync::Arc,
    time::Instant,
};

use golem_rpc_host::{Finding, Host, HostCalls, Invocation, Recording};
use indicatif::ProgressBar;
use miette::{IntoDiagnostic as _, Report, WrapErr as _, miette};
use serde::Serialize;

use super::{
    arguments::Invoke,
    interrupt::{self, Interrupt},
    output::Output,
    plan::Plan,
    progress::{calls_bar, spinner, while_working},
    report::report,
    say::say,
    script::{self, ScriptCall},
};

pub(crate) fn run(options: &Invoke) -> miette::Result<ExitCode> {
    let plan = Plan::new(options)?;
    let calls = script::calls(&options.calls)?;
    let bar = calls_bar(calls.len() as u64 * options.repeat);
    let host = Arc::new(plan.start(options, Some(&bar))?);
    let pictures = Pictures::open(options, &plan)?;
    let twin = options.lint.then(|| plan.twin()).transpose()?;
    let interrupt = Interrupt::watch(&host);
    // Whoever clears the bar makes it full.
    let (outcome, done) = while_working(&bar, || (run_calls(&host, options, &calls, &bar), bar.position()));
    let interrupted = interrupt.over();
    // What happened is told also of a run that failed, and the failure also when that can't be told.
    let drawn = pictures.write(&host.recording());
    if interrupted {
        say(format_args!("interrupted after {done} of {} calls", calls.len() as u64 * options.repeat));
        return drawn.map(|()| ExitCode::from(interrupt::EXIT_CODE));
    }
    // A run that nobody read to its end has no like.
    let findings = match twin {
        Some(twin) if !outcome.as_ref().is_ok_and(ControlFlow::is_break) => lint(&host, &twin, options, &calls)?,
        _ => vec![],
    };
    outcome.and(drawn)?;
    if findings.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    Err(miette!(help = "see the findings above", "lint: {} finding(s): this would go wrong on Golem", findings.len()))
}

/// The files that show what happened.
struct Pictures {
    trace: Option<Output>,
    timeline: Option<Output>,
}

impl Pictures {
    fn open(options: &Invoke, plan: &Plan) -> miette::Result<Self> {
        let mut taken = plan.files_read();
        taken.extend(options.app.as_deref());
        let timeline = options.timeline.as_deref();
        let taken_from_trace: Vec<_> = taken.iter().copied().chain(timeline).collect();
        Ok(Self {
            trace: options.trace.as_deref().map(|path| Output::open(path, &taken_from_trace)).transpose()?,
            timeline: timeline.map(|path| Output::open(path, &taken)).transpose()?,
        })
    }

    fn write(self, recording: &Recording) -> miette::Result<()> {
        let traced = self.trace.map_or(Ok(()), |file| file.write(&recording.to_chrome_trace()));
        let drawn = self.timeline.map_or(Ok(()), |file| file.write(&recording.to_timeline_svg()));
        traced.and(drawn)
    }
}

/// Ends early when nobody reads any more.
fn run_calls(
    host: &Host,
    options: &Invoke,
    calls: &[ScriptCall],
    bar: &ProgressBar,
) -> miette::Result<ControlFlow<()>> {
    let start = Instant::now();
    for round in 1..=options.repeat {
        for call in calls {
            let invocation = invoke(host, call).map_err(|error| failed(options, calls, call, round, error))?;
            bar.inc(1);
            if round == options.repeat {
                let printed = bar.suspend(|| print(options, call, &invocation));
                if printed?.is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
        }
    }
    // What was fired and forgotten is still to be done.
    host.idle_blocking();
    if options.repeat > 1 {
        let count = calls.len() as u64 * options.repeat;
        let seconds = start.elapsed().as_secs_f64();
        say(format_args!("# {count} calls in {seconds:.2} s: {:.0} a second", count as f64 / seconds));
    }
    Ok(ControlFlow::Continue(()))
}

fn invoke(host: &Host, call: &ScriptCall) -> miette::Result<Invocation> {
    let text = &call.text;
    let Some((worker, function)) = text.trim().split_once(char::is_whitespace) else {
        return Err(miette!(
            help = "write 'NAME/WORKER FUNCTION(ARGUMENTS)', for example 'counter/c1 add(5)'",
            "`{text}` is not a call"
        ));
    };
    host.invoke_blocking(worker, function.trim()).map_err(|error| report(&error))
}

/// Tells which of several calls failed, and in JSON why.
fn failed(options: &Invoke, calls: &[ScriptCall], call: &ScriptCall, round: u64, error: Report) -> Report {
    if options.json {
        // Who has gone gets to know by the exit code.
        let _ = print_json(&FailedLine { call: &call.text, error: error.to_string() });
    }
    match (calls.len(), options.repeat) {
        (1, 1) => error,
        (_, 1) => error.wrap_err(call.to_string()),
        (_, rounds) => error.wrap_err(format!("{call}, in round {round} of {rounds}")),
    }
}

/// What was found in `host`, and in a second run that should be the same.
fn lint(host: &Host, twin: &Plan, options: &Invoke, calls: &[ScriptCall]) -> miette::Result<Vec<Finding>> {
    let again = twin.start(options, None)?;
    while_working(&spinner("running it once more, to compare"), || {
        for _ in 0..options.repeat {
            // Ends where the first run ended, for what failed there fails here, too.
            if calls.iter().any(|call| invoke(&again, call).is_err()) {
                break;
            }
        }
        again.idle_blocking();
    });
    let mut findings = host.findings();
    findings.extend(host.poll_order().differences(&again.poll_order()));
    for finding in &findings {
        if options.json {
            if print_json(finding)?.is_break() {
                break;
            }
        } else {
            say(format_args!("lint: {finding}"));
        }
    }
    Ok(findings)
}

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

fn print(options: &Invoke, call: &ScriptCall, invocation: &Invocation) -> miette::Result<ControlFlow<()>> {
    let call = &call.text;
    let printed = if options.json {
        print_json(&Line {
            call,
            result: &invocation.wave,
            host_calls: invocation.host_calls,
            micros: invocation.duration.as_micros(),
        })
    } else {
        print_line(&invocation.wave)
    };
    if options.stats {
        say(format_args!("# {call}: {}", invocation.host_calls));
    }
    printed
}

fn print_json(line: &impl Serialize) -> miette::Result<ControlFlow<()>> {
    print_line(&serde_json::to_string(line).into_diagnostic()?)
}

fn print_line(line: &str) -> miette::Result<ControlFlow<()>> {
    let mut out = io::stdout().lock();
    match writeln!(out, "{line}").and_then(|()| out.flush()) {
        Ok(()) => Ok(ControlFlow::Continue(())),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(ControlFlow::Break(())),
        error => error.into_diagnostic().wrap_err("can't write the result").map(ControlFlow::Continue),
    }
}
