//! [`yield_now`]: lets the others go on.

use futures_core::FusedFuture;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Gives everything else that can go on its turn, and goes on after that. It is for code that
/// computes for long between two awaits.
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
/// It does not wait: time passes only as long as the others take. Calls and timers are looked at as
/// [`block_on`](crate::block_on()) says, which is not at every turn, and costs what it says there.
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
    /// The others had their turn, and it was told so.
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
