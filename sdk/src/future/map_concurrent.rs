//! [`map_concurrent`]: a future for each item, of which only so many run at a time.

use super::in_order::InOrder;
use super::limited_set::LimitedSet;
use crate::runtime::polled_again;
use futures_core::FusedFuture;
use std::fmt;
use std::iter::Fuse;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// Turns each item into a future with `start`, and runs at most `limit` of them at a time. Gives
/// all outputs, in the order of the items.
///
/// ```
/// use golem_rpc_sdk::{block_on, map_concurrent, sleep, virtual_time};
/// use std::time::Duration;
///
/// let squares = map_concurrent(2, 1..=4, |n| async move {
///     sleep(Duration::from_secs(1)).await;
///     n * n
/// });
/// assert_eq!(block_on(squares), [1, 4, 9, 16]);
/// assert_eq!(virtual_time::now(), Duration::from_secs(2));
/// ```
///
/// `start` is called for the next item when fewer than `limit` futures are running, so a call made
/// in it begins only then. A `limit` of 0 counts as 1.
///
/// `start` may be an async closure that borrows what it captures. It can't be one that changes or
/// owns it, for several of its futures run at the same time and can't all have it. Then write
/// `|item| { ..; async move { .. } }`.
///
/// [`try_map_concurrent`](crate::try_map_concurrent()) ends with the first error.
/// [`map_concurrent_stream`](crate::map_concurrent_stream()) takes items and gives outputs as they
/// come.
///
/// # Panics
///
/// When it is polled again after it was ready. Also at its end, if `start` has panicked and the
/// panic was caught: an item is lost then, and it gives all outputs or none.
pub fn map_concurrent<I, S, F>(limit: usize, items: I, start: S) -> MapConcurrent<I::IntoIter, S, F::IntoFuture>
where
    I: IntoIterator,
    S: FnMut(I::Item) -> F,
    F: IntoFuture,
{
    let set = LimitedSet::new(limit, items.into_iter().fuse(), start);
    MapConcurrent { set, ended: false, outputs: InOrder::new() }
}

/// The future of [`map_concurrent`].
#[must_use = "futures do nothing unless they are awaited"]
pub struct MapConcurrent<I, S, F: Future> {
    set: LimitedSet<Fuse<I>, S, F>,
    ended: bool,
    outputs: InOrder<F::Output>,
}

/// The futures are pinned in boxes, so they stay where they are when this moves.
impl<I, S, F: Future> Unpin for MapConcurrent<I, S, F> {}

impl<I, S, A> Future for MapConcurrent<I, S, A::IntoFuture>
where
    I: Iterator,
    S: FnMut(I::Item) -> A,
    A: IntoFuture,
{
    type Output = Vec<A::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { set, ended, outputs } = &mut *self;
        if *ended {
            polled_again();
        }
        while let Some((index, output)) = ready!(set.poll_next(cx)) {
            outputs.put(index, output);
        }
        *ended = true;
        Poll::Ready(outputs.take(set.begun()))
    }
}

impl<I, S, A> FusedFuture for MapConcurrent<I, S, A::IntoFuture>
where
    I: Iterator,
    S: FnMut(I::Item) -> A,
    A: IntoFuture,
{
    fn is_terminated(&self) -> bool {
        self.ended
    }
}

impl<I, S, F: Future> fmt::Debug for MapConcurrent<I, S, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MapConcurrent").field("running", &self.set.running()).finish_non_exhaustive()
    }
}
