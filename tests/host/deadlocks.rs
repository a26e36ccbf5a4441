//! Workers that wait for themselves or for each other get an error that names the circle.

use crate::guests::Guests;
use crate::program::Application;
use crate::support::{ask, builder, logged};
use golem_rpc_host::{Host, Limits};
use std::collections::BTreeMap;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant};

const HOW: [&str; 4] = ["blocking", "awaited", "joined", "beside"];

#[test]
fn a_worker_that_awaits_itself() {
    for guests in Guests::all() {
        let host = guests.host();
        for how in HOW {
            let reply = ask(&host, "caller/a", &format!("pass-on([\"a\"], {how:?})"));
            assert!(reply.starts_with("err(\"remote internal error: Deadlock: "), "{how}: {reply}");
            assert!(reply.contains("caller/a → caller/a,"), "{how}: {reply}");
            // The worker can still be called.
            assert_eq!(ask(&host, "caller/a", "who()"), "\"a\"");
        }
    }
}

#[test]
fn a_circle_of_three() {
    for guests in Guests::all() {
        let host = guests.host();
        for how in HOW {
            let reply = ask(&host, "caller/a", &format!("pass-on([\"b\", \"c\", \"a\"], {how:?})"));
            // The circle has no beginning, so the error may name any of its workers first.
            let told = [
                "c → caller/a → caller/b → caller/c",
                "a → caller/b → caller/c → caller/a",
                "b → caller/c → caller/a → caller/b",
            ];
            assert!(told.iter().any(|told| reply.contains(&format!("Deadlock: caller/{told},"))), "{how}: {reply}");
            host.idle_blocking();
            for name in ["a", "b", "c"] {
                assert_eq!(ask(&host, &format!("caller/{name}"), "who()"), format!("{name:?}"));
            }
        }
    }
}

#[test]
fn a_long_way_is_no_circle() {
    for guests in Guests::all() {
        let host = guests.host();
        for how in HOW {
            let reply = ask(&host, "caller/a", &format!("pass-on([\"b\", \"c\", \"d\", \"e\"], {how:?})"));
            assert_eq!(reply, "ok(\"e\")", "{how}");
        }
    }
}

#[test]
fn a_circle_through_a_fresh_worker() {
    for guests in Guests::all() {
        let host = guests.host();
        for (number, how) in HOW.into_iter().enumerate() {
            let reply = ask(&host, "caller/a", &format!("pass-on([\"\", \"a\"], {how:?})"));
            // The ephemeral worker is called by two clients. Either call may be the one that is
            // refused.
            assert!(reply.contains("Deadlock: ") && reply.contains("caller/ephemeral-"), "{number} {how}: {reply}");
            host.idle_blocking();
            assert_eq!(ask(&host, "caller/a", "who()"), "\"a\"");
        }
    }
}

/// If a timer ends the waiting, there is no deadlock, and all workers go on.
#[test]
fn who_waits_for_a_limited_time_is_not_in_a_circle() {
    for guests in Guests::all() {
        for virtual_time in [false, true] {
            let host = guests.on(builder().virtual_time(virtual_time));
            assert_eq!(ask(&host, "caller/a", "pass-on([\"a\"], \"timed\")"), "err(\"a waited in vain\")");
            // By then the worker has also run what it had asked of itself.
            host.idle_blocking();
            let reply = ask(&host, "caller/a", "pass-on([\"b\", \"a\"], \"timed\")");
            assert_eq!(reply, "err(\"a waited in vain\")");
            host.idle_blocking();
            for name in ["a", "b"] {
                assert_eq!(ask(&host, &format!("caller/{name}"), "who()"), format!("{name:?}"));
            }
        }
    }
}

/// The longest that a test may take. That is a hundred times of what it takes normally, so that
/// only what never ends is found.
const PATIENCE: Duration = Duration::from_secs(60);

/// The result of a call, after all workers have finished all calls.
fn ended(host: &Arc<Host>, worker: &str, call: &str) -> String {
    let (sender, receiver) = channel();
    let (host, worker, text) = (host.clone(), worker.to_owned(), call.to_owned());
    thread::spawn(move || {
        let reply = ask(&host, &worker, &text);
        host.idle_blocking();
        let _ = sender.send(reply);
    });
    receiver.recv_timeout(PATIENCE).unwrap_or_else(|error| panic!("{call}: {error}"))
}

