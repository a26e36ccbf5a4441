//! [`Deadline`]: when a [`timeout`](crate::timeout()) is over.

use crate::bindings::clock::{now, subscribe_instant};
use crate::runtime::reactor::Registration;
use std::cell::Cell;
use std::task::{Context, Poll};
use std::time::Duration;

thread_local! {
    /// The latest time that some poll is known to have waited for. Which deadlines are over is told
    /// by this and not by the clock: Golem replays polls, so the same deadlines are over again when
    /// a worker is restarted. There is nothing in it to drop, so it can be used up to the end of
    /// the thread.
    static REACHED: Cell<u64> = const { Cell::new(0) };
}

/// The time that stands for no deadline: the clock of a worker does not run for 584 years.
pub(crate) const NONE: u64 = u64::MAX;

/// A time of the monotonic clock, and a timer for it once somebody waits.
///
/// It is made by reading the clock, not by a timer with a duration: Golem commits its log to disk
/// for each timer that is made by its duration, but not for a reading of the clock.
pub(crate) struct Deadline {
    /// In nanoseconds.
    time: u64,
    /// `None` until it is waited for. In a join it stays so, for the join has one timer for many.
    timer: Option<Registration>,
}

impl Deadline {
    /// So far from now. A duration of zero is over at once, without a look at the clock.
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

    /// Ready when it is over; otherwise the task of `cx` is woken then.
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

/// Notes that a poll has waited until `time`.
pub(crate) fn reached(time: u64) {
    REACHED.set(REACHED.get().max(time));
}
