//! Calls from outside: names, arguments, results.

use golem_rpc_host::Error;

use crate::support::{ask, builder, fails, host, wasm, with_components};

#[test]
fn a_worker_keeps_its_state() {
    let host = host();
    assert_eq!(ask(&host, "target/a", "add(2)"), "()");
    assert_eq!(ask(&host, "target/a", "api.add(3)"), "()");
    assert_eq!(ask(&host, "target/b", "api.{add}(7)"), "()");
    assert_eq!(ask(&host, "target/a", "demo:target/api.{get}()"), "5");
    assert_eq!(ask(&host, "target/b", "demo:target/api@1.0.0.{get}()"), "7");
    assert_eq!(ask(&host, "target", "api.get()"), "0");
}

#[test]
fn by_component_id() {
    let host = host();
    let id = host.component_id("target").unwrap();
    ask(&host, "target/a", "add(2)");
    assert_eq!(ask(&host, &format!("{id}/a"), "api.get()"), "2");
}

#[test]
fn unknown_functions_are_told_with_those_there_are() {
    let host = host();
    let error = host.invoke_blocking("target/a", "ecko(\"x\")").unwrap_err();
    let cure = error.cure().unwrap();
    assert!(cure.starts_with("did you mean `demo:target/api@1.0.0.{echo}`?"), "{cure}");
    assert!(cure.contains("{add}(value: u64)"), "{cure}");
    assert!(cure.contains("{get}() -> u64"), "{cure}");
    assert!(cure.contains("{cart.new}(size: u32)"), "{cure}");
}

#[test]
fn ambiguous_functions_are_told_with_their_full_names() {
    let host = host();
    let error = host.invoke_blocking("target/a", "get()").unwrap_err();
    let Error::AmbiguousFunction { candidates, .. } = error else {
        panic!("{error}");
    };
    assert_eq!(candidates, ["demo:target/api@1.0.0.{get}() -> u64", "get() -> u64"]);
}

#[test]
fn unknown_components_are_told_with_those_there_are() {
    let host = host();
    let error = host.invoke_blocking("targat/a", "get()").unwrap_err();
    assert_eq!(error.to_string(), "there is no component `targat`");
    assert!(error.cure().unwrap().contains("target"));
}

#[test]
fn wrong_arguments_are_shown_where_they_stand() {
    let host = host();
    let error = host.invoke_blocking("target/a", "add(\"five\")").unwrap_err();
    let Error::Arguments { text, span, signature, .. } = &error else {
        panic!("{error}");
    };
    assert_eq!(&text[span.clone()], "\"five\"");
    assert_eq!(signature, "demo:target/api@1.0.0.{add}(value: u64)");
    for call in ["add()", "add(1, 2)", "add(-1)", "add(1", "add 1", "api.{get}(1)", "add((1)"] {
        fails(&host, "target/a", call);
    }
    assert_eq!(ask(&host, "target/a", "api.get()"), "0");
}

#[test]
fn resources_stay_inside() {
    let error = fails(&host(), "target/a", "shop.{cart.new}(1)");
    assert!(error.contains("can't be called from outside"), "{error}");
}

#[test]
fn fuel() {
    let host = with_components(builder().fuel(true));
    let spin = |rounds: u64| {
        let invocation = host.invoke_blocking("target/a", &format!("spin({rounds})")).unwrap();
        invocation.fuel.unwrap()
    };
    let (few, many) = (spin(10), spin(1_000));
    assert!(few > 0);
    assert!(many > few + 2_000, "{few} {many}");
    assert_eq!(spin(10), few, "fuel is the same every time");
    let without = crate::support::host().invoke_blocking("target/a", "spin(10)").unwrap();
    assert_eq!(without.fuel, None);
}

#[test]
fn in_async_code() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let host = builder().build().unwrap();
        host.add_component("target", wasm("target")).unwrap();
        assert_eq!(host.invoke("target/a", "api.get()").await.unwrap().wave, "0");
        host.idle().await;
        // In async code blocking works, too, and so does dropping the host.
        assert_eq!(ask(&host, "target/a", "api.get()"), "0");
    });
}
