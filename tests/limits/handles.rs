//! Handles that are never dropped.

use crate::{ask, assert_hit, limited};
use golem_rpc_host::LimitHit;

#[test]
fn of_each_kind() {
    let host = limited(|limits| limits.handles = Some(1_000));
    for kind in ["clients", "futures", "failed-futures", "pollables", "output-streams", "http-fields"] {
        let leak = |n: u32| format!("handles.leak({kind}, {n})");
        assert_eq!(ask(&host, kind, &leak(500)), "500");
        assert_hit(&host, LimitHit::Handles(1_000), kind, &leak(600));
    }
}

#[test]
fn by_default() {
    let host = limited(|_| {});
    assert_hit(&host, LimitHit::Handles(100_000), "w", "handles.leak(pollables, 110000)");
}

/// Long names count as well, so a few clients with long names take as much as many with short ones.
#[test]
fn clients_with_long_names() {
    let host = limited(|limits| limits.handles = Some(200));
    // Each name has about one KiB.
    assert_hit(&host, LimitHit::Handles(200), "w", "handles.leak(clients, 199)");
    assert_eq!(ask(&host, "other", "handles.leak(clients, 150)"), "150");
}

/// A handle that was dropped leaves room for another.
#[test]
fn one_after_another() {
    let host = limited(|limits| limits.handles = Some(100));
    assert_eq!(ask(&host, "w", "crowds.flood(\"target\", 1000, 1)"), "0");
    assert_eq!(ask(&host, "w", "crowds.mesh(20, 50)"), "0");
}
