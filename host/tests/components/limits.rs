//! Limits: each is told by name, and what hits it harms nobody else.

use std::time::Duration;

use golem_rpc_host::{Error, Failure, Host, LimitHit, Limits};

use crate::support::{ask, builder, construct, fails, param, rpc, uri, with_components};

fn limited(set: impl FnOnce(&mut Limits)) -> Host {
    let mut limits = Limits::default();
    set(&mut limits);
    with_components(builder().limits(limits))
}

fn hit(host: &Host, worker: &str, call: &str) -> LimitHit {
    match host.invoke_blocking(worker, call) {
        Err(Error::Invocation { failure: Failure::Limit(hit), .. }) => hit,
        other => panic!("{other:?}"),
    }
}

#[test]
fn workers() {
    let host = limited(|limits| limits.workers = Some(2));
    let client = construct(&host, "driver/d", "second");
    assert_eq!(ask(&host, "driver/d", &rpc("invoke", &client, "count", "")), "ok");
    assert_eq!(hit(&host, "target/third", "api.get()"), LimitHit::Workers(2));
    let third = construct(&host, "driver/d", "third");
    let expected = "err(denied(\"Limit reached: there may be no more than 2 worker(s)\"))";
    for kind in ["invoke", "invoke-and-await"] {
        assert_eq!(ask(&host, "driver/d", &rpc(kind, &third, "get", "")), expected);
    }
    // Ephemeral workers count while they live.
    assert_eq!(hit(&host, "target", "api.get()"), LimitHit::Workers(2));
    assert_eq!(ask(&host, "target/second", "api.get()"), "1");
    host.remove_worker("target/second").unwrap();
    host.idle_blocking();
    let reply = ask_until(&host, "driver/d", &rpc("invoke-and-await", &third, "get", ""));
    assert!(reply.contains("prim-u64(0)"), "{reply}");
}

