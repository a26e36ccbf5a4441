//! [`sleep`]: waits for a time.

use crate::runtime::deadline::Deadline;
use crate::runtime::timers::{Lasts, Timer};
use futures_core::FusedFuture;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

/// Ends once `duration` has passed, counted from this call and not from the first poll.
///
/// To be exact, it is counted from the next wait in the host: what the component computes until
/// then is not part of it. One reading of the clock serves all that begin at that moment, and one
/// timer in the host serves all that are pending.
///
/// A duration of zero ends at once, without a call of the host. One of more than 584 years, which
/// is the number of nanoseconds that fits into a `u64`, is cut to that.
///
/// ```
/// use golem_rpc_sdk::{block_on, sleep, virtual_time};
/// use std::time::Duration;
///
/// block_on(sleep(Duration::from_secs(3600)));
/// // Outside of a component time is virtual, so this does not really wait.
/// assert_eq!(virtual_time::now(), Duration::from_secs(3600));
/// ```
///
/// # On Golem
///
/// When a worker waits for nothing but timers, and the next one is 10 seconds or more away, Golem
/// suspends the worker, which then costs nothing. A worker that also waits for a call, as in
/// [`timeout`](crate::timeout()), is not suspended. A worker that is restarted meanwhile goes on
/// waiting until the same time.
pub fn sleep(duration: Duration) -> Sleep {
    Sleep(Some(Timer::new(Deadline::after(duration), Lasts::Restarts)))
}

/// The future of [`sleep`]. `None` when it has given its output.
#[must_use = "nobody waits for it unless it is awaited"]
pub struct Sleep(Option<Timer>);

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if let Some(timer) = &mut self.0 {
            ready!(timer.poll(cx));
            self.0 = None;
        }
        Poll::Ready(())
    }
}

impl FusedFuture for Sleep {
    fn is_terminated(&self) -> bool {
        self.0.is_none()
    }
}

impl fmt::Debug for Sleep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sleep")
    }
}
