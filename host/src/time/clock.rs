//! [`Clock`]: what time it is for a host and its workers, real or virtual.

use std::{
    future::{Future, pending},
    time::{Duration, Instant, SystemTime},
};

use tokio::task::coop::cooperative;

use super::virtual_clock::{VIRTUAL_START, VirtualClock};

/// The clock of a host and all its workers. All times are in nanoseconds since the host started.
#[derive(Clone, Debug)]
pub(crate) enum Clock {
    Real {
        start: Instant,
        /// What the clock showed at `start`: more than zero if the host goes on with what an
        /// earlier process has begun.
        shown: u64,
    },
    Virtual(VirtualClock),
}

impl Clock {
    #[cfg(test)]
    pub fn real() -> Self {
        Self::real_that_shows(0)
    }

    /// A clock that shows this now.
    pub fn real_that_shows(shown: u64) -> Self {
        Self::Real { start: Instant::now(), shown }
    }

    pub fn now(&self) -> u64 {
        match self {
            Self::Real { start, shown } => {
                u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX).saturating_add(*shown)
            }
            Self::Virtual(clock) => clock.now(),
        }
    }

    /// What this clock shows when the wall clock shows `time`, which is counted from the beginning
    /// of 1970. A time that has passed is now at the latest.
    pub fn when_wall_clock_shows(&self, time: Duration) -> u64 {
        let since_start = match self {
            Self::Real { .. } => {
                let wall = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
                Duration::from_nanos(self.now()).saturating_add(time.saturating_sub(wall))
            }
            Self::Virtual(_) => time.saturating_sub(VIRTUAL_START),
        };
        u64::try_from(since_start.as_nanos()).unwrap_or(u64::MAX)
    }

    /// Whether, at `now`, a timer that ends at `time` ends too late for anybody to wait for it: in
    /// a hundred years or more.
    ///
    /// Virtual time can jump a hundred years. So there only the last time that can be counted is
    /// never, and not even that for a worker that comes close to it and wants to wait for a short
    /// while.
    pub fn is_never(&self, now: u64, time: u64) -> bool {
        let is_far = time.saturating_sub(now) >= CENTURY;
        match self {
            Self::Real { .. } => is_far,
            Self::Virtual(_) => is_far && time == u64::MAX,
        }
    }

    /// Waits until it is `deadline`, or not at all if it is later than that.
    pub async fn sleep_until(&self, deadline: u64) {
        match self {
            Self::Real { start, shown } => {
                match start.checked_add(Duration::from_nanos(deadline.saturating_sub(*shown))) {
                    Some(deadline) => tokio::time::sleep_until(deadline.into()).await,
                    None => pending().await,
                }
            }
            // Tokio's timers take a step of the task's budget, too. With it a `poll` reports as
            // many timers in virtual time as in real time: see `HostBuilder::virtual_time`.
            Self::Virtual(clock) if clock.now() < deadline => cooperative(clock.sleep_until(deadline)).await,
            Self::Virtual(_) => {}
        }
    }

    /// The output of `future`, or `None` if that takes longer than `limit`.
    pub async fn timeout<T>(&self, limit: Duration, future: impl Future<Output = T>) -> Option<T> {
        let limit = u64::try_from(limit.as_nanos()).unwrap_or(u64::MAX);
        tokio::select! {
            biased;
            output = future => Some(output),
            () = self.sleep_until(self.now().saturating_add(limit)) => None,
        }
    }
}

/// A hundred years in nanoseconds.
const CENTURY: u64 = 100 * 365 * 24 * 60 * 60 * 1_000_000_000;
