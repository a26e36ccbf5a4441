//! `wasi:clocks/monotonic-clock`: that of the crate `wasip2` on wasm, virtual time elsewhere.

#[cfg(target_family = "wasm")]
pub(crate) use wasip2::clocks::monotonic_clock::{now, subscribe_duration, subscribe_instant};

#[cfg(not(target_family = "wasm"))]
pub(crate) use super::native::clock::{now, subscribe_duration, subscribe_instant};
