//! Ten kinds of hostile components. The host and all other workers go on answering, those that were
//! there before and new ones.

use crate::guests::Guests;
use crate::support::{API, ask, builder, failure, raw_by, uri};
use golem_rpc_host::{Failure, Host, LimitHit, Limits};
use std::thread;
use std::time::Duration;

const TIME: Duration = Duration::from_secs(2);
const MEMORY: usize = 64 << 20;
const QUEUE: usize = 1_000;
const SIZE: usize = 1 << 20;

/// Runs an attack on a host with limits as one would set them for components of strangers. Others
/// have to answer during and after it.
fn others_go_on_answering(harm: impl Fn(&Host)) {
    for guests in Guests::all() {
        let mut limits = Limits::default();
        limits.workers = Some(1_000);
        limits.memory = Some(MEMORY);
        limits.time = Some(TIME);
        limits.queue = Some(QUEUE);
        limits.request_size = Some(SIZE);
        limits.request_depth = Some(100);
        let host = guests.on(builder().limits(limits));
        ask(&host, "caller/bystander", "calls.add(\"bystander\", 7)");
        harm(&host);
        others_answer(&host);
        host.idle_blocking();
        others_answer(&host);
    }
}

fn others_answer(host: &Host) {
    assert_eq!(ask(host, "caller/bystander", "calls.get(\"bystander\")"), "ok(7)");
    assert_eq!(ask(host, "caller", "calls.get(\"bystander\")"), "ok(7)", "to a new one, too");
    assert_eq!(ask(host, "target", "api.get()"), "0");
}

/// Has `caller/villain` call a function by its name, and returns the reply.
fn reply(host: &Host, worker: &str, function: &str, params: &[&str]) -> String {
    raw_by(host, "caller/villain", worker, function, params)
}

/// Has calls made that nobody waits for, this many. Returns how many of them were refused.
fn tell(host: &Host, worker: &str, function: &str, times: u32) -> u32 {
    let told = format!("raw.invoke({:?}, \"{API}.{{{function}}}\", {times})", uri(host, worker));
    let refused = ask(host, "caller/villain", &told);
    let refused = refused.strip_prefix("ok(").and_then(|rest| rest.strip_suffix(')'));
    refused.and_then(|refused| refused.parse().ok()).expect("a number")
}

#[test]
fn endless_loops() {
    others_go_on_answering(|host| {
        // There are more endless loops than processors. Other workers have to answer meanwhile.
        for n in 0..=thread::available_parallelism().map_or(1, usize::from) {
            tell(host, &format!("loop-{n}"), "spin", 1);
        }
        others_answer(host);
        host.idle_blocking();
        let expected = Failure::PreviouslyFailed(Failure::Limit(LimitHit::Time(TIME)).to_string());
        assert_eq!(failure(host, "target/loop-0", "api.get()"), expected);
    });
}

#[test]
fn a_memory_bomb() {
    others_go_on_answering(|host| {
        assert_eq!(failure(host, "target/t", "grow(1000)"), Failure::Limit(LimitHit::Memory(MEMORY)));
        let told = reply(host, "u", &format!("{API}.{{grow}}"), &["prim-u32(1000)"]);
        assert!(told.contains("the memory of a worker may be no more than 67108864 bytes"), "{told}");
    });
}

#[test]
fn recursion() {
    others_go_on_answering(|host| {
        let Failure::Trapped(text) = failure(host, "target/t", "recurse()") else { panic!("it traps") };
        assert!(text.contains("call stack exhausted"), "{text}");
        let told = reply(host, "u", &format!("{API}.{{recurse}}"), &[]);
        assert!(told.contains("call stack exhausted"), "{told}");
    });
}

#[test]
fn a_flood_of_fire_and_forget() {
    others_go_on_answering(|host| {
        tell(host, "t", "spin", 1);
        let refused = tell(host, "t", "count", 20_000);
        assert!(refused > 10_000, "{refused}");
        others_answer(host);
    });
}

