//! Values of all types go to a worker and back. Resources are handles. Malformed and hostile values
//! are refused.

use crate::guests::Guests;
use crate::support::{API, ask, raw, uri};
use golem_rpc_host::Host;

const VALUES: &str = "test:target/values@1.2.0";

pub const EVERYTHING: [&str; 3] = [
    "{yes: true, small: (255, 65535, -128, -32768), \
     large: (4294967295, 18446744073709551615, -2147483648, -9223372036854775808), floats: (1.5, -0.25), letter: 'é', \
     text: \"naïve \\\"quoted\\\"\", bytes: [0, 255], nested: some(some(\"in\")), full: ok(7), bare: ok, \
     colours: {red, blue}, size: large, shapes: [dot, circle(2.5), polygon([(1, -1), (2, -2)]), polygon([])]}",
    "{yes: false, small: (0, 0, 0, 0), large: (0, 0, 0, 0), floats: (nan, inf), letter: '\\u{10ffff}', \
     text: \"\", bytes: [], \
     nested: some(none), full: err(\"no\"), bare: err, colours: {}, size: small, shapes: []}",
    "{yes: false, small: (1, 2, 3, 4), large: (1, 2, 3, 4), floats: (-inf, -0), letter: 'a', text: \"\\n\\t\", \
     bytes: [1], \
     full: ok(0), bare: ok, colours: {red, green, blue}, size: small, shapes: [dot]}",
];

#[test]
fn every_type() {
    for guests in Guests::all() {
        let host = guests.host();
        for value in EVERYTHING {
            // The value is sent from outside, and by a worker.
            assert_eq!(ask(&host, "target/t", &format!("values.echo({value})")), value);
            assert_eq!(ask(&host, "caller/c", &format!("calls.echo({value})")), format!("ok({value})"));
        }
    }
}

#[test]
fn resources_live_in_their_worker() {
    for guests in Guests::all() {
        let host = guests.host();
        let items = "[\"card of ann\", \"apple\", \"card of bob\", \"bread\"]";
        assert_eq!(ask(&host, "caller/c", "calls.carts(\"t\")"), items);
        host.idle_blocking();
        assert_eq!(ask(&host, "target/t", "values.carts()"), "0", "all are dropped with their handles");
    }
}

/// Has `target/t` make a cart, and returns its handle as a node.
fn cart(host: &Host, owner: &str) -> String {
    let made = raw(host, "t", &format!("{VALUES}.{{cart.new}}"), &[&format!("prim-string({owner:?})")]);
    let node = made.strip_prefix("ok({nodes: [tuple-value([1]), ").and_then(|rest| rest.strip_suffix("]})"));
    node.unwrap_or_else(|| panic!("{made}")).to_owned()
}

#[test]
fn handles_are_checked() {
    for guests in Guests::all() {
        let host = guests.host();
        let call = |worker: &str, function: &str, params: &[&str]| {
            raw(&host, worker, &format!("{VALUES}.{{cart.{function}}}"), params)
        };
        let protocol = |reply: String, says: &str| {
            assert!(reply.starts_with("err(protocol-error(") && reply.contains(says), "{reply}");
        };
        let (ann, bob) = (cart(&host, "ann"), cart(&host, "bob"));
        assert_eq!(ann, format!("handle(({{value: \"{}\"}}, 0))", uri(&host, "t")));
        let handle = |owner: &str, id: u64| format!("handle(({{value: \"{}\"}}, {id}))", uri(&host, owner));
        protocol(call("t", "items", &[&handle("t", 2)]), "no resource with handle 2");
        protocol(call("other", "items", &[&handle("other", 0)]), "no resource with handle 0");
        protocol(call("other", "items", &[&ann]), "belongs to");
        protocol(call("other", "drop", &[&ann]), "belongs to");
        // A resource that was handed over doesn't exist any more, and one that was lent does.
        protocol(call("t", "merge", &[&ann, &ann]), "handle 0 is given away and lent in one call");
        let merged = call("t", "merge", &[&ann, &bob]);
        assert!(merged.contains(&handle("t", 2)), "{merged}");
        protocol(call("t", "items", &[&ann]), "no resource with handle 0");
        assert!(call("t", "items", &[&bob]).contains("card of bob"));
        assert_eq!(call("t", "drop", &[&bob]), "ok({nodes: [tuple-value([])]})");
        protocol(call("t", "drop", &[&bob]), "no resource with handle 1");
        assert_eq!(ask(&host, "target/t", "values.carts()"), "1");
    }
}

#[test]
fn malformed_values_are_protocol_errors() {
    for guests in Guests::all() {
        let host = guests.host();
        let all = |first: i32| format!("record-value([{first}{}]), prim-bool(true)", ", 1".repeat(12));
        for (function, nodes) in [
            // These values have no root, a child that isn't there, and a child with a negative
            // index.
            (format!("{API}.{{add}}"), String::new()),
            (format!("{VALUES}.{{echo}}"), all(99)),
            (format!("{VALUES}.{{echo}}"), all(-1)),
        ] {
            let reply = raw(&host, "t", &function, &[&nodes]);
            assert!(reply.starts_with("err(protocol-error(\"malformed wit-value"), "{function} {nodes}: {reply}");
        }
        // This node contains itself in a place where a node of its kind is allowed.
        let cycle = "record-value([1, 2, 3, 4, 5, 6, 7, 8, 1, 1, 1, 1, 1]), prim-bool(true), \
            tuple-value([9, 10, 11, 12]), tuple-value([13, 14, 15, 16]), tuple-value([17, 18]), prim-char('a'), \
            prim-string(\"\"), list-value([]), option-value(some(8)), prim-u8(0), prim-u16(0), prim-s8(0), \
            prim-s16(0), \
            prim-u32(0), prim-u64(0), prim-s32(0), prim-s64(0), prim-float32(0), prim-float64(0)";
        let reply = raw(&host, "t", &format!("{VALUES}.{{echo}}"), &[cycle]);
        assert_eq!(reply, "err(protocol-error(\"malformed wit-value: node 8 contains itself\"))");
        let print = "test:target/surroundings@1.2.0.{print}";
        let mismatch = raw(&host, "t", print, &["prim-string(\"a\")", "prim-u8(1)"]);
        assert!(
            mismatch.contains("Parameter type mismatch: parameter `err`: expected string, got prim-u8"),
            "{mismatch}"
        );
        assert_eq!(ask(&host, "target/t", "api.get()"), "0", "the worker is none the worse for it");
    }
}
