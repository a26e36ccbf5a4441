//! The children of a join that are not bare calls. They wait by themselves, and each is polled only
//! after it was woken.

use super::child::{Child, get};
use super::pace::Pace;
use crate::runtime::group::Group;
use crate::runtime::ready_queue::{ReadyQueue, poll_woken};
use std::pin::Pin;
use std::task::Waker;

#[derive(Default)]
pub(super) struct Others {
    /// Which child of the join each index in `ready` stands for.
    children: Vec<usize>,
    running: usize,
    /// Made when the first of them is added: most joins have none.
    ready: Option<ReadyQueue>,
    /// `None` before the first poll, and when there are few of them.
    pace: Option<Box<Pace>>,
}

impl Others {
    pub(super) fn is_empty(&self) -> bool {
        self.running == 0
    }

    /// Forgets all children, before the first [`poll`](Self::poll). Those that are added next take
    /// over the places in the round and the wakers.
    pub(super) fn clear(&mut self) {
        self.children.clear();
        self.running = 0;
    }

    /// Adds a child that was polled with the waker of the whole join. The next
    /// [`poll`](Self::poll) polls it again, with a waker of its own.
    pub(super) fn add(&mut self, child: usize) {
        self.ready.get_or_insert_default().add(self.children.len());
        self.children.push(child);
        self.running += 1;
    }

    /// Polls those that were woken. From now on `waker` is woken whenever one of them is.
    pub(super) fn poll<F: Future>(&mut self, mut children: Pin<&mut [Child<F>]>, waker: &Waker) {
        let Some(ready) = &mut self.ready else { return };
        if self.pace.is_none() {
            self.pace = Pace::new(self.children.len());
        }
        ready.listen(waker);
        ready.begin_round();
        while let Some((index, waker)) = ready.next() {
            let Some(child) = self.children.get(index) else { continue };
            let Some(child) = get(children.as_mut(), *child) else { continue };
            let group = self.pace.as_mut().map_or(Group::NONE, |pace| pace.poll(index));
            if group.during(|| poll_woken(&waker, |cx| child.poll_unless_done(cx))) {
                self.running -= 1;
            }
        }
        if ready.is_stopped() {
            waker.wake_by_ref();
        } else if let Some(pace) = &mut self.pace {
            pace.wait(self.running);
        }
    }
}
