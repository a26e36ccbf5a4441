//! [`FutureSet`]: futures that run side by side, of which the next one to end is wanted.

use crate::runtime::ready_queue::{ReadyQueue, poll_woken};
use std::pin::Pin;
use std::task::{Context, Poll};

/// Futures with a slot each. Only those that were woken are polled.
///
/// A pinned future must not move. So each has a box of its own, and the list of boxes may grow
/// while the futures in it are running.
pub(crate) struct FutureSet<F> {
    /// `None` where a future has ended.
    slots: Vec<Pin<Box<Option<F>>>>,
    running: usize,
    ready: ReadyQueue,
}

impl<F> FutureSet<F> {
    pub(crate) fn new(futures: impl IntoIterator<Item: IntoFuture<IntoFuture = F>>) -> Self {
        let mut set = Self::empty();
        futures.into_iter().for_each(|future| set.add(future.into_future()));
        set
    }

    pub(crate) fn empty() -> Self {
        Self { slots: Vec::new(), running: 0, ready: ReadyQueue::default() }
    }

    /// The number of slots, with and without a running future.
    pub(crate) fn len(&self) -> usize {
        self.slots.len()
    }

    /// How many futures have not ended.
    pub(crate) fn running(&self) -> usize {
        self.running
    }

    /// Adds a future, in a new slot.
    pub(crate) fn add(&mut self, future: F) {
        self.ready.add(self.slots.len());
        self.slots.push(Box::pin(Some(future)));
        self.running += 1;
    }

    /// Adds a future in the slot of one that has ended. Nothing happens when that slot's future is
    /// still running.
    pub(crate) fn replace(&mut self, index: usize, future: F) {
        if let Some(vacant) = self.slots.get_mut(index).filter(|slot| slot.is_none()) {
            vacant.set(Some(future));
            self.ready.add(index);
            self.running += 1;
        }
    }
}

impl<F: Future> FutureSet<F> {
    /// Polls the futures that were woken, up to the first that ends: gives the index of its slot
    /// and its output. `None` when no future is running.
    pub(crate) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<(usize, F::Output)>> {
        self.ready.listen(cx.waker());
        self.ready.begin_round();
        while let Some((index, waker)) = self.ready.next() {
            let Some(slot) = self.slots.get_mut(index) else { continue };
            let Some(future) = slot.as_mut().as_pin_mut() else { continue };
            if let Poll::Ready(output) = poll_woken(&waker, |cx| future.poll(cx)) {
                slot.set(None);
                self.running -= 1;
                return Poll::Ready(Some((index, output)));
            }
        }
        if self.ready.is_stopped() {
            cx.waker().wake_by_ref();
        }
        if self.running == 0 { Poll::Ready(None) } else { Poll::Pending }
    }
}
