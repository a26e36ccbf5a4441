//! Failures as callers see them.

use std::sync::{Arc, Mutex};

use golem_rpc_host::{Error, Failure, Host};

use crate::support::{API, ask, builder, construct, fails, host, param, rpc, uri, wasm, with_components};

#[test]
fn missing_component() {
    let host = host();
    let uri = "urn:worker:00000000-0000-4000-8000-000000000000/x";
    ask(&host, "driver/d", &format!("construct({uri:?})"));
    let expected = "Could not find any component with the given id";
    for kind in ["invoke-and-await", "invoke"] {
        let reply = ask(&host, "driver/d", &rpc(kind, "1", "get", ""));
        assert!(reply.starts_with("err(remote-internal-error("), "{reply}");
        assert!(reply.contains(expected), "{reply}");
    }
    ask(&host, "driver/d", &rpc("async-invoke-and-await", "1", "get", ""));
    let reply = ask(&host, "driver/d", "get(2)");
    assert!(reply.contains(expected), "{reply}");
}

#[test]
fn missing_function_and_interface() {
    let host = host();
    let client = construct(&host, "driver/d", "t");
    let reply = ask(&host, "driver/d", &rpc("invoke-and-await", &client, "nope", ""));
    assert!(reply.contains("remote-internal-error"), "{reply}");
    assert!(reply.contains("could not load function nope"), "{reply}");

    let call = format!("invoke-and-await({client}, \"demo:target/nope.{{get}}\", [])");
    let reply = ask(&host, "driver/d", &call);
    assert!(reply.contains("could not load exports for interface demo:target/nope"), "{reply}");

    // The version belongs to the name.
    let call = format!("invoke-and-await({client}, \"demo:target/api.{{get}}\", [])");
    assert!(ask(&host, "driver/d", &call).contains("could not load exports"));

    let call = format!("invoke-and-await({client}, \"nope\", [])");
    assert!(ask(&host, "driver/d", &call).contains("could not load function nope"));

    // None of this harms the worker.
    let call = format!("invoke-and-await({client}, \"get\", [])");
    assert_eq!(ask(&host, "driver/d", &call), "ok({nodes: [tuple-value([1]), prim-u64(0)]})");
}

#[test]
fn wrong_parameters() {
    let host = host();
    let client = construct(&host, "driver/d", "t");
    let add = |params: &str| ask(&host, "driver/d", &rpc("invoke-and-await", &client, "add", params));
    let reply = add("");
    assert!(reply.contains("Parameter type mismatch: expected 1 parameter(s), got 0"), "{reply}");
    let reply = add(&param("prim-u8(1)"));
    assert!(reply.contains("remote-internal-error"), "{reply}");
    assert!(reply.contains("Parameter type mismatch: parameter `value`: expected u64, got prim-u8"), "{reply}");
    let reply = add("{nodes: []}");
    assert!(reply.starts_with("err(protocol-error(\"malformed wit-value"), "{reply}");
    assert_eq!(add(&param("prim-u64(1)")), "ok({nodes: [tuple-value([])]})");
}

#[test]
fn a_worker_that_trapped_stays_failed() {
    let host = host();
    let client = construct(&host, "driver/d", "t");
    let call = |function: &str| ask(&host, "driver/d", &rpc("invoke-and-await", &client, function, ""));
    let reply = call("fail");
    assert!(reply.contains("remote-internal-error"), "{reply}");
    assert!(reply.contains("unreachable"), "{reply}");
    assert!(reply.contains("wasm backtrace"), "{reply}");
    assert!(!reply.contains("tokio"), "the host's own stack is nobody's business: {reply}");
    let reply = call("get");
    assert!(reply.contains("Previous invocation failed:"), "{reply}");
    assert!(reply.contains("unreachable"), "{reply}");
    // Other workers of the component are not concerned.
    assert_eq!(ask(&host, "target/other", "api.get()"), "0");
    assert!(fails(&host, "target/t", "api.get()").contains("Previous invocation failed"));
}

