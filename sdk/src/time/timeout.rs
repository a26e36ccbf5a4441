//! [`timeout`]: limits how long a future may take.

use crate::client::{RpcError, TOOK_TOO_LONG};
use crate::runtime::deadline::Deadline;
use crate::runtime::delegation::{Child, limit_delegated};
use crate::runtime::polled_again;
use crate::runtime::shared_timer::shared_timer;
use crate::runtime::timers::{Lasts, Timer};
use futures_core::FusedFuture;
use pin_project::pin_project;
use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

/// Gives the output of `future`, or [`Elapsed`] when it has not ended once `duration` has passed,
/// counted from this call (to be exact, from the next wait in the host).
///
/// Calls have this as a function, [`RpcFuture::timeout`](crate::RpcFuture::timeout), which gives
/// their own result with [`RpcError::Elapsed`] as the error.
///
/// When the future has ended by the time that the duration has passed, its output is given. With a
/// `duration` of zero the future is polled just once, by which no remote call has ended.
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
/// [`join_all`](crate::join_all()) treats a call in a timeout like any other call, and has a single
/// timer for all of them: `join_all(workers.iter().map(|worker| timeout(SECOND, worker.get())))`
/// passes one more handle to the host in each poll that waits. When the time is over, it waits for
/// another tenth of a millisecond, to find calls that have ended but were not told of yet.
/// Elsewhere, too, all timeouts and [sleeps](crate::sleep()) together are one handle.
///
/// # A call is not taken back
///
/// A call that took too long is not stopped: the target still runs it, now or later. If it is made
/// again, it may run twice.
///
/// # On Golem
///
/// A worker that waits for nothing but timers of 10 seconds or more is suspended. One that waits
/// for a call with a timeout is not: it stays in memory, as it does for the call alone.
///
/// # Errors of calls
///
/// Around a call it gives a result in a result. [`Elapsed`] converts into an [`RpcError`]. So in a
/// function with that error, write `timeout(limit, counter.get()).await??`.
/// [`retry_at_least_once`](crate::retry_at_least_once()) tries again after either error.
///
/// # Panics
///
/// When it is polled again after it was ready.
pub fn timeout<F: IntoFuture>(duration: Duration, future: F) -> Timeout<F::IntoFuture> {
    let timer = Timer::new(Deadline::after(duration), Lasts::ThisRun);
    Timeout { future: future.into_future(), timer, ended: false }
}

/// The future of [`timeout`].
#[pin_project]
#[must_use = "futures do nothing unless they are awaited"]
pub struct Timeout<F> {
    #[pin]
    future: F,
    timer: Timer,
    ended: bool,
}

impl<F: Future> Future for Timeout<F> {
    type Output = Result<F::Output, Elapsed>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let own = Child::of(&*self);
        let this = self.as_mut().project();
        if *this.ended {
            polled_again();
        }
        // If a join would wait in place of this timeout, it may as well wait in place of the call
        // within, until the deadline.
        let may_delegate = own.passes_on_to(Child::of(&*this.future));
        let polled = match this.future.poll(cx) {
            Poll::Ready(output) => Poll::Ready(Ok(output)),
            Poll::Pending => {
                let deadline = this.timer.deadline();
                if may_delegate && !deadline.is_over() && limit_delegated(deadline, shared_timer) {
                    return Poll::Pending;
                }
                this.timer.poll(cx).map(|()| Err(Elapsed))
            }
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

/// The time was over before the future had ended.
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
