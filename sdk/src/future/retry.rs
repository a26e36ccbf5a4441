//! [`retry_at_least_once`]: makes a call again, after a while, when it failed.

use super::fuse::Fuse;
use crate::client::{Backoff, RpcError, failed_calls};
use crate::time::sleep;
use futures_core::FusedFuture;

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
