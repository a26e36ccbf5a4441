//! Workers that await themselves or each other get an error that names the circle.

use crate::guests::Guests;
use crate::support::{ask, builder};

const HOW: [&str; 4] = ["blocking", "awaited", "joined", "beside"];

#[test]
fn a_worker_that_awaits_itself() {
    for guests in Guests::all() {
        let host = guests.host();
        for how in HOW {
            let reply = ask(&host, "caller/a", &format!("pass-on([\"a\"], {how:?})"));
            assert!(reply.starts_with("err(\"remote internal error: Deadlock: "), "{how}: {reply}");
            assert!(reply.contains("caller/a → caller/a,"), "{how}: {reply}");
            // And it goes on.
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
            // It has no beginning.
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
            // The fresh one may be called twice, by one client each.
            assert!(reply.contains("Deadlock: ") && reply.contains("caller/ephemeral-"), "{number} {how}: {reply}");
            host.idle_blocking();
            assert_eq!(ask(&host, "caller/a", "who()"), "\"a\"");
        }
    }
}

/// A timer can end such a wait: then it is no deadlock, and all of them go on.
#[test]
fn who_waits_for_a_limited_time_is_not_in_a_circle() {
    for guests in Guests::all() {
        for virtual_time in [false, true] {
            let host = guests.on(builder().virtual_time(virtual_time));
            assert_eq!(ask(&host, "caller/a", "pass-on([\"a\"], \"timed\")"), "err(\"a waited in vain\")");
            // What it asked of itself is done then.
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
