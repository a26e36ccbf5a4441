//! [`try_map_concurrent`]: as `map_concurrent`, up to the first error.

use super::in_order::InOrder;
use super::limited_set::LimitedSet;
use crate::runtime::polled_again;
use futures_core::FusedFuture;
use std::fmt;
use std::iter::Fuse;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// Turns each item into a future with `start`, and runs at most `limit` of them at a time. Gives
/// all values, in the order of the items, or the error of the first one that fails.
///
/// ```
/// use golem_rpc_sdk::{block_on, try_map_concurrent};
///
/// let mut begun = 0;
/// let halves = try_map_concurrent(2, [2, 4, 5, 6, 8], |n: u32| {
///     begun += 1;
///     async move { if n % 2 == 0 { Ok(n / 2) } else { Err(format!("{n} is odd")) } }
/// });
/// assert_eq!(block_on(halves), Err("5 is odd".to_owned()));
/// assert!(begun < 5);
/// ```
///
/// An error ends it at once: no further item begins, and the futures that have not ended are
/// dropped. Calls among them are not taken back: their targets still run them. All else is as for
/// [`map_concurrent`](crate::map_concurrent()).
///
/// # Panics
///
/// As [`map_concurrent`](crate::map_concurrent()).
pub fn try_map_concurrent<I, S, F, T, E>(
    limit: usize,
    items: I,
    start: S,
) -> TryMapConcurrent<I::IntoIter, S, F::IntoFuture, T>
where
    I: IntoIterator,
    S: FnMut(I::Item) -> F,
    F: IntoFuture<Output = Result<T, E>>,
{
    let set = LimitedSet::new(limit, items.into_iter().fuse(), start);
    TryMapConcurrent { set: Some(set), values: InOrder::new() }
}

/// The future of [`try_map_concurrent`].
#[must_use = "futures do nothing unless they are awaited"]
pub struct TryMapConcurrent<I, S, F, T> {
    /// `None` when it has ended.
    set: Option<LimitedSet<Fuse<I>, S, F>>,
    values: InOrder<T>,
}

/// The futures are pinned in boxes, so they stay where they are when this moves.
impl<I, S, F, T> Unpin for TryMapConcurrent<I, S, F, T> {}

impl<I, S, A, T, E> Future for TryMapConcurrent<I, S, A::IntoFuture, T>
where
    I: Iterator,
    S: FnMut(I::Item) -> A,
    A: IntoFuture<Output = Result<T, E>>,
{
    type Output = Result<Vec<T>, E>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { set: current, values } = &mut *self;
        let Some(set) = current else { polled_again() };
        let ended = loop {
            match ready!(set.poll_next(cx)) {
                Some((index, Ok(value))) => values.put(index, value),
                Some((_, Err(error))) => break Err(error),
                None => break Ok(values.take(set.begun())),
            }
        };
        *current = None;
        Poll::Ready(ended)
    }
}

impl<I, S, A, T, E> FusedFuture for TryMapConcurrent<I, S, A::IntoFuture, T>
where
    I: Iterator,
    S: FnMut(I::Item) -> A,
    A: IntoFuture<Output = Result<T, E>>,
{
    fn is_terminated(&self) -> bool {
        self.set.is_none()
    }
}

impl<I, S, F, T> fmt::Debug for TryMapConcurrent<I, S, F, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let running = self.set.as_ref().map_or(0, LimitedSet::running);
        f.debug_struct("TryMapConcurrent").field("running", &running).finish_non_exhaustive()
    }
}
