//! `golem:rpc/types@0.1.0` behaves as on Golem: strict about futures and polls, and all failures
//! are errors that say what happened.

use crate::guests::Guests;
use crate::support::{API, ask, builder, fails, failure, raw, uri};
use golem_rpc_host::Failure;

#[test]
fn a_result_is_noticed_by_a_poll_alone() {
    for guests in Guests::all() {
        let host = guests.host();
        assert_eq!(ask(&host, "caller/c", "get-before-poll(\"t\")"), "(false, false, true)");
    }
}

#[test]
fn what_traps_on_golem_traps_here() {
    for guests in Guests::all() {
        let host = guests.host();
        for (call, says) in [
            ("second-get(\"t\")", "already consumed"),
            ("future-before-pollable(\"t\")", "has children"),
            ("empty-poll()", "empty poll list"),
            ("construct(\"urn:worker:nobody/x\")", "Invalid worker URI `urn:worker:nobody/x`"),
            (&format!("construct(\"{}/{API}.{{get}}\")", uri(&host, "t")), "function part"),
        ] {
            // Each call needs a new worker, since the worker stays failed.
            let worker = format!("caller/{}", call.len());
            let text = fails(&host, &worker, call);
            assert!(text.contains(says), "{call}: {text}");
        }
        assert_eq!(ask(&host, "target/t", "api.get()"), "0", "the target has come to no harm");
    }
}

#[test]
fn what_is_ready_stays_so_and_all_pollables_of_a_future_alike() {
    for guests in Guests::all() {
        assert_eq!(ask(&guests.host(), "caller/c", "alike(\"t\")"), "[0, 1, 2]");
    }
}

#[test]
fn a_poll_tells_of_no_more_than_128_calls() {
    for guests in Guests::all() {
        // All 300 calls have ended. At most 128 events are noticed at a time, and the answer that
        // the caller had waited for is one of them. In virtual time nothing else comes in between,
        // so the number is exact.
        let host = guests.on(builder().virtual_time(true));
        assert_eq!(ask(&host, "caller/c", "told-at-once(\"t\", 300)"), "127");
    }
}

#[test]
fn calls_are_made_though_their_futures_are_dropped() {
    for guests in Guests::all() {
        let host = guests.host();
        ask(&host, "caller/c", "dropped(\"t\", 200)");
        host.idle_blocking();
        assert_eq!(ask(&host, "target/t", "api.get()"), "200");
    }
}

#[test]
fn failures_are_errors_with_golems_texts() {
    for guests in Guests::all() {
        let host = guests.host();
        let internal = |reply: String, says: &str| {
            assert!(reply.starts_with("err(remote-internal-error(") && reply.contains(says), "{reply}");
        };
        let get = format!("{API}.{{get}}");
        internal(raw(&host, "t", &format!("{API}.{{nope}}"), &[]), "could not load function nope");
        internal(raw(&host, "t", "nope", &[]), "could not load function nope");
        internal(raw(&host, "t", "test:target/nope@1.2.0.{get}", &[]), "could not load exports for interface");
        // The version is part of the name.
        internal(raw(&host, "t", "test:target/api.{get}", &[]), "could not load exports for interface");
        internal(raw(&host, "t", &get, &["prim-u8(1)"]), "Parameter type mismatch: expected 0 parameter(s), got 1");
        internal(raw(&host, "t", &format!("{API}.{{add}}"), &["prim-u8(1)"]), "expected u64, got prim-u8");
        internal(raw(&host, "fails", &format!("{API}.{{trap}}"), &["prim-string(\"x\")"]), "unreachable");
        internal(raw(&host, "fails", &get, &[]), "Previous invocation failed: ");
        for how in ["invoke-and-await", "async-invoke-and-await"] {
            let nobody = format!("raw.{how}(\"urn:worker:00000000-0000-4000-8000-000000000000/t\", {get:?}, [])");
            internal(ask(&host, "caller/c", &nobody), "Could not find any component with the given id");
        }
        // None of these errors changes the worker.
        let ok = "ok({nodes: [tuple-value([1]), prim-u64(0)]})";
        assert_eq!(raw(&host, "t", &get, &[]), ok);
        // This function is exported by the world itself.
        assert_eq!(raw(&host, "t", "name", &[]), "ok({nodes: [tuple-value([1]), prim-string(\"t\")]})");
    }
}

#[test]
fn fire_and_forget_answers_ok_unless_there_is_no_such_component() {
    for guests in Guests::all() {
        let host = guests.host();
        let tell = |uri: &str, function: &str| {
            ask(&host, "caller/c", &format!("raw.invoke({uri:?}, \"{API}.{{{function}}}\", 1)"))
        };
        for function in ["count", "nope", "add"] {
            assert_eq!(tell(&uri(&host, "t"), function), "ok(0)");
        }
        let nobody = tell("urn:worker:00000000-0000-4000-8000-000000000000/t", "count");
        assert!(nobody.contains("Could not find any component"), "{nobody}");
        assert_eq!(tell(&uri(&host, "ends"), "exit"), "ok(0)");
        host.idle_blocking();
        assert_eq!(ask(&host, "target/t", "api.get()"), "1");
        assert!(fails(&host, "target/ends", "api.get()").contains("Previous invocation failed"));
    }
}

#[test]
fn calls_through_a_stub() {
    for guests in Guests::all() {
        let host = guests.on(builder().virtual_time(true));
        let run = host.invoke_blocking("composed/c", "joined([\"a\", \"b\", \"a\"], [30, 10, 20])").unwrap();
        assert_eq!(run.wave, "[0, 1, 2]");
        let calls = run.host_calls;
        assert_eq!((calls.constructor, calls.async_invoke_and_await, calls.get, calls.ready), (3, 3, 3, 0), "{calls}");
        // A stub can't return an error, so its caller traps.
        let trapped = host.invoke_blocking("composed/d", "trap(\"t\")").map_err(|error| error.to_string());
        assert!(trapped.as_ref().is_err_and(|text| text.contains("Invocation failed")), "{trapped:?}");
        assert!(matches!(failure(&host, "target/t", "api.get()"), Failure::PreviouslyFailed(_)));
    }
}
