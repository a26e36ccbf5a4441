//! The children of a join that wait on their own: each is polled when it was woken, and only then.

use super::child::{Child, get};
use crate::runtime::wakes::{Wakes, poll_woken};
use std::pin::Pin;
use std::task::Waker;

#[derive(Default)]
pub(super) struct Stragglers {
    /// Which child each position of `wakes` is.
    children: Vec<usize>,
    running: usize,
    /// Made for the first of them: most joins have none.
    wakes: Option<Wakes>,
}

impl Stragglers {
    pub(super) fn is_empty(&self) -> bool {
        self.running == 0
    }

    /// Forgets them all, before the first [`poll`](Self::poll): those that are added next have
    /// their turn, and their wakers.
    pub(super) fn clear(&mut self) {
        self.children.clear();
        self.running = 0;
    }

    /// Takes on `child`, which was polled with a waker that does not tell it from the others: the next [`poll`](Self::poll)
    /// gives it one of its own.
    pub(super) fn add(&mut self, child: usize) {
        self.wakes.get_or_insert_default().admit(self.children.len());
        self.children.push(child);
        self.running += 1;
    }

    /// Polls those that were woken. `waker` is woken when one is from now on.
    pub(super) fn poll<F: Future>(&mut self, mut children: Pin<&mut [Child<F>]>, waker: &Waker) {
        let Some(wakes) = &mut self.wakes else { return };
        wakes.listen(waker);
        wakes.begin_turn();
        while let Some((position, waker)) = wakes.next() {
            let Some(index) = self.children.get(position) else { continue };
            let Some(child) = get(children.as_mut(), *index) else { continue };
            if child.poll_unless_done(|future| poll_woken(future, &waker)) {
                self.running -= 1;
            }
        }
        if wakes.is_stopped() {
            waker.wake_by_ref();
        }
    }
}
