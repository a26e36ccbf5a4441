//! `golem-rpc-host invoke`

use std::{
    fs,
    io::{self, Write as _},
    path::Path,
    time::Instant,
};

use golem_rpc_host::{Finding, Host, HostCalls, Invocation};
use indicatif::ProgressBar;
use miette::{IntoDiagnostic as _, WrapErr as _, miette};
use serde::Serialize;

use super::{
    arguments::Invoke,
    plan::Plan,
    progress::{calls_bar, spinner, while_working},
    report::report,
    script,
};

pub(crate) fn run(options: &Invoke) -> miette::Result<()> {
    let plan = Plan::new(options)?;
    let calls = script::calls(&options.calls)?;
    let bar = calls_bar(calls.len() as u64 * options.repeat);
    let host = plan.start(options, Some(&bar))?;
    let outcome = while_working(&bar, || run_calls(&host, options, &calls, &bar));
    // What happened is told also of a run that failed.
    let recording = host.recording();
    write_to(options.trace.as_deref(), || recording.to_chrome_trace())?;
    write_to(options.timeline.as_deref(), || recording.to_timeline_svg())?;
    let findings = if options.lint { lint(&host, &plan, options, &calls)? } else { vec![] };
    outcome?;
    if findings.is_empty() {
        return Ok(());
    }
    Err(miette!(help = "see the findings above", "lint: {} finding(s): this would go wrong on Golem", findings.len()))
}

fn run_calls(host: &Host, options: &Invoke, calls: &[String], bar: &ProgressBar) -> miette::Result<()> {
    let start = Instant::now();
    for round in 1..=options.repeat {
        for call in calls {
            let invocation = invoke(host, call)?;
            bar.inc(1);
            if round == options.repeat {
                let printed = bar.suspend(|| print(options, call, &invocation));
                printed.into_diagnostic().wrap_err("can't write the result")?;
            }
        }
    }
    // What was fired and forgotten is still to be done.
    host.idle_blocking();
    if options.repeat > 1 {
        let count = calls.len() as u64 * options.repeat;
        let seconds = start.elapsed().as_secs_f64();
        eprintln!("# {count} calls in {seconds:.2} s: {:.0} a second", count as f64 / seconds);
    }
    Ok(())
}

fn invoke(host: &Host, call: &str) -> miette::Result<Invocation> {
    let Some((worker, function)) = call.trim().split_once(char::is_whitespace) else {
        return Err(miette!(
            help = "write 'NAME/WORKER FUNCTION(ARGUMENTS)', for example 'counter/c1 add(5)'",
            "`{call}` is not a call"
        ));
    };
    host.invoke_blocking(worker, function.trim()).map_err(|error| report(&error))
}

/// What was found in `host`, and in a second run that should be the same.
fn lint(host: &Host, plan: &Plan, options: &Invoke, calls: &[String]) -> miette::Result<Vec<Finding>> {
    let again = plan.start(options, None)?;
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
            println!("{}", serde_json::to_string(finding).into_diagnostic()?);
        } else {
            eprintln!("lint: {finding}");
        }
    }
    Ok(findings)
}

fn write_to(path: Option<&Path>, text: impl FnOnce() -> String) -> miette::Result<()> {
    let Some(path) = path else { return Ok(()) };
    fs::write(path, text()).into_diagnostic().wrap_err_with(|| format!("can't write {}", path.display()))
}

#[derive(Serialize)]
struct Line<'a> {
    call: &'a str,
    result: &'a str,
    host_calls: HostCalls,
    micros: u128,
}

fn print(options: &Invoke, call: &str, invocation: &Invocation) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if options.json {
        let line = Line {
            call,
            result: &invocation.wave,
            host_calls: invocation.host_calls,
            micros: invocation.duration.as_micros(),
        };
        serde_json::to_writer(&mut out, &line)?;
        writeln!(out)?;
    } else {
        writeln!(out, "{}", invocation.wave)?;
    }
    out.flush()?;
    if options.stats {
        eprintln!("# {call}: {}", invocation.host_calls);
    }
    Ok(())
}
