//! [`timeout`]: a future that may take so long and no longer.

use super::deadline::Deadline;
use super::one_timer::one_timer;
use crate::client::{RpcError, TOOK_TOO_LONG};
use crate::runtime::claim;
use crate::runtime::polled_again;
use futures_core::FusedFuture;
use pin_project::pin_project;
use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

/// Gives what `future` gives, or [`Elapsed`] when it has not ended once `duration` has passed, counted from this call.
///
/// When both are there at the same time, the output wins. With a `duration` of zero the future is polled just once; a remote call
/// has never ended by then.
///
/// ```
/// use golem_rpc_sdk::{Elapsed, block_on, sleep, timeout};
/// use std::time::Duration;
///
/// let slow = async {
///     sleep(Duration::from_secs(5)).await;
///     "done"
/// };
/// assert_eq!(block_on(timeout(Duration::from_secs(1), slow)), Err(Elapsed));
/// ```
///
/// # Cost
///
/// A call in a timeout is still a call to [`join_all`](crate::join_all()), which has one timer for
/// all of them: `join_all(workers.iter().map(|worker| timeout(SECOND, worker.get())))` passes one
/// more handle to the host in each poll that waits. (When the time is up, it waits for another
/// tenth of a millisecond to be sure that calls that it was not told of have not ended.) Elsewhere
/// a timeout is a pollable of its own beside that of the call.
///
/// # A call is not taken back
///
/// That a call took too long does not stop it: the target still runs it, now or later. To make it again is to risk that it runs
/// twice.
///
/// # On Golem
///
/// A worker that waits for a timer and nothing else is suspended when the timer takes 10 seconds or more. One that waits for a call
/// with a timeout is not: it stays in memory, as for the call alone.
///
/// # Errors of calls
///
/// Around a call it gives a result in a result. [`Elapsed`] turns into an [`RpcError`], so that in
/// a function whose error that is, two question marks do: `timeout(limit, counter.get()).await??`.
/// [`retry_at_least_once`](crate::retry_at_least_once()) sees both.
///
/// # Panics
///
/// When it is polled again after it was ready.
pub fn timeout<F: IntoFuture>(duration: Duration, future: F) -> Timeout<F::IntoFuture> {
    Timeout { future: future.into_future(), deadline: Deadline::after(duration), ended: false }
}

/// The future of [`timeout`].
#[pin_project]
#[must_use = "futures do nothing unless they are awaited"]
pub struct Timeout<F> {
    #[pin]
    future: F,
    deadline: Deadline,
    ended: bool,
}

impl<F: Future> Future for Timeout<F> {
    type Output = Result<F::Output, Elapsed>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        // A join that would wait in the stead of this timeout waits in that of the call within.
        let is_claimed = claim::is_on(&*self);
        let this = self.as_mut().project();
        if *this.ended {
            polled_again();
        }
        let (polled, key) = if is_claimed {
            claim::claiming(this.future, |future| future.poll(cx))
        } else {
            (this.future.poll(cx), None)
        };
        let polled = match (polled, key) {
            (Poll::Ready(output), _) => Poll::Ready(Ok(output)),
            (Poll::Pending, Some(key)) if !this.deadline.is_over() => {
                claim::give_up_until(key, this.deadline.time(), one_timer);
                return Poll::Pending;
            }
            (Poll::Pending, _) => this.deadline.poll(cx).map(|()| Err(Elapsed)),
        };
        *this.ended = polled.is_ready();
        polled
    }
}

impl<F: Future> FusedFuture for Timeout<F> {
    fn is_terminated(&self) -> bool {
        self.ended
    }
}

impl<F> fmt::Debug for Timeout<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Timeout")
    }
}

/// The time is up, and the future had not ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Elapsed;

impl fmt::Display for Elapsed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(TOOK_TOO_LONG)
    }
}

impl Error for Elapsed {}

impl From<Elapsed> for RpcError {
    fn from(_: Elapsed) -> Self {
        Self::Elapsed
    }
}
