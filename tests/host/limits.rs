//! Limits. Whoever reaches one gets an error that names it, both from outside and in the worker
//! that called, and nobody else is affected.

use crate::guests::Guests;
use crate::support::{API, ask, builder, fails, failure, raw, uri};
use golem_rpc_host::{Failure, Host, LimitHit, Limits};
use std::time::Duration;

fn limited(guests: Guests, set: impl FnOnce(&mut Limits)) -> Host {
    let mut limits = Limits::default();
    set(&mut limits);
    guests.on(builder().limits(limits))
}

/// Asserts that a worker is stopped by a limit and stays failed, while other workers answer.
fn assert_stopped(host: &Host, hit: LimitHit, worker: &str, function: &str, params: &[&str], arguments: &str) {
    let expected = format!("err(remote-internal-error(\"Limit reached: {hit}\"))");
    assert_eq!(raw(host, worker, &format!("{API}.{{{function}}}"), params), expected);
    let again = fails(host, &format!("target/{worker}"), "api.get()");
    assert_eq!(again, format!("Previous invocation failed: Limit reached: {hit}"));
    let call = format!("{function}({arguments})");
    assert_eq!(failure(host, &format!("target/{worker}-outside"), &call), Failure::Limit(hit));
    assert_eq!(ask(host, "target/other", "api.get()"), "0");
}

#[test]
fn workers() {
    for guests in Guests::all() {
        let host = limited(guests, |limits| limits.workers = Some(2));
        assert_eq!(ask(&host, "caller/c", "calls.add(\"second\", 1)"), "ok");
        let denied = "denied: Limit reached: there may be no more than 2 worker(s)";
        assert_eq!(ask(&host, "caller/c", "calls.add(\"third\", 1)"), format!("err({denied:?})"));
        for worker in ["target/third", "target"] {
            assert_eq!(failure(&host, worker, "api.get()"), Failure::Limit(LimitHit::Workers(2)));
        }
        assert_eq!(ask(&host, "target/second", "api.get()"), "1");
    }
}

#[test]
fn memory() {
    for guests in Guests::all() {
        let host = limited(guests, |limits| limits.memory = Some(32 << 20));
        ask(&host, "target/other", "grow(10)");
        assert_stopped(&host, LimitHit::Memory(32 << 20), "t", "grow", &["prim-u32(40)"], "40");
    }
}

#[test]
fn fuel() {
    for guests in Guests::all() {
        let host = limited(guests, |limits| limits.fuel = Some(50_000_000));
        assert_stopped(&host, LimitHit::Fuel(50_000_000), "t", "spin", &[], "");
    }
}

#[test]
fn time() {
    for guests in Guests::all() {
        // The limit applies to workers that compute and to workers that wait. It is long enough for
        // the others to finish in time on a busy machine.
        let limit = Duration::from_secs(1);
        for virtual_time in [false, true] {
            let mut limits = Limits::default();
            limits.time = Some(limit);
            let host = guests.on(builder().limits(limits).virtual_time(virtual_time));
            for (worker, function) in [("computing", "spin"), ("waiting", "nap")] {
                assert_stopped(&host, LimitHit::Time(limit), worker, function, &[], "");
            }
        }
    }
}

#[test]
fn queues() {
    for guests in Guests::all() {
        let mut limits = Limits::default();
        limits.queue = Some(10);
        let host = guests.on(builder().limits(limits).virtual_time(true));
        let tell = |function: &str, times: u32| {
            ask(&host, "caller/c", &format!("raw.invoke(\"{}\", \"{API}.{{{function}}}\", {times})", uri(&host, "t")))
        };
        assert_eq!(tell("nap", 1), "ok(0)");
        assert_eq!(tell("count", 100), "ok(91)", "one runs, nine wait");
        assert_eq!(
            raw(&host, "t", &format!("{API}.{{get}}"), &[]),
            "err(denied(\"Limit reached: the queue of a worker may be no longer than 10\"))"
        );
        assert_eq!(failure(&host, "target/t", "api.get()"), Failure::Limit(LimitHit::Queue(10)));
        host.idle_blocking();
        assert_eq!(ask(&host, "target/t", "api.get()"), "9");
    }
}

#[test]
fn size_and_depth_of_requests() {
    for guests in Guests::all() {
        let host = limited(guests, |limits| {
            limits.request_size = Some(10_000);
            limits.request_depth = Some(4);
        });
        let give = |length: u32, lists: u32| {
            let uri = uri(&host, "t");
            ask(&host, "caller/c", &format!("give(\"{uri}\", \"{API}.{{trap}}\", {length}, {lists})"))
        };
        let size = "err(denied(\"Limit reached: the size of a request may be no more than 10000 bytes\"))";
        let depth = "err(denied(\"Limit reached: the depth of a request may be no more than 4\"))";
        assert_eq!(give(10_000, 0), size);
        assert_eq!(give(1, 4), depth);
        // Neither limit is reached: the error is that the function takes no list.
        assert!(give(9_000, 3).contains("Parameter type mismatch"));
        // The limit applies to calls from outside, too.
        let print = |length: usize| format!("print(\"\", {:?})", "x".repeat(length));
        assert_eq!(failure(&host, "target/t", &print(10_000)), Failure::Limit(LimitHit::RequestSize(10_000)));
        assert_eq!(ask(&host, "target/t", &print(9_000)), "()");
        // The four levels are the list of parameters, its item, the nodes of that, and the content
        // of a node.
        let nested = "raw.invoke-and-await(\"\", \"\", [{nodes: [variant-value((1, none))]}])";
        assert_eq!(failure(&host, "caller/c", nested), Failure::Limit(LimitHit::RequestDepth(4)));
        assert_eq!(ask(&host, "target/t", "api.get()"), "0");
    }
}
