//! [`retry_at_least_once`]: makes a call again, after a while, when it failed.

use super::fuse::Fuse;
use crate::client::{Backoff, Delays, RpcError, failed_calls};
use crate::runtime::deadline::Deadline;
use crate::runtime::timers::{Lasts, Timer};
use crate::time::Elapsed;
use futures_core::FusedFuture;
use std::any::TypeId;
use std::future::poll_fn;
use std::mem::{self, ManuallyDrop};
use std::pin::pin;
use std::task::{Context, Poll, ready};

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
    mut call: impl AsyncFnMut() -> Result<T, E>,
) -> impl FusedFuture<Output = Result<T, E>> {
    Fuse::new(again(backoff, |_| true, async move |_| call().await))
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
    worth_it: impl FnMut(&E) -> bool,
    mut call: impl AsyncFnMut() -> Result<T, E>,
) -> impl FusedFuture<Output = Result<T, E>> {
    retry_at_least_once_with(backoff, worth_it, async move |_| call().await)
}

/// Like [`retry_at_least_once_if`], but `call` is given the number of the attempt, from 1.
///
/// ```
/// use golem_rpc_sdk::{Backoff, RpcError, block_on, retry_at_least_once_with, sleep, timeout};
/// use std::time::Duration;
///
/// // Each attempt has more time than the one before, and all together have half a minute.
/// let backoff = Backoff::new(5, Duration::from_millis(100)).within(Duration::from_secs(30));
/// let ended = retry_at_least_once_with(backoff, |_| true, async |attempt| {
///     let call = async {
///         sleep(Duration::from_secs(5)).await;
///         attempt
///     };
///     timeout(Duration::from_secs(2) * attempt, call).await
/// });
/// assert_eq!(block_on(ended), Ok(3));
/// ```
///
/// # Panics
///
/// When it is polled again after it was ready.
#[must_use = "futures do nothing unless they are awaited"]
pub fn retry_at_least_once_with<T, E>(
    backoff: Backoff,
    mut worth_it: impl FnMut(&E) -> bool,
    call: impl AsyncFnMut(u32) -> Result<T, E>,
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
    mut call: impl AsyncFnMut(u32) -> Result<T, E>,
) -> Result<T, E> {
    failed_calls::watch();
    let mut pace = Pace::new(backoff);
    loop {
        let ended = {
            let mut attempt = pin!(call(pace.begin_attempt()));
            poll_fn(|cx| match attempt.as_mut().poll(cx) {
                Poll::Ready(ended) => Poll::Ready(ended),
                Poll::Pending => {
                    ready!(pace.poll_deadline(cx));
                    elapsed().map_or(Poll::Pending, |elapsed| Poll::Ready(Err(elapsed)))
                }
            })
            .await
        };
        let failure = match &ended {
            Ok(value) => failed_calls::error_in(value).map(Failure::OfCall),
            Err(error) => Some(Failure::OfAttempt(error)),
        };
        if !failure.is_some_and(&mut worth_it) || !pace.begin_pause() {
            return ended;
        }
        poll_fn(|cx| pace.poll_pause(cx)).await;
        if pace.deadline.is_over() {
            return ended;
        }
    }
}

/// When attempts begin, and when they have to end. It is not generic, so that a component with
/// several retries has this code once.
struct Pace {
    attempts: u32,
    delays: Delays,
    /// That of all attempts together.
    deadline: Deadline,
    /// For the deadline during an attempt, and for the next attempt during a pause.
    timer: Timer,
}

impl Pace {
    fn new(backoff: Backoff) -> Self {
        let deadline = Deadline::after(backoff.total());
        let timer = Timer::new(deadline.clone(), Lasts::ThisRun);
        Self { attempts: 0, delays: backoff.delays(), deadline, timer }
    }

    /// Gives the number of the attempt.
    fn begin_attempt(&mut self) -> u32 {
        self.timer = Timer::new(self.deadline.clone(), Lasts::ThisRun);
        self.attempts = self.attempts.saturating_add(1);
        self.attempts
    }

    /// Ready when the deadline is over.
    fn poll_deadline(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if self.deadline.is_never() { Poll::Pending } else { self.timer.poll(cx) }
    }

    /// Returns whether there is another attempt, after a pause.
    fn begin_pause(&mut self) -> bool {
        if self.deadline.is_over() {
            return false;
        }
        let next = self.delays.next().map(Deadline::after).filter(|next| self.deadline.leaves_time_for(next));
        next.map(|next| self.timer = Timer::new(next, Lasts::Restarts)).is_some()
    }

    fn poll_pause(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.timer.poll(cx)
    }
}

/// The error of an attempt that took too long, if an `E` can be one.
fn elapsed<E>() -> Option<E> {
    // SAFETY: neither of the two types has lifetimes.
    unsafe { cast(RpcError::Elapsed).or_else(|| cast(Elapsed)) }
}

/// `value` as an `E`, if that is its type. (`Any` can't do that, for it does not take an `E` with
/// lifetimes, although no such `E` is the type of the value.)
///
/// # Safety
///
/// `T` must have no lifetimes: they are not compared.
unsafe fn cast<T: 'static, E>(value: T) -> Option<E> {
    (typeid::of::<E>() == TypeId::of::<T>()).then(|| {
        let value = ManuallyDrop::new(value);
        // SAFETY: `E` is `T`, but for lifetimes, of which the caller says that there are none. The
        // original is not dropped, so there is still one value.
        unsafe { mem::transmute_copy(&value) }
    })
}

#[cfg(test)]
mod tests {
    use super::elapsed;
    use crate::{Elapsed, RpcError};

    #[test]
    fn there_is_an_elapsed_of_the_types_that_have_one() {
        assert_eq!(elapsed::<RpcError>(), Some(RpcError::Elapsed));
        assert_eq!(elapsed::<Elapsed>(), Some(Elapsed));
        assert_eq!(elapsed::<()>(), None);
        assert_eq!(elapsed::<&str>(), None);
        assert_eq!(elapsed::<Option<RpcError>>(), None);
        assert_eq!(elapsed::<Result<RpcError, RpcError>>(), None);
    }
}
