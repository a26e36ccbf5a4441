//! [`yield_now`]: lets other futures go on.

use futures_core::FusedFuture;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Lets everything else that can go on be polled once, and goes on after that. It is for code that
/// computes for long between two awaits: without it, all other futures of the component wait.
///
/// ```
/// use golem_rpc_sdk::{block_on, spawn_local, yield_now};
///
/// block_on(async {
///     let sum = spawn_local(async {
///         let mut sum = 0;
///         for piece in [[1u64, 2], [3, 4]] {
///             sum += piece.into_iter().sum::<u64>();
///             yield_now().await;
///         }
///         sum
///     });
///     assert_eq!(sum.await, 10);
/// });
/// ```
///
/// It does not wait for calls or timers. When [`block_on`](crate::block_on()) looks whether one has
/// ended, and what that costs, is described there: not at each `yield_now`.
pub fn yield_now() -> YieldNow {
    YieldNow(State::Begun)
}

/// The future of [`yield_now`].
#[derive(Debug)]
#[must_use = "futures do nothing unless they are awaited"]
pub struct YieldNow(State);

#[derive(Debug)]
enum State {
    Begun,
    Yielded,
    /// It has given its output.
    Done,
}

impl Future for YieldNow {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if let State::Begun = self.0 {
            self.0 = State::Yielded;
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        self.0 = State::Done;
        Poll::Ready(())
    }
}

impl FusedFuture for YieldNow {
    fn is_terminated(&self) -> bool {
        matches!(self.0, State::Done)
    }
}
