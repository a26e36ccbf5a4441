//! Many workers, many calls at once, many calls one after another. Prints what it measured.
//!
//! All in one test, one after another, for what is measured is the memory of the process.

#[path = "../components/support.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod support;

use std::time::Instant;

use golem_rpc_host::Host;
use support::{API, ask, builder, uri, with_components};

const WORKERS: usize = 10_000;
const MIB: usize = 1 << 20;

/// Ten thousand workers are alive in less than 2 GiB, and one caller calls them all at once.
#[test]
fn ten_thousand_workers() {
    let host = with_components(builder());
    let before = resident();
    let start = Instant::now();
    for worker in 0..WORKERS {
        ask(&host, &format!("target/{worker}"), "count()");
    }
    let (created, memory) = (start.elapsed(), resident() - before);
    println!("{WORKERS} workers: {created:?}, {} MiB resident, {} KiB each", memory / MIB, memory / 1024 / WORKERS);
    assert!(resident() < 2048 * MIB);

    let start = Instant::now();
    let pollables: Vec<String> = (0..WORKERS)
        .map(|worker| {
            let client = ask(&host, "driver/d", &format!("construct({:?})", uri(&host, "target", &worker.to_string())));
            let call = format!("async-invoke-and-await({client}, \"{API}.{{get}}\", [])");
            let future = ask(&host, "driver/d", &call);
            ask(&host, "driver/d", &format!("subscribe({future})"))
        })
        .collect();
    wait_for_all(&host, pollables);
    println!("a fan-out of {WORKERS} calls to {WORKERS} workers: {:?}", start.elapsed());
    assert_eq!(ask(&host, "target/0", "api.get()"), "1", "and all have kept their state");
    assert_eq!(ask(&host, &format!("target/{}", WORKERS - 1), "api.get()"), "1");
    assert!(resident() < 2048 * MIB);
}

fn wait_for_all(host: &Host, mut pending: Vec<String>) {
    while !pending.is_empty() {
        let ready = ask(host, "driver/d", &format!("poll([{}])", pending.join(", ")));
        let ready: std::collections::HashSet<usize> =
            serde_json::from_str::<Vec<usize>>(&ready).unwrap().into_iter().collect();
        assert!(!ready.is_empty());
        let mut position = 0..;
        pending.retain(|_| !ready.contains(&position.next().unwrap_or_default()));
    }
}

/// Run it alone: `cargo test -p golem-rpc-host --test load -- --ignored --nocapture`.
#[test]
#[ignore = "takes a minute or two"]
fn a_million_invocations() {
    let host = with_components(builder());
    let client = ask(&host, "driver/d", &format!("construct({:?})", uri(&host, "target", "t")));
    let run = |invocations: usize| {
        let batch = 1_000;
        for _ in 0..invocations / batch {
            assert_eq!(ask(&host, "driver/d", &format!("flood({client}, \"{API}.{{count}}\", {batch})")), "0");
            host.idle_blocking();
        }
        resident()
    };
    let start = Instant::now();
    let warm = run(100_000);
    let end = run(900_000);
    let took = start.elapsed();
    println!(
        "1,000,000 invocations: {took:?}, {} MiB resident after 100,000, {} MiB after 1,000,000",
        warm / MIB,
        end / MIB
    );
    assert_eq!(ask(&host, "target/t", "api.get()"), "1000000");
    assert!(end < warm + 4 * MIB, "it grows");
}

/// Bytes of memory that this process has now. Zero where nobody tells.
fn resident() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    statm.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok()).unwrap_or(0) * 4096
}
