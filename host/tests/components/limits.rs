//! Limits in virtual time, and on values that no compiler makes.

use std::time::Duration;

use golem_rpc_host::{Error, Failure, Fault, Host, LimitHit, Limits};

use crate::support::{ask, builder, construct, param, rpc, with_components};

fn hit(host: &Host, worker: &str, call: &str) -> LimitHit {
    match host.invoke_blocking(worker, call) {
        Err(Error::Invocation { failure: Failure::Limit(hit), .. }) => hit,
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_invocation_has_its_own_fuel() {
    for virtual_time in [false, true] {
        let mut limits = Limits::default();
        limits.fuel = Some(100_000);
        let host = with_components(builder().virtual_time(virtual_time).limits(limits));
        for _ in 0..3 {
            ask(&host, "target/t", "spin(10000)");
        }
        assert_eq!(hit(&host, "target/t", "spin(1000000)"), LimitHit::Fuel(100_000));
    }
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

/// The same with a long list of pollables, which is looked at for circles only after a while.
#[test]
fn time_of_those_that_wait_for_others_does_not_count() {
    let mut limits = Limits::default();
    limits.time = Some(Duration::from_millis(5));
    let late = Fault::delay(Duration::from_millis(15)).in_worker("target");
    let host = with_components(builder().virtual_time(true).limits(limits).fault(late));
    let client = construct(&host, "driver/d", "t");
    let calls = (0..20).map(|_| {
        let future = ask(&host, "driver/d", &rpc("async-invoke-and-await", &client, "get", ""));
        ask(&host, "driver/d", &format!("subscribe({future})"))
    });
    let calls: Vec<_> = calls.collect();
    for first in [0, 10] {
        ask(&host, "driver/d", &format!("poll([{}])", calls[first..].join(", ")));
    }
}

#[test]
fn time_of_those_that_compute_before_they_are_called() {
    let loops = "(component (core module $m (func (export \"run\")) (func $loop (loop br 0)) (start $loop))
        (core instance $i (instantiate $m)) (func (export \"run\") (canon lift (core func $i \"run\"))))";
    for virtual_time in [false, true] {
        let mut limits = Limits::default();
        limits.time = Some(Duration::from_millis(100));
        let host = builder().virtual_time(virtual_time).limits(limits).build().unwrap();
        host.add_component("loops", wat::parse_str(loops).unwrap()).unwrap();
        assert_eq!(hit(&host, "loops/l", "run()"), LimitHit::Time(Duration::from_millis(100)));
    }
}

#[test]
fn what_contains_itself_is_deeper_than_any_limit() {
    let mut limits = Limits::default();
    limits.request_depth = Some(100);
    let host = with_components(builder().limits(limits));
    let client = construct(&host, "driver/d", "t");
    let reply = ask(&host, "driver/d", &rpc("invoke-and-await", &client, "add", &param("list-value([0])")));
    assert_eq!(reply, "err(denied(\"Limit reached: the depth of a request may be no more than 100\"))");
}
