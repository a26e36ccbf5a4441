//! `wasi:clocks/monotonic-clock`: the crate `wasip2`'s on wasm, [virtual time](super::super::virtual_time) elsewhere.

#[cfg(target_family = "wasm")]
pub(crate) use wasip2::clocks::monotonic_clock::subscribe_duration;

#[cfg(not(target_family = "wasm"))]
pub(crate) use crate::virtual_time::subscribe_duration;
