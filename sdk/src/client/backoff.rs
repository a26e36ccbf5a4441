//! [`Backoff`]: how often to make a call that fails, and how long to wait in between.

use crate::runtime::random::Random;
use std::time::Duration;

/// How often to try, and how long to wait in between: about twice as long each time.
///
/// A wait is shortened at random by up to half, so that callers which failed at the same time do
/// not call again at the same time. The random numbers follow from a seed, because they must be the
/// same when Golem replays what a worker did. Give each worker a seed of its own, for example its
/// name:
///
/// ```
/// use golem_rpc_sdk::Backoff;
/// use std::time::Duration;
///
/// let backoff = Backoff::new(4, Duration::from_secs(1));
/// let backoff = backoff.at_most(Duration::from_secs(3)).seeded_by("worker-1");
/// let delays: Vec<_> = backoff.into_iter().collect();
/// assert_eq!(delays.len(), 3);
/// assert!((Duration::from_millis(500)..=Duration::from_secs(1)).contains(&delays[0]));
/// assert!((Duration::from_millis(1500)..=Duration::from_secs(3)).contains(&delays[2]));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backoff {
    attempts: u32,
    first: Duration,
    longest: Duration,
    seed: u64,
}

impl Backoff {
    /// At most `attempts` in all, and at least one. `first` is the wait after the first of them. No
    /// wait is longer than a minute, unless [`at_most`](Self::at_most) allows it.
    pub const fn new(attempts: u32, first: Duration) -> Self {
        Self { attempts, first, longest: Duration::from_secs(60), seed: 0 }
    }

    /// Limits all waits to `longest`.
    #[must_use]
    pub const fn at_most(self, longest: Duration) -> Self {
        Self { longest, ..self }
    }

    /// Takes the seed from `name`.
    #[must_use]
    pub fn seeded_by(self, name: &str) -> Self {
        // The hash FNV-1a, which is the same on every platform and in every version.
        let seed = name
            .bytes()
            .fold(0xCBF2_9CE4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3));
        Self { seed, ..self }
    }
}

impl IntoIterator for Backoff {
    type Item = Duration;
    type IntoIter = Delays;

    fn into_iter(self) -> Delays {
        Delays {
            left: self.attempts.saturating_sub(1),
            next: self.first.min(self.longest),
            longest: self.longest,
            random: Random::seeded(self.seed),
        }
    }
}

/// The waits of a [`Backoff`], one for each attempt but the first.
pub struct Delays {
    left: u32,
    next: Duration,
    longest: Duration,
    random: Random,
}

impl Iterator for Delays {
    type Item = Duration;

    fn next(&mut self) -> Option<Duration> {
        self.left = self.left.checked_sub(1)?;
        let (delay, next) = (self.next, self.next.saturating_mul(2).min(self.longest));
        self.next = next;
        // Half of the delay, and a random part of the other half, in steps of 1/1024.
        let half = delay / 2;
        Some(half + half / 1024 * self.random.below(1025))
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
