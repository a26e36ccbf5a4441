//! `wasi:clocks/monotonic-clock`: the crate `wasip2`'s on wasm, [virtual time](super::super::virtual_time) elsewhere.

#[cfg(target_family = "wasm")]
pub(crate) use wasip2::clocks::monotonic_clock::{now, subscribe_duration, subscribe_instant};

#[cfg(not(target_family = "wasm"))]
pub(crate) use crate::virtual_time::{now_nanos as now, subscribe_duration, subscribe_instant};