/// A host with a printer, and the lines that it prints.
fn printer() -> (Host, Arc<Mutex<Vec<String>>>) {
    let lines = Arc::<Mutex<Vec<String>>>::default();
    let sink = lines.clone();
    let host = builder().log(move |line| sink.lock().unwrap().push(line.text)).build().unwrap();
    host.add_component("printer", wasm("printer")).unwrap();
    (host, lines)
}

#[test]
fn an_invocation_that_traps_is_tried_three_times() {
    let (host, lines) = printer();
    let failure = |call: &str| match host.invoke_blocking("printer/p", call) {
        Err(Error::Invocation { failure, .. }) => failure,
        other => panic!("{other:?}"),
    };
    let Failure::Trapped(first) = failure("print-and-fail(\"try\")") else { panic!() };
    assert_eq!(*lines.lock().unwrap(), ["try", "try", "try"]);
    for _ in 0..2 {
        assert_eq!(failure("print(\"never\")"), Failure::PreviouslyFailed(first.clone()));
    }
    assert_eq!(lines.lock().unwrap().len(), 3, "and never again");
}

/// What a fresh instance would not have is lost to nobody: the trap is final at once.
#[test]
fn a_worker_with_state_is_not_tried_again() {
    let (host, lines) = printer();
    ask(&host, "printer/p", "print(\"state\")");
    fails(&host, "printer/p", "print-and-fail(\"try\")");
    assert_eq!(*lines.lock().unwrap(), ["state", "try"]);
}

#[test]
fn calls_to_others_are_not_made_twice_by_another_try() {
    let host = host();
    let target = uri(&host, "target", "t");
    let error = fails(&host, "driver/d", &format!("tell-and-fail({target:?}, \"{API}.{{count}}\")"));
    assert!(error.contains("unreachable"), "{error}");
    host.idle_blocking();
    assert_eq!(ask(&host, "target/t", "api.get()"), "1");
}

#[test]
fn a_failed_worker_starts_anew_for_those_who_prefer_it() {
    let host = with_components(builder().restart_failed(true));
    ask(&host, "target/t", "add(5)");
    assert!(fails(&host, "target/t", "fail()").contains("Invocation failed"));
    assert_eq!(ask(&host, "target/t", "api.get()"), "0", "without its state");
    ask(&host, "target/t", "add(7)");
    assert_eq!(ask(&host, "target/t", "api.get()"), "7");
    let client = construct(&host, "driver/d", "carts");
    let cart = |function: &str, params: &str| {
        ask(
            &host,
            "driver/d",
            &format!("invoke-and-await({client}, \"demo:target/shop.{{cart.{function}}}\", [{params}])"),
        )
    };
    let first = cart("new", &param("prim-u32(1)"));
    assert!(first.ends_with("}, 0))]})"), "{first}");
    fails(&host, "target/carts", "fail()");
    let handle = param(&format!("handle(({{value: {:?}}}, 0))", uri(&host, "target", "carts")));
    assert!(cart("size", &handle).contains("no resource with handle 0"), "handles go with the instance");
    let second = cart("new", &param("prim-u32(1)"));
    assert!(second.ends_with("}, 1))]})"), "and are never given again: {second}");
}

#[test]
fn fire_and_forget_answers_ok_whatever_happens() {
    let host = host();
    let client = construct(&host, "driver/d", "t");
    let tell = |function: &str| ask(&host, "driver/d", &rpc("invoke", &client, function, ""));
    assert_eq!(tell("nope"), "ok");
    assert_eq!(tell("add"), "ok");
    host.idle_blocking();
    assert_eq!(ask(&host, "target/t", "api.get()"), "0");
    assert_eq!(tell("fail"), "ok");
    host.idle_blocking();
    assert!(fails(&host, "target/t", "api.get()").contains("Previous invocation failed"));
}

#[test]
fn a_malformed_uri_traps_the_caller() {
    let host = host();
    let error = fails(&host, "driver/d", "construct(\"urn:worker:nobody/x\")");
    assert!(error.contains("Invalid worker URI `urn:worker:nobody/x`"), "{error}");
    assert!(fails(&host, "driver/d", "arguments()").contains("Previous invocation failed"));
    let function = format!("{}/{API}", uri(&host, "target", "t"));
    assert!(fails(&host, "driver/e", &format!("construct({function:?})")).contains("function part"));
}
