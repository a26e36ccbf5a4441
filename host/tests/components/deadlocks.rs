//! Workers that await themselves or each other get an error that names the circle.

use golem_rpc_host::Host;

use crate::support::{API, ask, host, param, uri};

fn client(host: &Host, driver: &str, of: &str) -> String {
    let uri = uri(host, "driver", of);
    ask(host, &format!("driver/{driver}"), &format!("construct({uri:?})"))
}

#[test]
fn a_worker_that_awaits_itself() {
    let host = host();
    let itself = client(&host, "a", "a");
    let reply = ask(&host, "driver/a", &format!("invoke-and-await({itself}, \"arguments\", [])"));
    assert!(reply.contains("Deadlock: driver/a → driver/a"), "{reply}");
    // And goes on.
    host.idle_blocking();
    assert_eq!(ask(&host, "driver/a", "arguments()"), "[]");
}

#[test]
fn a_worker_that_polls_for_itself() {
    let host = host();
    let itself = client(&host, "a", "a");
    // Both steps in one invocation would need a program; one call that calls back does it: see the next test.
    let future = ask(&host, "driver/a", &format!("async-invoke-and-await({itself}, \"arguments\", [])"));
    let pollable = ask(&host, "driver/a", &format!("subscribe({future})"));
    // Between invocations the worker was free to answer itself.
    assert_eq!(ask(&host, "driver/a", &format!("poll([{pollable}])")), "[0]");
    assert_eq!(
        ask(&host, "driver/a", &format!("get({future})")),
        "some(ok({nodes: [tuple-value([1]), list-value([])]}))"
    );
}

/// a awaits b, which awaits a.
#[test]
fn a_circle_of_two() {
    let host = host();
    let to_b = client(&host, "a", "b");
    let to_a = client(&host, "b", "a");
    let inner =
        [param(&format!("prim-u32({to_a})")), param("prim-string(\"arguments\")"), param("list-value([])")].join(", ");
    let reply = ask(&host, "driver/a", &format!("invoke-and-await({to_b}, \"invoke-and-await\", [{inner}])"));
    // b's call succeeds, with an error as its value: result-value(err).
    assert!(reply.contains("result-value(err("), "{reply}");
    assert!(reply.contains("driver/b → driver/a → driver/b"), "{reply}");
    host.idle_blocking();
}

/// b polls for a call to a, which awaits b.
#[test]
fn a_circle_through_poll() {
    let host = host();
    let to_b = client(&host, "a", "b");
    let to_a = client(&host, "b", "a");
    let to_slow = ask(&host, "driver/a", &format!("construct({:?})", uri(&host, "target", "slow")));
    // Keeps a busy until b's call is queued behind a's.
    let rounds = param("prim-u64(600000000)");
    let wait = format!("invoke-and-await({to_slow}, \"{API}.{{spin}}\", [{rounds}])");
    // b's client, future and pollable are its handles 1, 2 and 3.
    let pollable = param("prim-u32(3)");
    let call_b = format!("invoke-and-await({to_b}, \"block\", [{pollable}])");
    let call_a = format!("async-invoke-and-await({to_a}, \"arguments\", [])");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (_, reply, future, subscribed) = runtime.block_on(async {
        tokio::join!(
            host.invoke("driver/a", &wait),
            host.invoke("driver/a", &call_b),
            host.invoke("driver/b", &call_a),
            host.invoke("driver/b", "subscribe(2)"),
        )
    });
    assert_eq!(future.unwrap().wave, "2");
    assert_eq!(subscribed.unwrap().wave, "3");
    assert_eq!(reply.unwrap().wave, "ok({nodes: [tuple-value([])]})");
    let reply = ask(&host, "driver/b", "get(2)");
    assert!(reply.contains("Deadlock: driver/b → driver/a → driver/b"), "{reply}");
}
