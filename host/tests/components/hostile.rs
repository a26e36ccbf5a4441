//! Ten components that mean harm: the host and all other workers go on answering.

use std::time::{Duration, Instant};

use golem_rpc_host::{Host, Limits};

use crate::support::{API, ask, builder, construct, fails, param, rpc, uri, with_components};

/// What one would set for strangers.
fn host() -> Host {
    let mut limits = Limits::default();
    limits.workers = Some(1_000);
    limits.memory = Some(512 << 20);
    limits.time = Some(Duration::from_secs(2));
    limits.queue = Some(1_000);
    limits.request_size = Some(16 << 20);
    limits.request_depth = Some(100);
    with_components(builder().limits(limits))
}

/// Neither the host nor others have come to harm: a caller that was there before and one that is new have their answers.
fn others_are_well(host: &Host) {
    let client = construct(host, "driver/bystander", "bystander");
    let reply = ask(host, "driver/bystander", &rpc("invoke-and-await", &client, "get", ""));
    assert_eq!(reply, "ok({nodes: [tuple-value([1]), prim-u64(0)]})");
    assert_eq!(ask(host, "target", "echo(\"well\")"), "\"well\"");
}

#[test]
fn an_endless_loop() {
    let host = host();
    let client = construct(&host, "driver/d", "t");
    ask(&host, "driver/d", &rpc("invoke", &client, "spin", &param("prim-u64(9000000000000000000)")));
    others_are_well(&host);
    let start = Instant::now();
    host.idle_blocking();
    assert!(start.elapsed() < Duration::from_secs(60));
    assert!(fails(&host, "target/t", "api.get()").contains("time of an invocation"));
}

#[test]
fn a_memory_bomb() {
    let host = host();
    assert!(fails(&host, "target/t", "grow(65536)").contains("memory of a worker"));
    others_are_well(&host);
}

#[test]
fn deep_recursion() {
    let host = host();
    assert!(fails(&host, "target/t", "recurse()").contains("call stack exhausted"));
    others_are_well(&host);
}

#[test]
fn a_flood_of_fire_and_forget() {
    let host = host();
    let client = construct(&host, "driver/d", "t");
    ask(&host, "driver/d", &rpc("invoke", &client, "spin", &param("prim-u64(9000000000000000000)")));
    let refused: u32 =
        ask(&host, "driver/d", &format!("flood({client}, \"{API}.{{count}}\", 100000)")).parse().unwrap();
    assert!(refused > 90_000, "{refused}");
    others_are_well(&host);
}

#[test]
fn a_giant_value() {
    let host = host();
    let client = construct(&host, "driver/d", "t");
    let give = |nodes: u32| format!("give({client}, \"{API}.{{add}}\", {nodes})");
    assert!(ask(&host, "driver/d", &give(1)).contains("Parameter type mismatch"));
    assert!(ask(&host, "driver/d", &give(1_000_000)).contains("size of a request"));
    // More than the host takes over the boundary at all.
    let error = fails(&host, "driver/d", &give(15_000_000));
    assert!(error.contains("too much data"), "{error}");
    others_are_well(&host);
}

/// A value of a few nodes that stands for one of 2^60.
#[test]
fn a_value_that_grows_when_it_is_unfolded() {
    let host = host();
    let client = construct(&host, "driver/d", "t");
    let nodes: Vec<String> = (1..=60).map(|below| format!("tuple-value([{below}, {below}])")).collect();
    let reply = ask(&host, "driver/d", &rpc("invoke-and-await", &client, "add", &param(&nodes.join(", "))));
    assert!(reply.contains("Parameter type mismatch"), "{reply}");
    others_are_well(&host);
}

#[test]
fn forged_handles() {
    let host = host();
    let client = construct(&host, "driver/d", "t");
    let victim = construct(&host, "driver/victim", "v");
    let cart = |driver: &str, client: &str, function: &str, params: &str| {
        let call = format!("invoke-and-await({client}, \"demo:target/shop.{{cart.{function}}}\", [{params}])");
        ask(&host, driver, &call)
    };
    assert!(cart("driver/victim", &victim, "new", &param("prim-u32(7)")).starts_with("ok"));
    let theirs = uri(&host, "target", "v");
    for id in [0, 1, u64::MAX] {
        let forged = param(&format!("handle(({{value: {theirs:?}}}, {id}))"));
        for function in ["size", "drop"] {
            let reply = cart("driver/d", &client, function, &forged);
            assert!(reply.starts_with("err(protocol-error("), "{reply}");
        }
    }
    let own = param(&format!("handle(({{value: {theirs:?}}}, 0))"));
    assert!(cart("driver/victim", &victim, "size", &own).contains("prim-u32(7)"), "the victim's cart is as it was");
    others_are_well(&host);
}

#[test]
fn the_environment_of_others() {
    let host = host();
    host.set_env("SECRET", "of the victim");
    ask(&host, "driver/victim", "arguments()");
    host.set_env("SECRET", "");
    let seen = ask(&host, "driver/d", "environment()");
    assert!(!seen.contains("of the victim"), "{seen}");
    // Nor the host's own.
    assert!(std::env::var("CARGO_MANIFEST_DIR").is_ok());
    assert!(!seen.contains("CARGO"), "{seen}");
    assert!(ask(&host, "driver/victim", "environment()").contains("of the victim"));
    others_are_well(&host);
}

#[test]
fn thousands_of_futures_dropped() {
    let host = host();
    let client = construct(&host, "driver/d", "t");
    let handles = || ask(&host, "driver/d", &format!("construct({:?})", uri(&host, "target", "t")));
    let before: u32 = handles().parse().unwrap();
    ask(&host, "driver/d", &format!("drop-futures({client}, \"{API}.{{count}}\", 50000)"));
    others_are_well(&host);
    assert_eq!(handles().parse::<u32>().unwrap(), before + 1, "none is left in the table");
}

#[test]
fn a_circular_await() {
    let host = host();
    let to = |from: &str, of: &str| {
        ask(&host, &format!("driver/{from}"), &format!("construct({:?})", uri(&host, "driver", of)))
    };
    let (to_b, to_c, to_a) = (to("a", "b"), to("b", "c"), to("c", "a"));
    // What b is to give c: a list of wit-values, as a wit-value. Its nodes are variants, by the numbers of their cases: u32, string, list.
    let for_c = param(&format!(
        "list-value([1, 5, 9]), \
         record-value([2]), list-value([3]), variant-value((10, some(4))), prim-u32({to_a}), \
         record-value([6]), list-value([7]), variant-value((20, some(8))), prim-string(\"arguments\"), \
         record-value([10]), list-value([11]), variant-value((5, some(12))), list-value([])"
    ));
    let for_b = [param(&format!("prim-u32({to_c})")), param("prim-string(\"invoke-and-await\")"), for_c].join(", ");
    let reply = ask(&host, "driver/a", &format!("invoke-and-await({to_b}, \"invoke-and-await\", [{for_b}])"));
    assert!(reply.contains("Deadlock: driver/c → driver/a → driver/b → driver/c"), "{reply}");
    others_are_well(&host);
}
