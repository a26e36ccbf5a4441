//! Requests whose content is much larger than their encoding.

use crate::{ask, limited};
use golem_rpc_host::Host;
use std::fs;

const TAKE_ALL: &str = "test:attacker/counter.{take-all}";

fn send(host: &Host, how: &str, kind: &str, n: u32) -> String {
    let uri = format!("urn:worker:{}/target", host.component_id("attacker").unwrap());
    ask(host, "villain", &format!("requests.{how}({uri:?}, {TAKE_ALL:?}, {kind}, {n})"))
}

fn refused(bytes: usize) -> String {
    format!("the size of a request may be no more than {bytes} bytes")
}

/// The parameters would take 100 GB. The default limit refuses them.
#[test]
fn a_text_that_is_shared() {
    let host = limited(|_| {});
    for _ in 0..3 {
        let told = send(&host, "send", "shared-text", 100_000);
        assert!(told.starts_with("err(\"RpcError::Denied") && told.contains(&refused(256 << 20)), "{told}");
        assert_eq!(send(&host, "tell", "shared-text", 100_000), "ok", "nobody waits for it");
    }
    host.idle_blocking();
    assert_eq!(send(&host, "send", "shared-text", 8), "ok(\"2 nodes\")");
    assert_eq!(ask(&host, "target", "counter.value()"), "0");
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse().ok());
    assert!(peak.is_none_or(|peak: usize| peak < 3 << 20), "{peak:?} KiB");
}

#[test]
fn the_limit_is_of_what_is_made() {
    let host = limited(|limits| limits.request_size = Some(4 << 20));
    assert_eq!(send(&host, "send", "shared-text", 3), "ok(\"2 nodes\")");
    let told = send(&host, "send", "shared-text", 4);
    assert!(told.starts_with("err(\"RpcError::Denied") && told.contains(&refused(4 << 20)), "{told}");
}

#[test]
fn the_name_of_the_function_counts() {
    let host = limited(|limits| limits.request_size = Some(1 << 20));
    for (kind, n) in [("long-name", (1 << 20) + 1), ("braces-as-name", 1 << 19)] {
        let told = send(&host, "send", kind, n);
        assert!(told.starts_with("err(\"RpcError::Denied") && told.contains(&refused(1 << 20)), "{}", told.len());
    }
}

/// Each node refers twice to the next one, so that the content doubles with each node.
#[test]
fn towers_of_shared_nodes() {
    let host = limited(|_| {});
    for kind in ["doubling-lists", "doubling-tuples"] {
        let told = send(&host, "send", kind, 60);
        assert!(told.contains("Parameter type mismatch"), "{told}");
    }
}
