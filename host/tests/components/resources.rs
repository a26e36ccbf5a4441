//! Resources of another worker, by handle.

use crate::support::{ask, construct, host, param, uri};

#[test]
fn a_life() {
    let host = host();
    let client = construct(&host, "driver/d", "t");
    let call = |function: &str, params: &str| {
        let call = format!("invoke-and-await({client}, \"demo:target/shop.{{cart.{function}}}\", [{params}])");
        ask(&host, "driver/d", &call)
    };
    let uri = uri(&host, "target", "t");
    let cart = format!("handle(({{value: {uri:?}}}, 0))");
    assert_eq!(call("new", &param("prim-u32(7)")), format!("ok({{nodes: [tuple-value([1]), {cart}]}})"));
    let cart = param(&cart);
    assert_eq!(call("size", &cart), "ok({nodes: [tuple-value([1]), prim-u32(7)]})");
    assert_eq!(call("size", &cart), "ok({nodes: [tuple-value([1]), prim-u32(7)]})");
    assert_eq!(call("double", &param("prim-u32(4)")), "ok({nodes: [tuple-value([1]), prim-u32(8)]})");
    assert_eq!(call("drop", &cart), "ok({nodes: [tuple-value([])]})");
    let reply = call("size", &cart);
    assert!(reply.contains("protocol-error") && reply.contains("no resource with handle 0"), "{reply}");
    assert!(call("drop", &cart).contains("no resource with handle 0"));
    assert!(call("drop", "").contains("Parameter type mismatch"));
    assert!(call("drop", &param("prim-u8(1)")).contains("Parameter type mismatch"));
}

#[test]
fn forged_handles() {
    let host = host();
    let client = construct(&host, "driver/d", "t");
    let other = construct(&host, "driver/d", "other");
    let call = |client: &str, function: &str, params: &str| {
        let call = format!("invoke-and-await({client}, \"demo:target/shop.{{cart.{function}}}\", [{params}])");
        ask(&host, "driver/d", &call)
    };
    call(&client, "new", &param("prim-u32(7)"));
    let handle = |worker: &str, id: u64| {
        let uri = uri(&host, "target", worker);
        param(&format!("handle(({{value: {uri:?}}}, {id}))"))
    };
    let reply = call(&client, "size", &handle("t", 1));
    assert!(reply.starts_with("err(protocol-error("), "{reply}");
    let reply = call(&other, "size", &handle("t", 0));
    assert!(reply.contains("belongs to"), "{reply}");
    let reply = call(&other, "size", &handle("other", 0));
    assert!(reply.contains("no resource"), "{reply}");
    assert!(call(&client, "size", &handle("t", 0)).contains("prim-u32(7)"));
    // A resource that never was can't be dropped.
    let drop = format!("invoke-and-await({client}, \"demo:target/shop.{{basket.drop}}\", [{}])", handle("t", 0));
    assert!(ask(&host, "driver/d", &drop).contains("could not load function basket.drop"));
}
