//! How workers are created, what they inherit, in which order they run their calls, and how they
//! end.

use crate::guests::Guests;
use crate::support::{API, ask, builder, uri};
use golem_rpc_host::{Error, Failure, Limits};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

#[test]
fn workers_are_created_by_their_first_call_and_keep_their_state() {
    for guests in Guests::all() {
        let host = guests.host();
        assert!(matches!(host.host_calls("target/t"), Err(Error::UnknownWorker(_))));
        // It is called by a worker, and from outside.
        assert_eq!(ask(&host, "caller/c", "calls.add(\"t\", 2)"), "ok");
        assert_eq!(ask(&host, "target/t", "api.add(3)"), "()");
        assert_eq!(ask(&host, "target/u", "api.add(7)"), "()");
        assert_eq!(ask(&host, "caller/c", "calls.get(\"t\")"), "ok(5)");
        assert_eq!(ask(&host, "target/u", "api.get()"), "7");
        // The name in its URI is percent-encoded.
        ask(&host, "caller/c", "calls.add(\"a/b\", 9)");
        assert_eq!(ask(&host, "target/a/b", "api.get()"), "9");
        let encoded = format!("raw.invoke(\"{}\", \"{API}.{{count}}\", 1)", uri(&host, "a%2Fb"));
        assert_eq!(ask(&host, "caller/c", &encoded), "ok(0)");
        host.idle_blocking();
        assert_eq!(ask(&host, "target/a/b", "api.get()"), "10");
    }
}

#[test]
fn a_worker_inherits_from_its_creator_and_has_names_of_its_own() {
    for guests in Guests::all() {
        let host = guests.on(builder().arg("first").env("KEY", "value"));
        assert_eq!(ask(&host, "caller/c", "calls.arguments(\"t\")"), "ok([\"first\"])");
        // This is for workers that are created by calls from outside from now on, and not for those
        // that other workers create.
        host.set_env("KEY", "changed");
        let id = host.component_id("target").unwrap();
        for worker in ["t", "later"] {
            let expected = format!(
                "ok([(\"KEY\", \"value\"), (\"TARGET_COMPONENT_ID\", \"{id}\"), (\"GOLEM_COMPONENT_ID\", \"{id}\"), \
                 (\"GOLEM_COMPONENT_VERSION\", \"0\"), (\"GOLEM_WORKER_NAME\", \"{worker}\")])"
            );
            assert_eq!(ask(&host, "caller/c", &format!("calls.environment({worker:?})")), expected);
        }
        assert!(ask(&host, "target/outside", "environment()").contains("changed"));
        assert!(
            ask(&host, "caller/d", "calls.environment(\"t\")").contains("\"value\""),
            "an existing one keeps its own"
        );
    }
}

#[test]
fn ephemeral_workers_are_fresh() {
    for guests in Guests::all() {
        let host = guests.host();
        ask(&host, "target", "api.add(5)");
        assert_eq!(ask(&host, "target", "api.get()"), "0");
        // Each client has a worker of its own, and its calls share it.
        assert_eq!(ask(&host, "caller/c", "nameless([3, 4])"), "[3, 4]");
    }
}

#[test]
fn no_two_workers_have_the_same_name() {
    for guests in Guests::all() {
        let host = guests.host();
        // This worker already has the name that a new ephemeral one would get.
        let nobody = format!("urn:worker:{}", host.component_id("caller").unwrap());
        let call = format!("raw.invoke-and-await({nobody:?}, \"test:caller/calls.{{who}}\", [])");
        let fresh = |name: &str| format!("ok({{nodes: [tuple-value([1]), prim-string({name:?})]}})");
        assert_eq!(ask(&host, "caller/ephemeral-0", &call), fresh("ephemeral-1"));
        // An ephemeral worker can be called by its name like any other. Here it calls itself.
        let told = ask(&host, "caller", "pass-on([\"ephemeral-2\"], \"awaited\")");
        assert!(told.contains("Deadlock: caller/ephemeral-2 → caller/ephemeral-2,"), "{told}");
        // That ephemeral worker has ended in the meantime.
        assert_eq!(ask(&host, "caller", "pass-on([\"ephemeral-2\"], \"awaited\")"), "ok(\"ephemeral-2\")");
    }
}

#[test]
fn a_worker_has_a_name() {
    for guests in Guests::all() {
        let host = guests.host();
        let error = host.invoke_blocking("target/", "api.get()").map(|invocation| invocation.wave);
        assert!(matches!(error, Err(Error::WorkerName(_))), "{error:?}");
        assert!(error.unwrap_err().cure().unwrap().contains("COMPONENT/WORKER"));
    }
}

#[test]
fn a_host_that_was_stopped_answers_with_an_error() {
    for guests in Guests::all() {
        for virtual_time in [false, true] {
            let host = guests.on(builder().virtual_time(virtual_time).record(true));
            ask(&host, "target/t", "api.add(1)");
            let stopped = |call: &str| {
                let told = host.invoke_blocking("target/t", call).map(|invocation| invocation.wave);
                assert!(matches!(told, Err(Error::Invocation { failure: Failure::Stopped, .. })), "{call}: {told:?}");
            };
            // In virtual time it takes no time to sleep, so the worker has to compute there.
            let (call, name) = if virtual_time { ("spin()", "{spin}") } else { ("nap()", "{nap}") };
            thread::scope(|scope| {
                let waiting = scope.spawn(|| stopped(call));
                while !host.recording().to_chrome_trace().contains(name) {
                    thread::sleep(Duration::from_millis(1));
                }
                host.stop();
                waiting.join().expect("it is told");
            });
            stopped("api.get()");
            host.idle_blocking();
            assert!(host.recording().to_chrome_trace().contains("{add}"), "what was recorded is still there");
        }
    }
}

