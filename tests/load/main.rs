//! Many workers, many calls at the same time, and many calls one after another, with components in
//! both styles of projects. Prints what was measured.
//!
//! It is a program of its own, and runs one test at a time, since the memory of the whole process
//! is measured.

#[path = "../host/guests.rs"]
#[allow(dead_code, reason = "the other tests of the host use the rest")]
mod guests;
#[path = "../host/support.rs"]
#[allow(dead_code, reason = "the other tests of the host use the rest")]
mod support;

use golem_rpc_host::Limits;
use guests::Guests;
use std::fs;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};
use support::{API, ask};

const WORKERS: usize = 10_000;
const MIB: usize = 1 << 20;

/// Lets only one test run at a time.
static ALONE: Mutex<()> = Mutex::new(());

/// One caller calls ten thousand workers at the same time, which creates them, and then calls all
/// of them again. They take less than 2 GiB together.
#[test]
fn ten_thousand_workers() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    for guests in Guests::all() {
        let host = guests.host();
        let call = format!("joined({}, {})", list(|worker| format!("\"{worker}\"")), list(|_| "0".to_owned()));
        let callers =
            [("caller/c", list(|index| format!("ok({index})"))), ("composed/c", list(|index| index.to_string()))];
        for (caller, answers) in callers {
            let start = Instant::now();
            assert!(ask(&host, caller, &call) == answers, "{caller} got other answers");
            println!("{WORKERS} calls by {caller}: {:?}, {} MiB resident", start.elapsed(), resident() / MIB);
        }
        assert!(resident() < 2048 * MIB, "{} MiB", resident() / MIB);
        drop(host);
        settle();
    }
}

/// After the first hundred thousand invocations, more of them don't take more memory.
#[test]
fn a_million_invocations() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    for guests in Guests::all() {
        let host = guests.host();
        let start = Instant::now();
        let run = |invocations: usize| {
            for _ in 0..invocations / 10_000 {
                ask(&host, "caller/c", "count(\"t\", 10000)");
            }
            resident()
        };
        let (warm, end) = (run(100_000), run(900_000));
        println!(
            "1,000,000 invocations: {:?}, {} MiB resident after 100,000, {} MiB at the end",
            start.elapsed(),
            warm / MIB,
            end / MIB
        );
        assert_eq!(ask(&host, "target/t", &format!("{API}.{{get}}()")), "1000000");
        assert!(end < warm + 4 * MIB, "it grows");
    }
}

/// A list with one item for each worker, as WAVE.
fn list(item: impl Fn(usize) -> String) -> String {
    format!("[{}]", (0..WORKERS).map(item).collect::<Vec<_>>().join(", "))
}

/// Waits until the memory stops falling, since a host's threads end a little after it was dropped.
fn settle() {
    let mut before = usize::MAX;
    while resident() < before {
        before = resident();
        thread::sleep(Duration::from_millis(200));
    }
}

/// The resident memory of this process, in bytes. Zero on systems where it isn't known.
fn resident() -> usize {
    let statm = fs::read_to_string("/proc/self/statm").unwrap_or_default();
    statm.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok()).unwrap_or(0) * 4096
}

/// A hundred thousand workers with a state, of which a thousand have an instance at a time.
#[test]
fn a_hundred_thousand_workers_of_which_a_thousand_live() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let guests = Guests::all().next().expect("there are some");
    let mut limits = Limits::default();
    limits.live_workers = Some(1_000);
    let host = guests.on(support::builder().limits(limits));
    let start = Instant::now();
    for worker in 0..100_000 {
        ask(&host, &format!("target/{worker}"), &format!("{API}.{{add}}({worker})"));
    }
    println!("100,000 workers: {:?}, {} MiB resident", start.elapsed(), resident() / MIB);
    assert!(resident() < 1024 * MIB, "{} MiB", resident() / MIB);
    let start = Instant::now();
    for worker in (0..100_000).step_by(997) {
        let value = ask(&host, &format!("target/{worker}"), &format!("{API}.{{get}}()"));
        assert_eq!(value, worker.to_string(), "no state is lost");
    }
    println!("101 of them called again: {:?}", start.elapsed());
    assert!(host.remove_idle_workers() > 99_000);
    assert_eq!(ask(&host, "target/99999", &format!("{API}.{{get}}()")), "99999");
}

/// A worker whose log has ten thousand entries, run again.
#[test]
fn ten_thousand_entries_are_replayed_in_no_time() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let guests = Guests::all().next().expect("there are some");
    let host = guests.on(support::builder().keep_log(true));
    for _ in 0..5_000 {
        ask(&host, "target/t", &format!("{API}.{{add}}(1)"));
    }
    let entries = host.log("target/t").expect("it was called").len();
    host.restart("target/t").expect("it was called");
    let start = Instant::now();
    assert_eq!(ask(&host, "target/t", &format!("{API}.{{get}}()")), "5000");
    println!("{entries} entries replayed: {:?}", start.elapsed());
    assert!(entries > 10_000 && start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}