/// Each worker of a ring makes the same call to the next one. If the host made the call that it
/// refuses, it would never end.
#[test]
fn a_refused_call_is_not_made() {
    for guests in Guests::all() {
        for (virtual_time, length) in [false, true].into_iter().flat_map(|time| [1, 2, 3, 30].map(|n| (time, n))) {
            for how in ["blocking", "awaited", "limited", "told"] {
                let (builder, lines) = logged(builder().virtual_time(virtual_time));
                let host = Arc::new(guests.on(builder));
                let ring: Vec<String> = (0..length).map(|number| format!("w{number}")).collect();
                let reply = ended(&host, "caller/w0", &format!("around({ring:?}, {how:?})"));
                let last = length - 1;
                let told = format!("err(\"remote internal error: Deadlock: caller/w{last} → caller/w0");
                assert!(reply.starts_with(&told) && reply.contains("This call was not made"), "{how}: {reply}");
                let mut begun = BTreeMap::<_, u32>::new();
                lines.lock().unwrap().iter().for_each(|line| *begun.entry(line.worker.clone()).or_default() += 1);
                assert!(begun.len() == length && begun.values().all(|times| *times == 1), "{how}: {begun:?}");
                // The calls before the refused one have been made, each of them once.
                let counted = if how == "told" { length } else { 0 };
                assert_eq!(ask(&host, "target/told", "api.get()"), counted.to_string());
                assert_eq!(ask(&host, "caller/w0", "who()"), "\"w0\"");
            }
        }
    }
}

/// In such a ring no worker waits, so there is no circle of workers waiting for each other. It is a
/// chain of calls, and only the limit on its length ends it.
#[test]
fn a_ring_that_goes_on_without_waiting_comes_to_an_end() {
    for guests in Guests::all() {
        for virtual_time in [false, true] {
            let mut limits = Limits::default();
            limits.chain = Some(1_000);
            let (builder, lines) = logged(builder().virtual_time(virtual_time).limits(limits));
            let host = Arc::new(guests.on(builder));
            assert_eq!(ended(&host, "caller/a", "around([\"a\", \"b\"], \"forgotten\")"), "ok");
            assert_eq!(lines.lock().unwrap().len(), 1_000);
            // The next call from outside starts a new chain.
            assert_eq!(ended(&host, "caller/a", "pass-on([\"b\", \"c\"], \"blocking\")"), "ok(\"c\")");
        }
    }
}

#[test]
fn a_chain_has_an_end_by_itself() {
    for guests in Guests::all().take(1) {
        let (builder, lines) = logged(builder());
        let host = Arc::new(guests.on(builder));
        ended(&host, "caller/a", "around([\"a\"], \"forgotten\")");
        assert_eq!(lines.lock().unwrap().len(), 100_000);
    }
}

/// The calls come from outside, so that none of the calls in the circles has started yet.
#[test]
fn circles_that_several_close_at_once() {
    for guests in Guests::all() {
        let host = Arc::new(guests.host());
        for round in 0..50 {
            let calls = ["a", "b", "c"].map(|name| {
                let others = ["a", "b", "c", "a", "b"];
                let start = others.iter().position(|other| *other == name).unwrap() + 1;
                let (host, how) = (host.clone(), HOW[round % HOW.len()]);
                let call = format!("pass-on({:?}, {how:?})", [others[start], others[(start + 1) % 3]]);
                thread::spawn(move || ended(&host, &format!("caller/{name}"), &call))
            });
            for reply in calls.map(|call| call.join().expect("it ends")) {
                assert!(reply.starts_with("ok(") || reply.contains("Deadlock: "), "{reply}");
            }
        }
    }
}

#[test]
fn the_program_ends() {
    for guests in Guests::all() {
        let app = Application::new(guests, "");
        for more in [&[][..], &["--virtual-time"]] {
            let mut command = app.command(more);
            let mut run = command.arg("caller/w around([\"w\"], \"blocking\")").stdout(Stdio::piped()).spawn().unwrap();
            let end = Instant::now() + PATIENCE;
            while run.try_wait().unwrap().is_none() {
                if Instant::now() > end {
                    run.kill().unwrap();
                    panic!("it goes on for ever");
                }
                thread::sleep(Duration::from_millis(20));
            }
            let output = run.wait_with_output().unwrap();
            let out = String::from_utf8_lossy(&output.stdout);
            assert!(out.contains("Deadlock: caller/w → caller/w,"), "{out}");
        }
    }
}