#[test]
fn invocations_are_run_one_at_a_time_in_the_order_of_their_arrival() {
    for guests in Guests::all() {
        let host = guests.host();
        ask(&host, "caller/c", "trigger(\"t\", [1, 2, 3, 4, 5, 6, 7, 8, 9])");
        assert_eq!(ask(&host, "caller/c", "calls.get(\"t\")"), "ok(123456789)");
        // Calls also take turns while a worker sleeps: in virtual time, three of 10 ms take 30 ms.
        let host = guests.on(builder().virtual_time(true));
        let slept = Runtime::new().unwrap().block_on(async {
            tokio::join!(host.invoke("target/t", "sleep(10)"), host.invoke("target/t", "sleep(10)"))
        });
        assert_eq!([slept.0.unwrap().wave, slept.1.unwrap().wave], ["10000000", "10000000"]);
        let start: u64 = ask(&host, "target/t", "seconds()").parse().unwrap();
        ask(&host, "caller/c", "joined([\"t\", \"t\", \"t\"], [10000, 10000, 10000])");
        assert_eq!(ask(&host, "target/t", "seconds()"), (start + 30).to_string());
        ask(&host, "caller/c", "joined([\"u\", \"v\", \"w\"], [10000, 10000, 10000])");
        assert_eq!(
            ask(&host, "target/t", "seconds()"),
            (start + 40).to_string(),
            "different workers do not wait for each other"
        );
    }
}

/// Each worker waits for the line of the other one. If they ran one after the other, neither would
/// get its line.
#[test]
fn different_workers_run_in_parallel() {
    if thread::available_parallelism().map_or(1, usize::from) < 2 {
        return;
    }
    for guests in Guests::all() {
        let (arrived, both) = (Mutex::new(0), Condvar::new());
        let met = Arc::new(Mutex::new(0));
        let met_in_log = met.clone();
        let host = guests.on(builder().log(move |line| {
            if &*line.text != "here" {
                return;
            }
            let mut arrived = arrived.lock().unwrap();
            *arrived += 1;
            both.notify_all();
            let wait = both.wait_timeout_while(arrived, PATIENCE, |arrived| *arrived < 2);
            if !wait.unwrap().1.timed_out() {
                *met_in_log.lock().unwrap() += 1;
            }
        }));
        Runtime::new().unwrap().block_on(async {
            let print = "print(\"here\", \"\")";
            let (a, b) = tokio::join!(host.invoke("target/a", print), host.invoke("target/b", print));
            a.and(b).unwrap();
        });
        assert_eq!(*met.lock().unwrap(), 2);
    }
}

const PATIENCE: Duration = Duration::from_secs(30);

/// There are more endless loops than processors, and the host still answers.
#[test]
fn computing_workers_leave_time_for_others() {
    for guests in Guests::all() {
        let host = guests.host();
        for busy in 0..=thread::available_parallelism().map_or(1, usize::from) {
            let spin = format!("raw.invoke(\"{}\", \"{API}.{{spin}}\", 1)", uri(&host, &format!("busy-{busy}")));
            assert_eq!(ask(&host, "caller/c", &spin), "ok(0)");
        }
        assert_eq!(ask(&host, "caller/c", "calls.get(\"quick\")"), "ok(0)");
    }
}

#[test]
fn idle_workers_can_be_removed_and_start_anew() {
    for guests in Guests::all() {
        let mut limits = Limits::default();
        limits.workers = Some(2);
        let host = guests.on(builder().limits(limits).virtual_time(true));
        ask(&host, "caller/c", "calls.add(\"t\", 5)");
        assert_eq!(
            ask(&host, "caller/c", "calls.get(\"u\")"),
            "err(\"denied: Limit reached: there may be no more than 2 worker(s)\")"
        );
        host.remove_worker("target/t").unwrap();
        assert!(matches!(host.remove_worker("target/t"), Err(Error::UnknownWorker(_))));
        assert_eq!(with_room(|| ask(&host, "caller/c", "calls.get(\"u\")")), "ok(0)");
        host.remove_worker("target/u").unwrap();
        assert_eq!(with_room(|| ask(&host, "caller/c", "calls.get(\"t\")")), "ok(0)", "its state is lost");
        // A worker that is busy can't be removed.
        ask(&host, "caller/c", &format!("raw.invoke(\"{}\", \"{API}.{{nap}}\", 1)", uri(&host, "t")));
        assert!(matches!(host.remove_worker("target/t"), Err(Error::WorkerBusy(_))));
        assert_eq!(host.remove_idle_workers(), 1, "the caller alone");
        host.idle_blocking();
        assert_eq!([0; 2].map(|_| host.remove_idle_workers()), [1, 0]);
        assert_eq!(with_room(|| ask(&host, "caller/c", "calls.get(\"t\")")), "ok(0)");
    }
}

/// A removed worker gives up its place when its task ends, which is a little later.
fn with_room(ask: impl Fn() -> String) -> String {
    let start = Instant::now();
    loop {
        let reply = ask();
        if !reply.contains("there may be no more than") || start.elapsed() > PATIENCE {
            return reply;
        }
        thread::sleep(Duration::from_millis(2));
    }
}
