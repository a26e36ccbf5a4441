//! [`try_join_all`]: all values, or the first error.

use super::future_set::FutureSet;
use super::in_order::InOrder;
use crate::runtime::polled_again;
use futures_core::FusedFuture;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Runs `futures` side by side. Gives all values, in the order of the futures, or the error of the
/// first one that fails.
///
/// ```
/// use golem_rpc_sdk::{block_on, try_join_all};
///
/// async fn half(n: u32) -> Result<u32, String> {
///     if n % 2 == 0 { Ok(n / 2) } else { Err(format!("{n} is odd")) }
/// }
///
/// let halves = |numbers: [u32; 2]| try_join_all(numbers.map(half));
/// assert_eq!(block_on(halves([2, 4])), Ok(vec![1, 2]));
/// assert_eq!(block_on(halves([2, 5])), Err("5 is odd".to_owned()));
/// ```
///
/// An error ends it at once, and the futures that have not ended are dropped. Calls among them are
/// not taken back: their targets still run them.
///
/// # Cost
///
/// To learn of the first error, it waits for *every* pending call whenever it waits. For N calls
/// that end one after another, that passes N(N+1)/2 handles to the host. When it is enough to learn
/// of an error after all calls have ended, [`join_all`](crate::join_all()) costs a fraction of
/// that: `join_all(calls).await.into_iter().collect::<Result<Vec<_>, _>>()`.
///
/// # Panics
///
/// When it is polled again after it was ready.
pub fn try_join_all<I, T, E>(futures: I) -> TryJoinAll<<I::Item as IntoFuture>::IntoFuture, T>
where
    I: IntoIterator,
    I::Item: IntoFuture<Output = Result<T, E>>,
{
    TryJoinAll { set: Some(FutureSet::new(futures)), values: InOrder::new() }
}

/// The future of [`try_join_all`].
#[must_use = "futures do nothing unless they are awaited"]
pub struct TryJoinAll<F, T> {
    /// `None` when it has ended.
    set: Option<FutureSet<F>>,
    values: InOrder<T>,
}

/// The futures are pinned in boxes, so they stay where they are when this moves.
impl<F, T> Unpin for TryJoinAll<F, T> {}

impl<F, T, E> Future for TryJoinAll<F, T>
where
    F: Future<Output = Result<T, E>>,
{
    type Output = Result<Vec<T>, E>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { set: current, values } = &mut *self;
        let Some(set) = current else { polled_again() };
        let ended = loop {
            match set.poll_next(cx) {
                Poll::Ready(Some((index, Ok(value)))) => values.put(index, value),
                Poll::Ready(Some((_, Err(error)))) => break Err(error),
                Poll::Ready(None) => break Ok(values.take(set.len())),
                Poll::Pending => return Poll::Pending,
            }
        };
        *current = None;
        Poll::Ready(ended)
    }
}

impl<F, T, E> FusedFuture for TryJoinAll<F, T>
where
    F: Future<Output = Result<T, E>>,
{
    fn is_terminated(&self) -> bool {
        self.set.is_none()
    }
}

impl<F, T> fmt::Debug for TryJoinAll<F, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let running = self.set.as_ref().map_or(0, FutureSet::running);
        f.debug_struct("TryJoinAll").field("running", &running).finish_non_exhaustive()
    }
}
