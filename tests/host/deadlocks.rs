//! Workers that await themselves or each other get an error that names the circle.

use crate::guests::Guests;
use crate::support::ask;

const HOW: [&str; 3] = ["blocking", "awaited", "joined"];

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
