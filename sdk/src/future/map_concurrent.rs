//! [`map_concurrent`]: a future for every item, but only so many at a time.

use super::crowd::Crowd;
use super::in_order::InOrder;
use crate::runtime::polled_again;
use futures_core::FusedFuture;
use std::fmt;
use std::iter::{Enumerate, Fuse};
use std::pin::Pin;
use std::task::{Context, Poll};

/// Turns each item into a future with `start` and runs at most `limit` of them at a time: one that ends makes room for the next item.
/// Gives all outputs, in the order of the items.
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
/// `start` is called when the future is polled, not before: a call made in it begins when there is room. A `limit` of 0 would let nothing
/// begin ever, so it counts as 1.
///
/// `start` may be an async closure, but several of its futures are there at the same time: one that
/// changes or owns what it captures can't lend it to all of them. Borrow it, or write `|item| { ..;
/// async move { .. } }`.
///
/// # Panics
///
/// When it is polled again after it was ready, and after a panic of `start` that was caught, which
/// has lost an item: it gives all outputs or none.
pub fn map_concurrent<I, S, F>(limit: usize, items: I, start: S) -> MapConcurrent<I::IntoIter, S, F::IntoFuture>
where
    I: IntoIterator,
    S: FnMut(I::Item) -> F,
    F: IntoFuture,
{
    MapConcurrent {
        limit: limit.max(1),
        items: items.into_iter().fuse().enumerate(),
        start,
        crowd: Crowd::empty(),
        begun: 0,
        ended: false,
        indexes: Vec::new(),
        outputs: InOrder::new(),
    }
}

/// The future of [`map_concurrent`].
#[must_use = "futures do nothing unless they are awaited"]
pub struct MapConcurrent<I, S, F: Future> {
    limit: usize,
    items: Enumerate<Fuse<I>>,
    start: S,
    crowd: Crowd<F>,
    /// How many items were turned into futures.
    begun: usize,
    ended: bool,
    /// Of which item the future at each of the crowd's places is.
    indexes: Vec<usize>,
    outputs: InOrder<F::Output>,
}

/// The futures are pinned in boxes of their own, and nothing else is pinned.
impl<I, S, F: Future> Unpin for MapConcurrent<I, S, F> {}

impl<I, S, A> MapConcurrent<I, S, A::IntoFuture>
where
    I: Iterator,
    S: FnMut(I::Item) -> A,
    A: IntoFuture,
{
    fn fill(&mut self) {
        while self.crowd.running() < self.limit
            && let Some((index, future)) = self.begin_next()
        {
            self.indexes.push(index);
            self.crowd.add(future);
        }
    }

    fn begin_next(&mut self) -> Option<(usize, A::IntoFuture)> {
        let (index, item) = self.items.next()?;
        self.begun += 1;
        Some((index, (self.start)(item).into_future()))
    }

    /// Takes the output of the future that ended at `place`, and gives the place to the next item.
    fn succeed(&mut self, place: usize, output: A::Output) {
        if let Some(index) = self.indexes.get(place) {
            self.outputs.put(*index, output);
        }
        if let Some((next, future)) = self.begin_next()
            && let Some(index) = self.indexes.get_mut(place)
        {
            *index = next;
            self.crowd.replace(place, future);
        }
    }
}

impl<I, S, A> Future for MapConcurrent<I, S, A::IntoFuture>
where
    I: Iterator,
    S: FnMut(I::Item) -> A,
    A: IntoFuture,
{
    type Output = Vec<A::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if self.ended {
            polled_again();
        }
        loop {
            match self.crowd.poll_next(cx) {
                Poll::Ready(Some((place, output))) => self.succeed(place, output),
                Poll::Ready(None) => {
                    self.fill();
                    if self.crowd.running() == 0 {
                        self.ended = true;
                        let begun = self.begun;
                        return Poll::Ready(self.outputs.take(begun));
                    }
                }
                Poll::Pending => return Poll::Pending,
            }
        }
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
        f.debug_struct("MapConcurrent").field("running", &self.crowd.running()).finish_non_exhaustive()
    }
}
