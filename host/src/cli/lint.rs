//! `--lint`: reports what would go wrong on Golem.

use golem_rpc_host::{Finding, Host};

use super::{
    arguments::Invoke,
    plan::Plan,
    printing::print_json,
    progress::{spinner, while_working},
    say::say,
    script::ScriptCall,
};

/// What was found in the run on `host`, and what differs in a second run, on `again`, that should
/// be the same.
pub(crate) fn lint(
    host: &Host,
    again: &Host,
    plan: &Plan,
    options: &Invoke,
    calls: &[ScriptCall],
) -> miette::Result<Vec<Finding>> {
    plan.deploy(again)?;
    while_working(&spinner("running it once more, to compare"), || {
        for _ in 0..options.repeat {
            // A call that failed in the first run fails here, too, and ends this run in the same
            // place.
            if calls.iter().any(|call| call.run(again, None).is_err()) {
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
