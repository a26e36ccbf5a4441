//! Futures side by side, of which the next one to end is wanted.

use crate::runtime::wakes::{Wakes, poll_woken};
use std::pin::Pin;
use std::task::{Context, Poll};

/// Each future has a box of its own: more can come while others stay where they are pinned.
pub(crate) struct Crowd<F> {
    places: Vec<Pin<Box<Option<F>>>>,
    running: usize,
    wakes: Wakes,
}

impl<F> Crowd<F> {
    pub(crate) fn new(futures: impl IntoIterator<Item: IntoFuture<IntoFuture = F>>) -> Self {
        let mut crowd = Self::empty();
        futures.into_iter().for_each(|future| crowd.add(future.into_future()));
        crowd
    }

    pub(crate) fn empty() -> Self {
        Self { places: Vec::new(), running: 0, wakes: Wakes::default() }
    }

    /// How many places there are, taken and vacant.
    pub(crate) fn places(&self) -> usize {
        self.places.len()
    }

    /// How many have not ended.
    pub(crate) fn running(&self) -> usize {
        self.running
    }

    /// Adds a future, at a new place.
    pub(crate) fn add(&mut self, future: F) {
        self.wakes.admit(self.places.len());
        self.places.push(Box::pin(Some(future)));
        self.running += 1;
    }

    /// Adds a future at the place of one that has ended.
    pub(crate) fn replace(&mut self, place: usize, future: F) {
        if let Some(vacant) = self.places.get_mut(place).filter(|place| place.is_none()) {
            vacant.set(Some(future));
            self.wakes.admit(place);
            self.running += 1;
        }
    }
}

impl<F: Future> Crowd<F> {
    /// Polls those that were woken, up to the first that ends: gives its place and output. `None` when no future is left.
    pub(crate) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<(usize, F::Output)>> {
        self.wakes.listen(cx.waker());
        self.wakes.begin_turn();
        while let Some((position, waker)) = self.wakes.next() {
            let Some(place) = self.places.get_mut(position) else { continue };
            let Some(future) = place.as_mut().as_pin_mut() else { continue };
            if let Poll::Ready(output) = poll_woken(future, &waker) {
                place.set(None);
                self.running -= 1;
                return Poll::Ready(Some((position, output)));
            }
        }
        if self.wakes.is_stopped() {
            cx.waker().wake_by_ref();
        }
        if self.running == 0 { Poll::Ready(None) } else { Poll::Pending }
    }
}