#[test]
fn giant_values() {
    others_go_on_answering(|host| {
        let give = |length: usize, lists: u32| {
            let call = format!("give({:?}, \"{API}.{{add}}\", {length}, {lists})", uri(host, "t"));
            ask(host, "caller/villain", &call)
        };
        assert!(give(SIZE, 0).contains("denied(\"Limit reached: the size of a request"));
        assert!(give(8 * SIZE, 0).contains("denied(\"Limit reached: the size of a request"));
        assert!(give(1, 200).contains("denied(\"Limit reached: the depth of a request"));
        // A few nodes that stand for 2^60 values.
        let nodes: Vec<_> = (1..=60).map(|below| format!("tuple-value([{below}, {below}])")).collect();
        let told = reply(host, "t", &format!("{API}.{{add}}"), &[&nodes.join(", ")]);
        assert!(told.contains("Parameter type mismatch"), "{told}");
        assert_eq!(ask(host, "target/t", "api.get()"), "0");
    });
}

#[test]
fn forged_handles() {
    others_go_on_answering(|host| {
        let cart = |function: &str| format!("test:target/values@1.2.0.{{cart.{function}}}");
        let made = raw_by(host, "caller/victim", "victim", &cart("new"), &["prim-string(\"ann\")"]);
        assert!(made.starts_with("ok("));
        for (worker, owner, id) in
            [("victim", "victim", u64::MAX), ("t", "t", 0), ("t", "victim", 0), ("victim", "t", 0)]
        {
            let handle = format!("handle(({{value: {:?}}}, {id}))", uri(host, owner));
            for function in ["items", "drop"] {
                let told = reply(host, worker, &cart(function), &[&handle]);
                assert!(told.starts_with("err(protocol-error("), "{told}");
            }
        }
        assert_eq!(ask(host, "target/victim", "values.carts()"), "1", "it is as it was");
    });
}

#[test]
fn reading_outside_of_its_directory() {
    others_go_on_answering(|host| {
        assert_eq!(ask(host, "target/victim", "write(\"/note\", \"secret\")"), "ok");
        for path in ["/../victim/note", "../victim/note", "/etc/passwd", "/proc/self/environ"] {
            let seen = ask(host, "target/spy", &format!("surroundings.read({path:?})"));
            assert!(seen.starts_with("err("), "{path}: {seen}");
            let written = ask(host, "target/spy", &format!("write({path:?}, \"\")"));
            assert!(written.starts_with("err("), "{path}: {written}");
        }
        assert_eq!(ask(host, "target/victim", "surroundings.read(\"/note\")"), "ok(\"secret\")");
    });
}

#[test]
fn the_environment_of_others() {
    others_go_on_answering(|host| {
        host.set_env("SECRET", "of the victim");
        assert!(ask(host, "target/victim", "environment()").contains("of the victim"));
        host.set_env("SECRET", "");
        for seen in [ask(host, "target/spy", "environment()"), ask(host, "caller/spy", "calls.environment(\"mine\")")] {
            // The environment of the host itself must not be visible, either.
            assert!(!seen.contains("of the victim") && !seen.contains("CARGO") && !seen.contains("PATH"), "{seen}");
        }
    });
}

#[test]
fn thousands_of_futures_dropped() {
    others_go_on_answering(|host| {
        ask(host, "caller/villain", &format!("dropped(\"t\", {QUEUE})"));
        host.idle_blocking();
        assert_eq!(ask(host, "target/t", "api.get()"), QUEUE.to_string());
        // Most of these calls are refused.
        ask(host, "caller/villain", "dropped(\"t\", 50000)");
    });
}

#[test]
fn circular_awaits() {
    others_go_on_answering(|host| {
        for how in ["blocking", "awaited", "joined"] {
            let told = ask(host, "caller/a", &format!("pass-on([\"b\", \"c\", \"a\"], {how:?})"));
            assert!(told.contains("Deadlock: "), "{how}: {told}");
            host.idle_blocking();
            for name in ["a", "b", "c"] {
                assert_eq!(ask(host, &format!("caller/{name}"), "who()"), format!("{name:?}"));
            }
        }
    });
}
