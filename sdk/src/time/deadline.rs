//! [`Deadline`]: the end of a [`timeout`](crate::timeout()), which waits on its own or has a join
//! wait in its stead.

use crate::bindings::clock::{now, subscribe_instant};
use crate::runtime::reactor::Registration;
use std::cell::Cell;
use std::task::{Context, Poll};
use std::time::Duration;

thread_local! {
    /// The latest time that a join is known to have waited for. It comes from polls, which Golem
    /// replays, so that the same deadlines are over on replay. It holds nothing to drop.
    static REACHED: Cell<u64> = const { Cell::new(0) };
}

/// A time of the monotonic clock, in nanoseconds, that stands for none: 584 years are never over.
pub(crate) const NONE: u64 = u64::MAX;

/// A time of the monotonic clock.
///
/// Golem logs that the clock was read, but commits nothing for it, as it does for a timer that is
/// made by its duration.
pub(crate) struct Deadline {
    time: u64,
    /// Made when it is waited for, unless a join does that for many.
    timer: Option<Registration>,
}

impl Deadline {
    /// So far from now. Without any time it is over at once, and the clock is not asked.
    pub(crate) fn after(duration: Duration) -> Self {
        let nanos = u64::try_from(duration.as_nanos()).unwrap_or(NONE);
        let time = if nanos == 0 { 0 } else { now().saturating_add(nanos) };
        Self { time, timer: None }
    }

    pub(crate) fn time(&self) -> u64 {
        self.time
    }

    /// Whether it is known to be over.
    pub(crate) fn is_over(&self) -> bool {
        is_reached(self.time)
    }

    /// Whether it is over; otherwise whoever asks is woken when it is.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if self.is_over() {
            return Poll::Ready(());
        }
        let time = self.time;
        let key = self.timer.get_or_insert_with(|| Registration::new(subscribe_instant(time))).key();
        if key.take_ready() {
            return Poll::Ready(());
        }
        key.wait(cx.waker());
        Poll::Pending
    }
}

/// Whether a time is known to have come.
pub(crate) fn is_reached(time: u64) -> bool {
    time <= REACHED.get()
}

/// A poll has said that it is `time` or later.
pub(crate) fn reached(time: u64) {
    REACHED.set(REACHED.get().max(time));
}
