//! A worker that trapped stays failed, with its first error: as on Golem, unless one prefers otherwise.

use crate::guests::Guests;
use crate::support::{ask, builder, fails, failure, logged};
use golem_rpc_host::Failure;

#[test]
fn a_worker_that_trapped_repeats_its_first_error() {
    for guests in Guests::all() {
        let host = guests.host();
        let Failure::Trapped(first) = failure(&host, "target/t", "trap(\"first\")") else { panic!("it traps") };
        assert!(first.contains("unreachable") && first.contains("wasm backtrace"), "{first}");
        assert!(!first.contains("tokio"), "the host's own stack is nobody's business: {first}");
        for call in ["api.get()", "trap(\"second\")"] {
            assert_eq!(failure(&host, "target/t", call), Failure::PreviouslyFailed(first.clone()));
        }
        let reply = ask(&host, "caller/c", "calls.get(\"t\")");
        assert!(reply.contains("remote internal error: Previous invocation failed: "), "{reply}");
        // Those who called it are not concerned, nor are others of its component.
        assert_eq!(ask(&host, "caller/c", "calls.get(\"u\")"), "ok(0)");
        let reply = ask(&host, "caller/c", "calls.trap(\"v\")");
        assert!(reply.contains("remote internal error: Invocation failed: "), "{reply}");
        assert_eq!(ask(&host, "caller/c", "calls.get(\"u\")"), "ok(0)");
    }
}

/// Three times in all where nothing that others saw is done twice, and no state is lost.
#[test]
fn an_invocation_that_traps_is_tried_again() {
    for guests in Guests::all() {
        let (builder, lines) = logged(builder());
        let host = guests.on(builder);
        let tries =
            || std::mem::take(&mut *lines.lock().unwrap()).iter().filter(|line| line.text == "about to trap").count();
        fails(&host, "target/fresh", "trap(\"x\")");
        assert_eq!(tries(), 3);
        ask(&host, "target/used", "api.get()");
        fails(&host, "target/used", "trap(\"x\")");
        assert_eq!(tries(), 1);
        fails(&host, "target/used", "trap(\"x\")");
        assert_eq!(tries(), 0, "and never again");
    }
}

#[test]
fn a_failed_worker_starts_anew_for_those_who_prefer_it() {
    for guests in Guests::all() {
        let host = guests.on(builder().restart_failed(true));
        ask(&host, "target/t", "api.add(5)");
        for _ in 0..2 {
            assert!(matches!(failure(&host, "target/t", "trap(\"x\")"), Failure::Trapped(_)));
            assert_eq!(ask(&host, "target/t", "api.get()"), "0", "without its state");
            ask(&host, "target/t", "api.add(7)");
            assert_eq!(ask(&host, "caller/c", "calls.get(\"t\")"), "ok(7)");
        }
    }
}

#[test]
fn a_worker_that_exits_has_failed() {
    for guests in Guests::all() {
        let host = guests.host();
        let text = fails(&host, "target/t", "exit()");
        assert!(text.contains("Invocation failed: ") && text.contains("exit"), "{text}");
        assert!(fails(&host, "target/t", "api.get()").contains("Previous invocation failed"));
    }
}
