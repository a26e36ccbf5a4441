//! `cargo xtask demo`: the counters example from its WIT to the values of three counters.

use crate::counters::{self, Counters};
use crate::process::output_of;
use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// How the three counters are asked, and the call that asks them so.
const WAYS: [(&str, &str); 4] = [
    ("by hand", "component2/main sum-by-hand"),
    ("blocking", "component2/main sum-blocking"),
    ("composed + join_all", "component2/main sum-joined"),
    ("direct + join_all", "component2-direct/main sum-joined"),
];

const COUNTERS: &str = r#"(["counter-1", "counter-2", "counter-3"])"#;

/// Runs it, and shows what came of it.
///
/// # Errors
///
/// When a step fails, or the counters have other values than they must.
pub fn run() -> Result<()> {
    let binaries = crate::binaries::build()?;
    let counters = counters::build(&binaries)?;
    let report = ask(&binaries, &counters)?;
    show(&report);
    report.iter().zip(WAYS).try_for_each(|(call, (way, _))| {
        ensure!(call.result == "[1, 2, 3]", "{way}: expected [1, 2, 3], got {}", call.result);
        Ok(())
    })
}

/// A line of `golem-rpc-host invoke --json`.
#[derive(Deserialize)]
struct Report {
    result: String,
    host_calls: BTreeMap<String, u64>,
}

/// Counts up three counters by 1, 2 and 3, and reads them in each of the [`WAYS`].
fn ask(binaries: &Path, counters: &Counters) -> Result<Vec<Report>> {
    let mut host = counters::invoke(binaries, counters);
    host.arg("--json");
    host.args((1..=3).map(|n| format!(r#"component2/main add("counter-{n}", {n})"#)));
    host.args(WAYS.map(|(_, call)| format!("{call}{COUNTERS}")));
    counters::echo(&host);
    let lines = output_of(&mut host)?;
    let reports = lines.lines().skip(3).map(serde_json::from_str).collect::<Result<Vec<_>, _>>();
    reports.context("golem-rpc-host printed something else than its report")
}

fn show(report: &[Report]) {
    println!("\nThree counters, incremented by 1, 2, 3, asked in four ways:\n");
    println!("{:<22}{:<12}host calls", "", "values");
    for (call, (way, _)) in report.iter().zip(WAYS) {
        println!("{way:<22}{:<12}{}", call.result, host_calls(&call.host_calls));
    }
}

fn host_calls(counts: &BTreeMap<String, u64>) -> String {
    let count = |name: &str| counts.get(name).copied().unwrap_or_default();
    let total: u64 = counts.iter().filter(|(name, _)| *name != "poll_handles").map(|(_, count)| count).sum();
    let parts = ["constructor", "invoke_and_await", "async_invoke_and_await", "subscribe", "poll", "get", "ready"]
        .into_iter()
        .filter(|name| count(name) > 0)
        .map(|name| format!("{} {}", count(name), name.replace('_', "-")));
    format!("{total}: {}", parts.collect::<Vec<_>>().join(", "))
}
