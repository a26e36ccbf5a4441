//! [`Backoff`]: how often to make a call that fails, and how long to wait in between.

use super::jitter::{Jitter, seed_of};
use std::time::Duration;

/// How often to try, and how long to wait in between: about twice as long each time.
///
/// ```
/// use golem_rpc_sdk::Backoff;
/// use std::time::Duration;
///
/// let backoff = Backoff::new(4, Duration::from_secs(1)).at_most(Duration::from_secs(3));
/// let delays: Vec<_> = backoff.into_iter().collect();
/// assert_eq!(delays.len(), 3);
/// assert!((Duration::from_millis(500)..=Duration::from_secs(1)).contains(&delays[0]));
/// assert!((Duration::from_millis(1500)..=Duration::from_secs(3)).contains(&delays[2]));
/// ```
///
/// # Not in step
///
/// A wait is shortened at random by up to half, so that callers which failed at the same time do
/// not call again at the same time. The random numbers follow from a seed, because they must be the
/// same when Golem replays what a worker did. Unless [`seeded_by`](Self::seeded_by) sets one, it is
/// made of the name of the worker, and of how many of its retries there were before: so neither two
/// workers nor two calls of one worker wait for the same times. Outside of Golem, in tests, the
/// worker counts as one without a name.
///
/// The name is read from the environment variable `GOLEM_WORKER_NAME` when a first attempt has
/// failed. That is an entry in the worker's log, unless the component has read its environment
/// before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backoff {
    attempts: u32,
    first: Duration,
    longest: Duration,
    total: Duration,
    seed: Option<u64>,
}

impl Backoff {
    /// At most `attempts` in all, and at least one. `first` is the wait after the first of them. No
    /// wait is longer than a minute, unless [`at_most`](Self::at_most) allows it.
    pub const fn new(attempts: u32, first: Duration) -> Self {
        Self { attempts, first, longest: Duration::from_secs(60), total: Duration::MAX, seed: None }
    }

    /// Limits each wait to `longest`.
    #[must_use]
    pub const fn at_most(self, longest: Duration) -> Self {
        Self { longest, ..self }
    }

    /// Limits all attempts and waits together to `total`, counted from when the first attempt
    /// begins. When the next attempt would begin later, the last error is given at once, without
    /// the wait.
    ///
    /// An attempt that is under way then fails with [`Elapsed`](crate::Elapsed) or
    /// [`RpcError::Elapsed`](crate::RpcError::Elapsed), if its error is of one of these types. An
    /// error of another type can't be made up: then the attempt goes on to its end, and is the
    /// last.
    #[must_use]
    pub const fn within(self, total: Duration) -> Self {
        Self { total, ..self }
    }

    /// Takes the seed from `name`, and from nothing else: the waits of all that is retried with it
    /// are the same.
    #[must_use]
    pub fn seeded_by(self, name: &str) -> Self {
        Self { seed: Some(seed_of(name)), ..self }
    }

    /// The limit of [`within`](Self::within).
    pub(crate) const fn total(&self) -> Duration {
        self.total
    }

    /// The waits of one more retry of this worker.
    pub(crate) fn delays(self) -> Delays {
        let jitter = self.seed.map_or_else(Jitter::of_next_retry, Jitter::seeded);
        self.with(jitter)
    }

    fn with(self, jitter: Jitter) -> Delays {
        Delays {
            left: self.attempts.saturating_sub(1),
            next: self.first.min(self.longest),
            longest: self.longest,
            jitter,
        }
    }
}

/// The waits of the first retry of a worker. They are the same each time.
impl IntoIterator for Backoff {
    type Item = Duration;
    type IntoIter = Delays;

    fn into_iter(self) -> Delays {
        let jitter = self.seed.map_or_else(Jitter::of_first_retry, Jitter::seeded);
        self.with(jitter)
    }
}

/// The waits of a [`Backoff`], one for each attempt but the first.
pub struct Delays {
    left: u32,
    next: Duration,
    longest: Duration,
    jitter: Jitter,
}

impl Iterator for Delays {
    type Item = Duration;

    fn next(&mut self) -> Option<Duration> {
        self.left = self.left.checked_sub(1)?;
        let (delay, next) = (self.next, self.next.saturating_mul(2).min(self.longest));
        self.next = next;
        Some(self.jitter.shorten(delay))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left as usize, Some(self.left as usize))
    }
}

impl std::fmt::Debug for Delays {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Delays").field("left", &self.left).finish_non_exhaustive()
    }
}
