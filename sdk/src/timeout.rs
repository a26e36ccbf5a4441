//! [`timeout`]: a future that may take so long and no longer.

use crate::sleep::{Sleep, sleep};
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
/// # A call is not taken back
///
/// That a call took too long does not stop it: the target still runs it, now or later. To make it again is to risk that it runs
/// twice.
///
/// # On Golem
///
/// A worker that waits for a timer and nothing else is suspended when the timer takes 10 seconds or more. One that waits for a call
/// with a timeout is not: it stays in memory, as for the call alone.
pub fn timeout<F: Future>(duration: Duration, future: F) -> Timeout<F> {
    Timeout { future, timer: sleep(duration) }
}

/// The future of [`timeout`].
#[pin_project]
#[must_use = "futures do nothing unless they are awaited"]
pub struct Timeout<F> {
    #[pin]
    future: F,
    timer: Sleep,
}

impl<F: Future> Future for Timeout<F> {
    type Output = Result<F::Output, Elapsed>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        if let Poll::Ready(output) = this.future.poll(cx) {
            return Poll::Ready(Ok(output));
        }
        Pin::new(this.timer).poll(cx).map(|()| Err(Elapsed))
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
        f.write_str("it took too long")
    }
}

impl Error for Elapsed {}
