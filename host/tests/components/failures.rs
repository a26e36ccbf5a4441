//! What is done again after a trap, and what is not.

use crate::support::{API, ask, builder, construct, fails, host, param, uri, with_components};

#[test]
fn calls_to_others_are_not_made_twice_by_another_try() {
    let host = host();
    let target = uri(&host, "target", "t");
    let error = fails(&host, "driver/d", &format!("tell-and-fail({target:?}, \"{API}.{{count}}\")"));
    assert!(error.contains("unreachable"), "{error}");
    host.idle_blocking();
    assert_eq!(ask(&host, "target/t", "api.get()"), "1");
}

/// To construct a client is nothing that others can see, so the invocation is run again.
#[test]
fn what_has_no_effect_is_tried_three_times() {
    let host = host();
    fails(&host, "driver/d", "construct(\"nonsense\")");
    assert_eq!(host.host_calls("driver/d").unwrap().constructor, 3);
    let target = uri(&host, "target", "t");
    fails(&host, "driver/e", &format!("tell-and-fail({target:?}, \"{API}.{{count}}\")"));
    assert_eq!(host.host_calls("driver/e").unwrap().constructor, 1);
    // There is nobody who could have seen anything.
    let nobody = format!("urn:worker:{}/t", "00000000-0000-0000-0000-000000000000");
    fails(&host, "driver/f", &format!("tell-and-fail({nobody:?}, \"count\")"));
    assert_eq!(host.host_calls("driver/f").unwrap().constructor, 3);
}

#[test]
fn a_worker_that_starts_anew_has_none_of_its_resources() {
    let host = with_components(builder().restart_failed(true));
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
