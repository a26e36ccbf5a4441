//! [`LimitedSet`]: items that become futures, of which only so many run at a time.

use super::future_set::FutureSet;
use futures_core::Stream;
use std::iter::Fuse;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Where items come from.
pub(super) trait Items {
    type Item;

    /// The next item; `None` when there are no more.
    fn poll_item(&mut self, cx: &mut Context<'_>) -> Poll<Option<Self::Item>>;
}

impl<I: Iterator> Items for Fuse<I> {
    type Item = I::Item;

    fn poll_item(&mut self, _: &mut Context<'_>) -> Poll<Option<I::Item>> {
        Poll::Ready(self.next())
    }
}

/// A stream. `None` when it has ended.
pub(super) struct Streamed<T>(pub(super) Option<Pin<Box<T>>>);

impl<T: Stream> Items for Streamed<T> {
    type Item = T::Item;

    fn poll_item(&mut self, cx: &mut Context<'_>) -> Poll<Option<T::Item>> {
        let Some(stream) = &mut self.0 else { return Poll::Ready(None) };
        let polled = stream.as_mut().poll_next(cx);
        if let Poll::Ready(None) = polled {
            self.0 = None;
        }
        polled
    }
}

pub(super) struct LimitedSet<I, S, F> {
    limit: usize,
    items: I,
    start: S,
    set: FutureSet<F>,
    /// How many items were turned into futures.
    begun: usize,
    /// The item of the future in each slot of `set`.
    indexes: Vec<usize>,
    /// The slots whose futures have ended, which the next ones take.
    vacant: Vec<usize>,
}

impl<I, S, F> LimitedSet<I, S, F> {
    /// A `limit` of 0 counts as 1.
    pub(super) fn new(limit: usize, items: I, start: S) -> Self {
        Self {
            limit: limit.max(1),
            items,
            start,
            set: FutureSet::empty(),
            begun: 0,
            indexes: Vec::new(),
            vacant: Vec::new(),
        }
    }

    pub(super) fn items(&self) -> &I {
        &self.items
    }

    /// How many items were turned into futures, or were to be when that panicked.
    pub(super) fn begun(&self) -> usize {
        self.begun
    }

    /// How many futures have not ended.
    pub(super) fn running(&self) -> usize {
        self.set.running()
    }
}

impl<I, S, A> LimitedSet<I, S, A::IntoFuture>
where
    I: Items,
    S: FnMut(I::Item) -> A,
    A: IntoFuture,
{
    /// Begins what there is room for, and polls the futures that were woken, up to the first that
    /// ends: gives the index of its item, and its output. `None` when all items have had theirs.
    ///
    /// Nothing is begun in place of the one that ended before this is called again. So whoever
    /// stops at an error begins nothing more.
    pub(super) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<(usize, A::Output)>> {
        let more = self.fill(cx).is_pending();
        match self.set.poll_next(cx) {
            Poll::Ready(Some((slot, output))) => {
                self.vacant.push(slot);
                let index = self.indexes.get(slot).copied().unwrap_or_default();
                Poll::Ready(Some((index, output)))
            }
            Poll::Ready(None) if !more => Poll::Ready(None),
            _ => Poll::Pending,
        }
    }

    /// Pending when there is room for an item which is not there yet.
    fn fill(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        while self.set.running() < self.limit {
            let polled = self.items.poll_item(cx);
            let Poll::Ready(item) = polled else { return Poll::Pending };
            let Some(item) = item else { break };
            let index = self.begun;
            self.begun += 1;
            let future = (self.start)(item).into_future();
            let vacant = self.vacant.pop();
            match vacant.and_then(|slot| self.indexes.get_mut(slot).map(|index| (slot, index))) {
                Some((slot, index_in_slot)) => {
                    *index_in_slot = index;
                    self.set.replace(slot, future);
                }
                None => {
                    self.indexes.push(index);
                    self.set.add(future);
                }
            }
        }
        Poll::Ready(())
    }
}
