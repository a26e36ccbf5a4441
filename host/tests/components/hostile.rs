//! Attacks on the host that only components in text can make. The others are in
//! `tests/host/hostile.rs`.

use crate::support::{API, ask, construct, fails, host, uri};

/// A request larger than the engine passes over the boundary at all, without any limit on requests.
#[test]
fn a_giant_value() {
    let host = host();
    let client = construct(&host, "driver/d", "t");
    let give = |nodes: u32| format!("give({client}, \"{API}.{{add}}\", {nodes})");
    assert!(ask(&host, "driver/d", &give(1)).contains("Parameter type mismatch"));
    let error = fails(&host, "driver/d", &give(15_000_000));
    assert!(error.contains("too much data"), "{error}");
    assert_eq!(ask(&host, "target/t", "api.get()"), "0");
}

/// Numbers of handles are used again, so the next one shows how many handles there are.
#[test]
fn thousands_of_futures_dropped() {
    let host = host();
    let client = construct(&host, "driver/d", "t");
    let next_handle = || ask(&host, "driver/d", &format!("construct({:?})", uri(&host, "target", "t")));
    let before: u32 = next_handle().parse().unwrap();
    ask(&host, "driver/d", &format!("drop-futures({client}, \"{API}.{{count}}\", 50000)"));
    assert_eq!(next_handle().parse::<u32>().unwrap(), before + 1, "none is left in the table");
}
