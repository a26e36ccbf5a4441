//! Futures and pollables: the host is as strict as Golem, and counts their use.

use golem_rpc_host::HostCalls;

use crate::support::{ask, construct, host, param, rpc, uri};

const SPIN: &str = "prim-u64(20000000)";

#[test]
fn readiness_is_level_triggered() {
    let host = host();
    let client = construct(&host, "driver/d", "t");
    let future = ask(&host, "driver/d", &rpc("async-invoke-and-await", &client, "get", ""));
    let pollable = ask(&host, "driver/d", &format!("subscribe({future})"));
    let second = ask(&host, "driver/d", &format!("subscribe({future})"));
    assert_eq!(ask(&host, "driver/d", &format!("block({pollable})")), "()");
    let poll = format!("poll([{pollable}, {second}, {pollable}])");
    for _ in 0..2 {
        let mut ready: Vec<u32> = serde_json::from_str(&ask(&host, "driver/d", &poll)).unwrap();
        ready.sort_unstable();
        assert_eq!(ready, [0, 1, 2]);
    }
    ask(&host, "driver/d", &format!("get({future})"));
    assert_eq!(ask(&host, "driver/d", &format!("ready({second})")), "true");
}

#[test]
fn poll_tells_which() {
    let host = host();
    let slow = construct(&host, "driver/d", "slow");
    let quick = construct(&host, "driver/d", "quick");
    let spin = rpc("async-invoke-and-await", &slow, "spin", &param("prim-u64(400000000)"));
    let slow = ask(&host, "driver/d", &spin);
    let quick = ask(&host, "driver/d", &rpc("async-invoke-and-await", &quick, "get", ""));
    let [slow, quick] = [slow, quick].map(|future| ask(&host, "driver/d", &format!("subscribe({future})")));
    assert_eq!(ask(&host, "driver/d", &format!("poll([{slow}, {quick}])")), "[1]");
    assert_eq!(ask(&host, "driver/d", &format!("ready({slow})")), "false");
    assert_eq!(ask(&host, "driver/d", &format!("poll([{slow}])")), "[0]");
}

#[test]
fn timers_and_calls_share_one_poll() {
    let host = host();
    let client = construct(&host, "driver/d", "t");
    let spin = rpc("async-invoke-and-await", &client, "spin", &param("prim-u64(400000000)"));
    let future = ask(&host, "driver/d", &spin);
    let call = ask(&host, "driver/d", &format!("subscribe({future})"));
    let timer = ask(&host, "driver/d", "sleep(1000000)");
    assert_eq!(ask(&host, "driver/d", &format!("poll([{call}, {timer}])")), "[1]");
}

#[test]
fn what_may_be_dropped() {
    let host = host();
    let client = construct(&host, "driver/d", "t");
    let add = rpc("async-invoke-and-await", &client, "add", &param("prim-u64(1)"));
    let kept = ask(&host, "driver/d", &add);
    let pollable = ask(&host, "driver/d", &format!("subscribe({kept})"));
    // A client may be dropped before its futures.
    ask(&host, "driver/d", &rpc("async-invoke-and-await", &client, "spin", &param(SPIN)));
    let dropped = ask(&host, "driver/d", &add);
    ask(&host, "driver/d", &format!("drop-client({client})"));
    // A future may be dropped while the call is running: the target runs it to its end.
    ask(&host, "driver/d", &format!("drop-future({dropped})"));
    assert_eq!(ask(&host, "driver/d", &format!("poll([{pollable}])")), "[0]");
    ask(&host, "driver/d", &format!("drop-pollable({pollable})"));
    ask(&host, "driver/d", &format!("drop-future({kept})"));
    host.idle_blocking();
    assert_eq!(ask(&host, "target/t", "api.get()"), "2");
}

#[test]
fn host_calls_are_counted() {
    let host = host();
    let client = construct(&host, "driver/d", "t");
    ask(&host, "driver/d", &rpc("invoke-and-await", &client, "get", ""));
    ask(&host, "driver/d", &rpc("invoke", &client, "get", ""));
    let call = rpc("async-invoke-and-await", &client, "get", "");
    let futures = [0; 3].map(|_| ask(&host, "driver/d", &call));
    let pollables = futures.each_ref().map(|future| ask(&host, "driver/d", &format!("subscribe({future})")));
    ask(&host, "driver/d", &format!("poll([{}])", pollables.join(", ")));
    ask(&host, "driver/d", &format!("block({})", pollables[0]));
    ask(&host, "driver/d", &format!("ready({})", pollables[0]));
    let before = host.host_calls("driver/d").unwrap();
    let get = host.invoke_blocking("driver/d", &format!("get({})", futures[0])).unwrap();
    let counts = serde_json::to_value(before).unwrap();
    let expected = serde_json::json!({
        "constructor": 1, "invoke": 1, "invoke_and_await": 1, "async_invoke_and_await": 3, "subscribe": 3, "get": 0,
        "poll": 1, "poll_handles": 3, "ready": 1, "block": 1, "now": 0, "subscribe_duration": 0, "subscribe_instant": 0,
    });
    assert_eq!(counts, expected);
    let mut one_get = HostCalls::default();
    one_get.get = 1;
    assert_eq!(get.host_calls, one_get);
    assert_eq!(host.host_calls("driver/d").unwrap(), before + one_get);
    assert_eq!(host.host_calls("target/t").unwrap(), HostCalls::default());
    assert!(host.host_calls("driver/unknown").is_err());
}

/// Between two invocations a worker can answer a call that it made to itself.
#[test]
fn a_worker_that_polls_for_itself() {
    let host = host();
    let itself = ask(&host, "driver/a", &format!("construct({:?})", uri(&host, "driver", "a")));
    let future = ask(&host, "driver/a", &format!("async-invoke-and-await({itself}, \"arguments\", [])"));
    let pollable = ask(&host, "driver/a", &format!("subscribe({future})"));
    assert_eq!(ask(&host, "driver/a", &format!("poll([{pollable}])")), "[0]");
    assert_eq!(
        ask(&host, "driver/a", &format!("get({future})")),
        "some(ok({nodes: [tuple-value([1]), list-value([])]}))"
    );
}
