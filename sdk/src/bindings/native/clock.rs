//! `wasi:clocks/monotonic-clock` in virtual time.

use super::virtual_time::{Pollable, now as virtual_now};
use std::time::Duration;

/// A timer that is ready in so many nanoseconds.
pub(crate) fn subscribe_duration(nanos: u64) -> Pollable {
    Pollable::after(Duration::from_nanos(nanos))
}

/// A timer that is ready at a time of the clock, in nanoseconds.
pub(crate) fn subscribe_instant(nanos: u64) -> Pollable {
    if nanos == u64::MAX {
        return Pollable::never();
    }
    Pollable::after(Duration::from_nanos(nanos.saturating_sub(now())))
}

/// The time in nanoseconds. Like the real clock's, it starts again from zero after 584 years.
pub(crate) fn now() -> u64 {
    virtual_now().as_nanos() as u64
}
