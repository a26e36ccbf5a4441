//! [`try_join_all`]: all values, or the first error.

use super::crowd::Crowd;
use super::in_order::InOrder;
use crate::runtime::polled_again;
use futures_core::FusedFuture;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Runs `futures` side by side; gives all values, in the order of the futures, or the error of the first one that fails.
///
/// ```
/// use golem_rpc_sdk::{block_on, try_join_all};
///
/// let halves = |numbers: [u32; 2]| {
///     try_join_all(numbers.map(|n| async move { if n % 2 == 0 { Ok(n / 2) } else { Err(format!("{n} is odd")) } }))
/// };
/// assert_eq!(block_on(halves([2, 4])), Ok(vec![1, 2]));
/// assert_eq!(block_on(halves([2, 5])), Err("5 is odd".to_owned()));
/// ```
///
/// An error ends it at once: the futures that have not ended are dropped. Calls among them are not taken back, their targets still
/// run them.
///
/// # Cost
///
/// To be told of the first error it waits for *every* pending call whenever it waits, which for N calls that end one after another
/// passes N(N+1)/2 handles to the host. Where an error may wait until all calls have ended, [`join_all`](crate::join_all()) costs a
/// fraction: `join_all(calls).await.into_iter().collect::<Result<Vec<_>, _>>()`.
///
/// # Panics
///
/// When it is polled again after it was ready.
pub fn try_join_all<I, T, E>(futures: I) -> TryJoinAll<<I::Item as IntoFuture>::IntoFuture, T>
where
    I: IntoIterator,
    I::Item: IntoFuture<Output = Result<T, E>>,
{
    TryJoinAll { crowd: Some(Crowd::new(futures)), values: InOrder::new() }
}

/// The future of [`try_join_all`].
#[must_use = "futures do nothing unless they are awaited"]
pub struct TryJoinAll<F, T> {
    /// None when it has ended.
    crowd: Option<Crowd<F>>,
    values: InOrder<T>,
}

/// The futures are pinned in boxes of their own, and the values nowhere.
impl<F, T> Unpin for TryJoinAll<F, T> {}

impl<F, T, E> Future for TryJoinAll<F, T>
where
    F: Future<Output = Result<T, E>>,
{
    type Output = Result<Vec<T>, E>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { crowd: current, values } = &mut *self;
        let Some(crowd) = current else { polled_again() };
        let ended = loop {
            match crowd.poll_next(cx) {
                Poll::Ready(Some((index, Ok(value)))) => values.put(index, value),
                Poll::Ready(Some((_, Err(error)))) => break Err(error),
                Poll::Ready(None) => break Ok(values.take(crowd.places())),
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
        self.crowd.is_none()
    }
}

impl<F, T> fmt::Debug for TryJoinAll<F, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let running = self.crowd.as_ref().map_or(0, Crowd::running);
        f.debug_struct("TryJoinAll").field("running", &running).finish_non_exhaustive()
    }
}
