//! [`SharedTimer`]: one timer for the deadlines of all calls of a join, set to the first of them.

use super::deadline::Deadline;
use super::delegation::Deadlines;
use super::reactor::{Pending, mark_overdue};
use super::timers::{Lasts, Timer};
use crate::bindings::notice_limit::NOTICED_AT_ONCE;
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::task::{Context, Waker};

/// The deadlines of a join whose children have none yet.
pub(crate) fn shared_timer() -> Box<dyn Deadlines> {
    let (shares, of_child, queue) = (Vec::new(), Vec::new(), BinaryHeap::new());
    Box::new(SharedTimer { shares, queued: 0, of_child, queue, timer: None })
}

struct SharedTimer {
    /// A deadline that one or more children in a row have. Mostly all calls of a join have the same
    /// timeout, so this is short.
    shares: Vec<Share>,
    /// How many of these were put into `queue`. It is done before a wait, for to compare deadlines
    /// may read the clock, and once is enough for all that are new.
    queued: usize,
    /// Which of `shares` each child has, up to the last that has one.
    of_child: Vec<Option<usize>>,
    /// The deadlines, the first of them on top. Those that no call has any more are removed when
    /// they come there.
    queue: BinaryHeap<Queued>,
    /// Set to the first deadline.
    timer: Option<Timer>,
}

struct Share {
    deadline: Deadline,
    /// How many calls that the join waits for have it.
    calls: usize,
}

struct Queued {
    deadline: Deadline,
    /// Its position in `shares`.
    share: usize,
}

/// The greatest is on top of the queue: of equal deadlines, the one that was noted first.
impl Ord for Queued {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.deadline.is_before(&other.deadline), other.deadline.is_before(&self.deadline)) {
            (true, _) => Ordering::Greater,
            (_, true) => Ordering::Less,
            _ => other.share.cmp(&self.share),
        }
    }
}

impl PartialOrd for Queued {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Queued {
    fn eq(&self, other: &Self) -> bool {
        self.share == other.share
    }
}

impl Eq for Queued {}

impl SharedTimer {
    fn is_over(&self, pending: &Pending) -> bool {
        let share = self.of_child.get(pending.child).copied().flatten();
        share.and_then(|share| self.shares.get(share)).is_some_and(|share| share.deadline.is_over())
    }

    /// The first deadline of those that a call still has.
    fn first(&mut self) -> Option<&Deadline> {
        for (share, new) in self.shares.iter().enumerate().skip(self.queued) {
            self.queue.push(Queued { deadline: new.deadline.clone(), share });
        }
        self.queued = self.shares.len();
        while let Some(queued) = self.queue.peek()
            && self.shares.get(queued.share).is_none_or(|share| share.calls == 0)
        {
            self.queue.pop();
        }
        self.queue.peek().map(|queued| &queued.deadline)
    }
}

impl Deadlines for SharedTimer {
    fn note(&mut self, child: usize, deadline: Deadline) {
        self.forget(child);
        if deadline.is_never() {
            return;
        }
        if self.of_child.len() <= child {
            self.of_child.resize(child + 1, None);
        }
        // One that no call has any more may be out of the queue.
        match self.shares.last_mut().filter(|last| last.calls > 0 && last.deadline.is_same(&deadline)) {
            Some(last) => last.calls += 1,
            None => self.shares.push(Share { deadline, calls: 1 }),
        }
        if let Some(of_child) = self.of_child.get_mut(child) {
            *of_child = self.shares.len().checked_sub(1);
        }
    }

    fn forget(&mut self, child: usize) {
        let share = self.of_child.get_mut(child).and_then(Option::take);
        if let Some(share) = share.and_then(|share| self.shares.get_mut(share)) {
            share.calls -= 1;
        }
    }

    fn has_passed(&mut self) -> bool {
        self.timer.take_if(|timer| timer.deadline().is_over()).is_some()
    }

    fn end_overdue(&mut self, pending: &[Pending]) {
        // No more at once than a poll can tell of beside the timer of `mark_overdue`. The timer for
        // those that are left is over at once, so they follow in the next poll of the join.
        let overdue = pending.iter().filter(|pending| self.is_over(pending)).copied();
        let overdue: Vec<Pending> = overdue.take(NOTICED_AT_ONCE - 1).collect();
        mark_overdue(&overdue);
    }

    fn wait(&mut self, waker: &Waker) {
        let before = self.timer.take();
        self.timer = match (self.first(), before) {
            (Some(first), Some(timer)) if timer.deadline().is_same(first) => Some(timer),
            (first, _) => first.map(|first| Timer::new(first.clone(), Lasts::ThisRun)),
        };
        if let Some(timer) = &mut self.timer
            && timer.poll(&mut Context::from_waker(waker)).is_ready()
        {
            waker.wake_by_ref();
        }
    }
}
