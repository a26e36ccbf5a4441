//! `wasi:clocks/monotonic-clock` and `wall-clock` in virtual time.

use super::virtual_time::{self, Pollable, read_clock};
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
    Pollable::after(Duration::from_nanos(nanos.saturating_sub(nanoseconds(virtual_time::now()))))
}

/// The time in nanoseconds. Like the real clock's, it starts again from zero after 584 years.
pub(crate) fn now() -> u64 {
    nanoseconds(read_clock())
}

/// When virtual time begins, by the wall clock: with the year 2000, in seconds since that of 1970.
pub(super) const START: u64 = 946_684_800;

/// The time of the wall clock, in seconds and nanoseconds.
pub(crate) fn wall_clock_now() -> (u64, u32) {
    let now = read_clock();
    (START.saturating_add(now.as_secs()), now.subsec_nanos())
}

fn nanoseconds(time: Duration) -> u64 {
    time.as_nanos() as u64
}
