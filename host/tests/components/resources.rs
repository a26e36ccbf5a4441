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
    // A resource that never existed can't be dropped.
    let drop = format!("invoke-and-await({client}, \"demo:target/shop.{{basket.drop}}\", [{cart}])");
    assert!(ask(&host, "driver/d", &drop).contains("could not load function basket.drop"));
}
