//! Faults that are asked for.

use std::time::Duration;

use golem_rpc_host::{Fault, Host};

use crate::support::{ask, builder, construct, fails, rpc, with_components};

fn with(fault: Fault) -> Host {
    with_components(builder().virtual_time(true).fault(fault))
}

fn call(host: &Host, function: &str) -> String {
    let client = construct(host, "driver/d", "t");
    ask(host, "driver/d", &rpc("invoke-and-await", &client, function, ""))
}

#[test]
fn failing() {
    let host = with(Fault::fail("out of order").in_worker("target").in_function("api.count").after(1).times(1));
    assert_eq!(call(&host, "count"), "ok({nodes: [tuple-value([])]})");
    assert_eq!(call(&host, "count"), "err(remote-internal-error(\"Injected fault: out of order\"))");
    assert_eq!(call(&host, "count"), "ok({nodes: [tuple-value([])]})");
    assert_eq!(ask(&host, "target/t", "api.get()"), "2", "it was not run");
}

#[test]
fn losing_replies() {
    let host = with(Fault::drop_reply().in_function("count").times(1));
    assert_eq!(call(&host, "count"), "err(remote-internal-error(\"Injected fault: the reply was lost\"))");
    assert_eq!(call(&host, "count"), "ok({nodes: [tuple-value([])]})");
    assert_eq!(ask(&host, "target/t", "api.get()"), "2", "it was run: at least once");
}

#[test]
fn delaying() {
    let host = with(Fault::delay(Duration::from_secs(5)).in_worker("target/t"));
    call(&host, "count");
    assert_eq!(ask(&host, "driver/d", "now()"), "5000000000");
    assert_eq!(ask(&host, "target/other", "api.get()"), "0");
    assert_eq!(ask(&host, "driver/d", "now()"), "5000000000");
}

/// A fault of the machine, as it were: the next try does without it.
#[test]
fn trapping_once() {
    let host = with(Fault::trap().in_worker("target/t").times(2));
    assert_eq!(call(&host, "count"), "ok({nodes: [tuple-value([])]})");
    assert_eq!(ask(&host, "target/t", "api.get()"), "1");
}

#[test]
fn trapping_for_good() {
    let host = with(Fault::trap().in_worker("target/t").times(3));
    assert_eq!(call(&host, "count"), "err(remote-internal-error(\"Invocation failed: injected fault\"))");
    assert!(fails(&host, "target/t", "api.get()").contains("Previous invocation failed: injected fault"));
    assert_eq!(ask(&host, "target/other", "api.get()"), "0");
}

#[test]
fn trapping_with_state() {
    let host = with(Fault::trap().in_worker("target/t").after(1).times(1));
    call(&host, "count");
    assert_eq!(call(&host, "count"), "err(remote-internal-error(\"Invocation failed: injected fault\"))");
}