/// A removed worker gives its place back when its task ends: soon.
fn ask_until(host: &Host, worker: &str, call: &str) -> String {
    for _ in 0..1_000 {
        let reply = ask(host, worker, call);
        if reply.starts_with("ok") {
            return reply;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    panic!("no place was given back");
}

#[test]
fn removed_workers_start_anew() {
    let host = with_components(builder().virtual_time(true));
    let client = construct(&host, "driver/d", "t");
    ask(&host, "driver/d", &rpc("invoke-and-await", &client, "count", ""));
    host.remove_worker("target/t").unwrap();
    assert!(matches!(host.remove_worker("target/t"), Err(Error::UnknownWorker(_))));
    // Also for those who had called it before.
    let reply = ask(&host, "driver/d", &rpc("invoke-and-await", &client, "get", ""));
    assert!(reply.contains("prim-u64(0)"), "{reply}");
    keep_busy(&host, "busy");
    assert!(matches!(host.remove_worker("driver/busy"), Err(Error::WorkerBusy(_))));
    host.idle_blocking();
    host.remove_worker("driver/busy").unwrap();
}

/// Has a driver wait for an hour of virtual time; gives `driver/d`'s client of it.
fn keep_busy(host: &Host, name: &str) -> String {
    let timer = param(&format!("prim-u32({})", ask(host, &format!("driver/{name}"), "sleep(3600000000000)")));
    let client = ask(host, "driver/d", &format!("construct({:?})", uri(host, "driver", name)));
    ask(host, "driver/d", &format!("invoke({client}, \"block\", [{timer}])"));
    client
}

#[test]
fn memory() {
    let host = limited(|limits| limits.memory = Some(4 << 20));
    ask(&host, "target/t", "grow(40)");
    let expected = LimitHit::Memory(4 << 20);
    assert_eq!(hit(&host, "target/t", "grow(40)"), expected);
    let again = fails(&host, "target/t", "api.get()");
    assert_eq!(
        again,
        "target/t: Previous invocation failed: Limit reached: the memory of a worker may be no more than 4194304 bytes"
    );
    // 16 MiB are too much from the start.
    assert_eq!(hit(&host, "driver/d", "arguments()"), expected);
    assert_eq!(ask(&host, "target/other", "api.get()"), "0");
}

#[test]
fn fuel() {
    for virtual_time in [false, true] {
        let mut limits = Limits::default();
        limits.fuel = Some(100_000);
        let host = with_components(builder().virtual_time(virtual_time).limits(limits));
        // Each invocation has its own.
        for _ in 0..3 {
            ask(&host, "target/t", "spin(10000)");
        }
        assert_eq!(hit(&host, "target/t", "spin(1000000)"), LimitHit::Fuel(100_000));
        let client = construct(&host, "driver/d", "u");
        let reply = ask(&host, "driver/d", &rpc("invoke-and-await", &client, "spin", &param("prim-u64(1000000)")));
        let expected =
            "err(remote-internal-error(\"Limit reached: the fuel of an invocation may be no more than 100000\"))";
        assert_eq!(reply, expected);
    }
}

#[test]
fn time_of_those_that_compute() {
    let host = limited(|limits| limits.time = Some(Duration::from_millis(50)));
    let expected = LimitHit::Time(Duration::from_millis(50));
    assert_eq!(hit(&host, "target/t", "spin(9000000000000000000)"), expected);
    assert!(fails(&host, "target/t", "api.get()").contains("Previous invocation failed: Limit reached"));
}

#[test]
fn time_of_those_that_wait() {
    let mut limits = Limits::default();
    limits.time = Some(Duration::from_secs(60));
    let host = with_components(builder().virtual_time(true).limits(limits));
    let sleep = |seconds: u64| ask(&host, "driver/d", &format!("sleep({})", seconds * 1_000_000_000));
    let (short, long) = (sleep(59), sleep(3600));
    ask(&host, "driver/d", &format!("block({short})"));
    assert_eq!(hit(&host, "driver/d", &format!("block({long})")), LimitHit::Time(Duration::from_secs(60)));
}

#[test]
fn requests() {
    let host = limited(|limits| {
        limits.request_size = Some(10_000);
        limits.request_depth = Some(3);
    });
    let client = construct(&host, "driver/d", "t");
    let echo = |length: usize| {
        let text = param(&format!("prim-string({:?})", "x".repeat(length)));
        ask(&host, "driver/d", &rpc("invoke-and-await", &client, "echo", &text))
    };
    assert!(echo(9_000).starts_with("ok"));
    assert_eq!(echo(10_000), "err(denied(\"Limit reached: the size of a request may be no more than 10000 bytes\"))");
    let nested = |nodes: &str| ask(&host, "driver/d", &rpc("invoke-and-await", &client, "add", &param(nodes)));
    let too_deep = "err(denied(\"Limit reached: the depth of a request may be no more than 3\"))";
    assert!(nested("list-value([1]), list-value([2]), prim-u8(1)").contains("Parameter type mismatch"));
    assert_eq!(nested("list-value([1]), list-value([2]), list-value([3]), prim-u8(1)"), too_deep);
    assert_eq!(nested("list-value([0])"), too_deep, "what contains itself is deeper than any limit");
}

#[test]
fn queues() {
    let mut limits = Limits::default();
    limits.queue = Some(10);
    let host = with_components(builder().virtual_time(true).limits(limits));
    let client = keep_busy(&host, "t");
    assert_eq!(ask(&host, "driver/d", &format!("flood({client}, \"arguments\", 100)")), "91", "one runs, nine wait");
    assert_eq!(hit(&host, "driver/t", "arguments()"), LimitHit::Queue(10));
    ask(&host, "driver/d", &format!("async-invoke-and-await({client}, \"arguments\", [])"));
    let reply = ask(&host, "driver/d", "get(2)");
    assert_eq!(reply, "some(err(denied(\"Limit reached: the queue of a worker may be no longer than 10\")))");
    host.idle_blocking();
    assert_eq!(ask(&host, "driver/t", "arguments()"), "[]");
}
