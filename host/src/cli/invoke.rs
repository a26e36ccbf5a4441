//! The command `golem-rpc-host invoke`.

use std::{ops::ControlFlow, process::ExitCode, sync::Arc, time::Instant};

use golem_rpc_host::{Host, Resumed};
use indicatif::ProgressBar;
use miette::{Report, miette};

use super::{
    arguments::Invoke,
    interrupt::Interrupt,
    lint::lint,
    pictures::Pictures,
    plan::Plan,
    printing::{print_failure, print_result},
    progress::{calls_bar, while_working},
    report::report,
    say::say,
    script::{self, ScriptCall},
    terminal::escape_everywhere,
};

pub(crate) fn run(options: &Invoke) -> miette::Result<ExitCode> {
    if options.escape_control_characters {
        escape_everywhere();
    }
    let interrupt = Interrupt::watch();
    let plan = Plan::new(options)?;
    let calls = script::calls(&options.calls)?;
    let total = (calls.len() as u64).checked_mul(options.repeat);
    let total = total.ok_or_else(|| miette!("--repeat {}: that are more calls than can be counted", options.repeat))?;
    let pictures = Pictures::open(options, &plan)?;
    let bar = calls_bar(total);
    let host = Arc::new(plan.host(options, &bar)?);
    plan.deploy(&host)?;
    let twin = options.lint.then(|| plan.twin(options)).transpose()?;
    interrupt.stops(&host);
    // The position is read before the bar is cleared. Clearing moves it to the end, and then it
    // would not tell any more how many calls were made.
    let (outcome, done) = while_working(&bar, || (run_calls(&host, options, &calls, &bar), bar.position()));
    let interrupted = interrupt.over();
    // Pictures are written also when the run has failed. If they can't be written either, it is the
    // failure of the run that is reported.
    let drawn = pictures.write(&host);
    if let Some(code) = interrupted {
        say(format_args!("interrupted after {done} of {total} calls"));
        return drawn.map(|()| code);
    }
    // If the reader of standard output went away, the run was broken off at some point, and a
    // second run could not be compared with it.
    let findings = match twin {
        Some(twin) if !outcome.as_ref().is_ok_and(ControlFlow::is_break) => lint(&host, &twin, &plan, options, &calls)?,
        _ => vec![],
    };
    outcome.and(drawn)?;
    check_restarts(&host, options)?;
    if findings.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    Err(miette!(help = "see the findings above", "lint: {} finding(s): this would go wrong on Golem", findings.len()))
}

/// Checks that each entry after which a worker was to be restarted has come. Otherwise the run
/// shows nothing of a restart, although it was asked for.
fn check_restarts(host: &Host, options: &Invoke) -> miette::Result<()> {
    for (worker, entry) in &options.restart_after {
        // A worker that was not called has no entries.
        let log = host.log(worker).unwrap_or_default();
        if (log.len() as u64) < *entry {
            return Err(miette!(
                help = "`--log` prints the entries that there are",
                "--restart-after {worker}@{entry}: this entry is not in the log, which has {}",
                log.len()
            ));
        }
    }
    Ok(())
}

/// Finishes what an earlier run has left, and prints what came of it.
fn resume(host: &Host) -> miette::Result<()> {
    for Resumed { worker, call, result, .. } in host.resume_blocking().map_err(|error| report(&error))? {
        let result = result.map_or_else(|error| error.to_string(), |invocation| invocation.wave);
        say(format_args!("# finished from an earlier run: {worker} {call}: {result}"));
    }
    Ok(())
}

/// Makes all calls, once or several times. Ends early when nobody reads standard output any more.
fn run_calls(
    host: &Host,
    options: &Invoke,
    calls: &[ScriptCall],
    bar: &ProgressBar,
) -> miette::Result<ControlFlow<()>> {
    bar.suspend(|| resume(host))?;
    let start = Instant::now();
    for round in 1..=options.repeat {
        for (number, call) in (1..).zip(calls) {
            // The same call may be there more than once. So each has a key of its own.
            let key = options.key.as_ref().map(|key| format!("{key} {round} {number}"));
            let invocation =
                call.run(host, key.as_deref()).map_err(|error| failed(options, calls, call, round, error))?;
            bar.inc(1);
            if round == options.repeat {
                let printed = bar.suspend(|| print_result(options, call, &invocation));
                if printed?.is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
        }
    }
    // Calls that were made with fire and forget may still be running.
    host.flush_blocking().map_err(|error| report(&error))?;
    if options.repeat > 1 {
        let count = bar.position();
        let seconds = start.elapsed().as_secs_f64();
        say(format_args!("# {count} calls in {seconds:.2} s: {:.0} a second", count as f64 / seconds));
    }
    Ok(ControlFlow::Continue(()))
}

/// Adds to a failure which of several calls it was, and prints it as JSON if results are JSON.
fn failed(options: &Invoke, calls: &[ScriptCall], call: &ScriptCall, round: u64, error: Report) -> Report {
    if options.json {
        // If nobody reads standard output any more, the exit code still tells that a call has
        // failed.
        let _ = print_failure(call, &error);
    }
    match (calls.len(), options.repeat) {
        (1, 1) => error,
        (_, 1) => error.wrap_err(call.to_string()),
        (_, rounds) => error.wrap_err(format!("{call}, in round {round} of {rounds}")),
    }
}
