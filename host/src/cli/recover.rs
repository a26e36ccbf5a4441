//! The command `golem-rpc-host recover`.

use std::process::ExitCode;

use golem_rpc_host::{Recovery, RecoveryOptions};
use indicatif::ProgressBar;
use miette::{Report, miette};

use super::{
    arguments::{Invoke, Recover},
    output::Output,
    plan::Plan,
    printing::{print_json, print_text},
    progress::{runs_bar, while_working},
    report::report,
    script,
    terminal::escape_everywhere,
};

pub(crate) fn run(options: &Recover) -> miette::Result<ExitCode> {
    let run = &options.run;
    refuse_what_has_no_meaning(run)?;
    if run.escape_control_characters {
        escape_everywhere();
    }
    let plan = Plan::new(run)?.of_its_own();
    let calls = script::calls(&run.calls)?;
    let timeline = timeline(run, &plan)?;
    let host = plan.host(run, &ProgressBar::hidden())?;
    plan.deploy(&host)?;
    let script: Vec<(&str, &str)> = calls.iter().map(script::ScriptCall::parts).collect::<miette::Result<_>>()?;
    let bar = runs_bar();
    let progress = |done, total| {
        bar.set_length(total);
        bar.set_position(done);
    };
    let samples = if options.crashes == 2 { options.samples } else { 0 };
    let recovery = RecoveryOptions::default().two_crashes(samples).seed(options.seed).progress(&progress);
    let recovery = recovery.record_failing(timeline.is_some());
    let recovery = while_working(&bar, || host.recover_with(&script, &recovery)).map_err(|error| report(&error))?;
    if let (Some(timeline), Some(recording)) = (timeline, &recovery.recording) {
        timeline.write(&recording.to_timeline_svg())?;
    }
    show(run, &recovery)?;
    if recovery.is_ok() { Ok(ExitCode::SUCCESS) } else { Err(failed(&recovery)) }
}

fn show(run: &Invoke, recovery: &Recovery) -> miette::Result<()> {
    if run.json {
        return print_json(recovery).map(drop);
    }
    print_text(&recovery.to_string()).map(drop)
}

fn failed(recovery: &Recovery) -> Report {
    let (causes, findings) = (recovery.causes.len(), recovery.findings.len());
    miette!(
        help = "see above what to change; `invoke --restart-after NAME/WORKER@ENTRY --log` shows one crash",
        "recover: {causes} cause(s) of divergence, {findings} finding(s): this would not survive a crash on Golem"
    )
}

/// The file of `--timeline`, if the run does not use it for something else.
fn timeline(run: &Invoke, plan: &Plan) -> miette::Result<Option<Output>> {
    let Some(path) = &run.timeline else { return Ok(None) };
    let mut taken = plan.taken();
    taken.add_standard_streams();
    if let Some(app) = &run.app {
        taken.add(app, "the application");
    }
    taken.take(path, "--timeline")?;
    Output::open(path).map(Some)
}

/// Refuses options of `invoke` that say something about a single run.
fn refuse_what_has_no_meaning(run: &Invoke) -> miette::Result<()> {
    let given = [
        ("--stats", run.stats),
        ("--repeat", run.repeat != 1),
        ("--lint", run.lint),
        ("--log", run.log.is_some()),
        ("--trace", run.trace.is_some()),
        ("--restart-after", !run.restart_after.is_empty()),
        ("--durable", run.durable.is_some()),
        ("--key", run.key.is_some()),
    ];
    match given.into_iter().find(|(_, is_given)| *is_given) {
        Some((option, _)) => Err(miette!(
            help = "use it with `golem-rpc-host invoke`",
            "{option} is for a single run: `recover` makes many"
        )),
        None => Ok(()),
    }
}
