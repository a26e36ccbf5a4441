//! [`retry_at_least_once`]: makes a call again, after a while, when it failed.

use super::fuse::Fuse;
use super::random::Random;
use crate::client::{RpcError, failed_calls};
use crate::time::sleep;
use futures_core::FusedFuture;
use std::time::Duration;

/// Makes `call` until it succeeds, or until `backoff` allows no more attempts: then gives the last
/// error.
///
/// ```
/// use golem_rpc_sdk::{Backoff, block_on, retry_at_least_once};
/// use std::time::Duration;
///
/// let mut attempts = 0;
/// let backoff = Backoff::new(5, Duration::from_millis(100));
/// let third_time_lucky = retry_at_least_once(backoff, async || {
///     attempts += 1;
///     if attempts == 3 { Ok("lucky") } else { Err("busy") }
/// });
/// assert_eq!(block_on(third_time_lucky), Ok("lucky"));
/// ```
///
/// `call` is an async closure, or any closure that gives a future, such as `|| counter.get()`.
///
/// When an attempt is a call in a [`timeout`](crate::timeout()), its output is a result in a
/// result. It has failed when either of them is an error. The output of the last attempt is given
/// as it is.
///
/// # At least once
///
/// Each attempt is an invocation of its own. An attempt that failed for the caller, above all by a
/// timeout, may have run on the target, or may still run. So the target must be able to stand being
/// called several times for what was meant once.
///
/// # On Golem
///
/// Golem itself tries three times to run an invocation that traps. After that the worker stays
/// failed, and all calls to it fail. [`retry_at_least_once_if`] can tell such errors from others.
///
/// # Panics
///
/// When it is polled again after it was ready.
#[must_use = "futures do nothing unless they are awaited"]
pub fn retry_at_least_once<T, E>(
    backoff: Backoff,
    call: impl AsyncFnMut() -> Result<T, E>,
) -> impl FusedFuture<Output = Result<T, E>> {
    Fuse::new(again(backoff, |_| true, call))
}

/// Like [`retry_at_least_once`], but makes another attempt only after errors that are `worth_it`.
/// For calls that is [`RpcError::is_retryable`].
///
/// When an attempt is a call in a [`timeout`](crate::timeout()), `worth_it` is given the error of
/// the timeout. When the call itself failed, [`RpcError::is_retryable`] decides.
///
/// ```
/// use golem_rpc_sdk::{Backoff, RpcError, block_on, retry_at_least_once_if};
/// use std::time::Duration;
///
/// let mut attempts = 0;
/// let denied: Result<(), _> = block_on(retry_at_least_once_if(
///     Backoff::new(5, Duration::from_millis(100)),
///     RpcError::is_retryable,
///     async || {
///         attempts += 1;
///         Err(RpcError::Denied("not yours".to_owned()))
///     },
/// ));
/// assert!(denied.is_err());
/// assert_eq!(attempts, 1);
/// ```
///
/// # Panics
///
/// When it is polled again after it was ready.
#[must_use = "futures do nothing unless they are awaited"]
pub fn retry_at_least_once_if<T, E>(
    backoff: Backoff,
    mut worth_it: impl FnMut(&E) -> bool,
    call: impl AsyncFnMut() -> Result<T, E>,
) -> impl FusedFuture<Output = Result<T, E>> {
    let worth_it = move |failure: Failure<'_, E>| match failure {
        Failure::OfAttempt(error) => worth_it(error),
        Failure::OfCall(error) => error.is_retryable(),
    };
    Fuse::new(again(backoff, worth_it, call))
}

/// Why an attempt has failed.
enum Failure<'a, E> {
    /// Its output is an error.
    OfAttempt(&'a E),
    /// Its output is `Ok`, but what is in that is the error of a call.
    OfCall(&'a RpcError),
}

async fn again<T, E>(
    backoff: Backoff,
    mut worth_it: impl FnMut(Failure<'_, E>) -> bool,
    mut call: impl AsyncFnMut() -> Result<T, E>,
) -> Result<T, E> {
    failed_calls::watch();
    let mut delays = backoff.into_iter();
    loop {
        let ended = call().await;
        let failure = match &ended {
            Ok(value) => failed_calls::error_in(value).map(Failure::OfCall),
            Err(error) => Some(Failure::OfAttempt(error)),
        };
        let delay = failure.is_some_and(&mut worth_it).then(|| delays.next()).flatten();
        match delay {
            Some(delay) => sleep(delay).await,
            None => return ended,
        }
    }
}

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
