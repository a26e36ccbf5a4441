//! `wasi:clocks/wall-clock`: that of the crate `wasip2` on wasm, virtual time elsewhere.

/// Seconds and nanoseconds since the beginning of 1970.
#[cfg(target_family = "wasm")]
pub(super) fn now() -> (u64, u32) {
    let now = wasip2::clocks::wall_clock::now();
    (now.seconds, now.nanoseconds)
}

#[cfg(not(target_family = "wasm"))]
pub(super) use super::native::clock::wall_clock_now as now;
