//! Virtual time: nobody waits for real, and everything happens in the same order every time.

use golem_rpc_host::{Host, HostCalls};

use crate::support::{ask, builder, param, uri, with_components};

const HOUR: u64 = 3_600_000_000_000;

fn host() -> Host {
    with_components(builder().virtual_time(true))
}

/// Has `driver/d` call other drivers, each of which waits for its own timer of so many nanoseconds.
/// Gives the calls' pollables.
fn sleepers(host: &Host, nanos: &[u64]) -> Vec<String> {
    let calls = nanos.iter().enumerate().map(|(n, nanos)| {
        let name = format!("sleeper-{n}");
        let timer = ask(host, &format!("driver/{name}"), &format!("sleep({nanos})"));
        let client = ask(host, "driver/d", &format!("construct({:?})", uri(host, "driver", &name)));
        let timer = param(&format!("prim-u32({timer})"));
        let future = ask(host, "driver/d", &format!("async-invoke-and-await({client}, \"block\", [{timer}])"));
        ask(host, "driver/d", &format!("subscribe({future})"))
    });
    calls.collect()
}

/// The pollables among these that a poll reports as ready.
fn poll(host: &Host, pollables: &[String]) -> Vec<usize> {
    let call = format!("poll([{}])", pollables.join(", "));
    serde_json::from_str(&ask(host, "driver/d", &call)).unwrap()
}

fn now(host: &Host) -> u64 {
    ask(host, "driver/d", "now()").parse().unwrap()
}

#[test]
fn an_hour_is_over_at_once() {
    let host = host();
    assert_eq!(now(&host), 0);
    let timer = ask(&host, "driver/d", &format!("sleep({HOUR})"));
    ask(&host, "driver/d", &format!("block({timer})"));
    assert_eq!(now(&host), HOUR);
    assert_eq!(ask(&host, "driver/d", "seconds()"), (946_684_800 + 3600).to_string(), "the wall clock goes with it");
    let timer = ask(&host, "driver/d", &format!("sleep-until({})", HOUR + 1));
    ask(&host, "driver/d", &format!("block({timer})"));
    assert_eq!(now(&host), HOUR + 1, "to the nanosecond");
    assert_eq!(ask(&host, "driver/d", &format!("ready({timer})")), "true", "and stays so");
}

#[test]
fn timers_that_are_over_from_the_start() {
    let host = host();
    for call in ["sleep(0)", "sleep-until(0)"] {
        let timer = ask(&host, "driver/d", call);
        ask(&host, "driver/d", &format!("block({timer})"));
        assert_eq!(now(&host), 0, "{call}");
    }
}

#[test]
fn workers_wake_in_the_order_of_their_timers() {
    let host = host();
    let pollables = sleepers(&host, &[30, 10, 20, 10]);
    assert_eq!(now(&host), 0, "nobody waited yet");
    assert_eq!(poll(&host, &pollables), [1, 3], "those of one moment are told of together");
    assert_eq!(now(&host), 10);
    let rest = [pollables[0].clone(), pollables[2].clone()];
    assert_eq!(poll(&host, &rest), [1]);
    assert_eq!(now(&host), 20);
    assert_eq!(poll(&host, &rest[..1]), [0]);
    assert_eq!(now(&host), 30);
}

#[test]
fn a_timer_beside_a_call() {
    let host = host();
    let mut pollables = sleepers(&host, &[HOUR]);
    pollables.push(ask(&host, "driver/d", "sleep(10)"));
    assert_eq!(poll(&host, &pollables), [1]);
    assert_eq!(now(&host), 10, "the clock went no further than it had to");
}

#[test]
fn time_stands_still_while_nobody_outside_waits() {
    let host = host();
    let timer = param(&format!("prim-u32({})", ask(&host, "driver/left-behind", &format!("sleep({HOUR})"))));
    let client = ask(&host, "driver/d", &format!("construct({:?})", uri(&host, "driver", "left-behind")));
    ask(&host, "driver/d", &format!("invoke({client}, \"block\", [{timer}])"));
    std::thread::sleep(std::time::Duration::from_millis(20));
    assert_eq!(now(&host), 0);
    host.idle_blocking();
    assert_eq!(now(&host), HOUR);
}

#[test]
fn a_poll_tells_of_no_more_than_in_real_time() {
    let host = host();
    let pollables = sleepers(&host, &[10; 300]);
    assert_eq!(poll(&host, &pollables), (0..128).collect::<Vec<_>>());
    assert_eq!(now(&host), 10);
}

#[test]
fn every_run_is_the_same() {
    let run = || -> (Vec<Vec<usize>>, u64, HostCalls) {
        let host = host();
        let nanos: Vec<u64> = (0..40).map(|n| 1 + n * 7919 % 23).collect();
        let mut pollables = sleepers(&host, &nanos);
        let mut told = Vec::new();
        while !pollables.is_empty() {
            let ready = poll(&host, &pollables);
            let mut position = 0..;
            pollables.retain(|_| !ready.contains(&position.next().unwrap()));
            told.push(ready);
        }
        (told, now(&host), host.host_calls("driver/d").unwrap())
    };
    let first = run();
    // 40 workers sleep until 23 different times.
    assert_eq!((first.0.len(), first.1), (23, 23));
    for _ in 0..3 {
        assert_eq!(run(), first);
    }
}

/// b polls for calls to a, and a waits for b. The list is longer than those that are looked at for
/// circles at once.
#[test]
fn a_circle_through_a_long_poll() {
    let host = host();
    let client = |of: &str, to: &str| ask(&host, of, &format!("construct({:?})", uri(&host, "driver", to)));
    let (to_a, to_b) = (client("driver/b", "a"), client("driver/a", "b"));
    let timer = param(&format!("prim-u32({})", ask(&host, "driver/a", "sleep(10)")));
    ask(&host, "driver/b", &format!("invoke({to_a}, \"block\", [{timer}])"));
    let await_b =
        [param(&format!("prim-u32({to_b})")), param("prim-string(\"arguments\")"), param("list-value([])")].join(", ");
    ask(&host, "driver/b", &format!("invoke({to_a}, \"invoke-and-await\", [{await_b}])"));
    let calls = (0..20).map(|_| {
        let future = ask(&host, "driver/b", &format!("async-invoke-and-await({to_a}, \"arguments\", [])"));
        (ask(&host, "driver/b", &format!("subscribe({future})")), future)
    });
    let (pollables, futures): (Vec<_>, Vec<_>) = calls.unzip();
    let poll = ask(&host, "driver/b", &format!("poll([{}])", pollables.join(", ")));
    assert_eq!(serde_json::from_str::<Vec<u32>>(&poll).unwrap(), (0..20).collect::<Vec<_>>());
    let reply = ask(&host, "driver/b", &format!("get({})", futures[0]));
    assert!(reply.contains("Deadlock: driver/b → driver/a → driver/b"), "{reply}");
}
