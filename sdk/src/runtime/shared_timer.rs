//! [`SharedTimer`]: one timer for the deadlines of all calls of a join, set to the first of them.

use super::deadline::Deadline;
use super::delegation::Deadlines;
use super::reactor::{Pending, mark_overdue};
use super::timers::{Lasts, Timer};
use crate::bindings::notice_limit::NOTICED_AT_ONCE;
use std::task::{Context, Waker};

/// The deadlines of a join whose children have none yet.
pub(crate) fn shared_timer() -> Box<dyn Deadlines> {
    Box::new(SharedTimer { deadlines: Vec::new(), is_new: false, timer: None })
}

struct SharedTimer {
    /// The deadline of each child, up to the last that has one.
    deadlines: Vec<Option<Deadline>>,
    /// Whether one was noted since the timer was set.
    is_new: bool,
    /// Set to the first deadline of those that were pending then. Some may have ended since.
    timer: Option<Timer>,
}

impl SharedTimer {
    fn deadline_of(&self, pending: &Pending) -> Option<&Deadline> {
        self.deadlines.get(pending.child).and_then(Option::as_ref)
    }

    fn is_over(&self, pending: &Pending) -> bool {
        self.deadline_of(pending).is_some_and(Deadline::is_over)
    }

    /// Whether the timer is set to the deadline of `pick`. Calls only leave the join, unless a
    /// deadline is new. So that is still the first, and need not be looked for among all calls. It
    /// is so in most joins, whose calls have the same timeout.
    fn is_set_for(&self, pick: Option<Pending>) -> bool {
        let of_pick = pick.as_ref().and_then(|pick| self.deadline_of(pick));
        let same = of_pick.zip(self.timer.as_ref()).is_some_and(|(of_pick, timer)| of_pick.is_same(timer.deadline()));
        same && !self.is_new
    }

    /// Sets the timer to the first deadline.
    fn set(&mut self, pending: &[Pending], pick: Option<Pending>) {
        self.is_new = false;
        let before = self.timer.take();
        let deadlines = pending.iter().chain(&pick).filter_map(|pending| self.deadline_of(pending));
        let first = deadlines.reduce(|first, other| if other.is_before(first) { other } else { first });
        self.timer = match (first, before) {
            (Some(first), Some(timer)) if timer.deadline().is_same(first) => Some(timer),
            (first, _) => first.map(|first| Timer::new(first.clone(), Lasts::ThisRun)),
        };
    }
}

impl Deadlines for SharedTimer {
    fn note(&mut self, child: usize, deadline: Deadline) {
        if self.deadlines.len() <= child {
            self.deadlines.resize(child + 1, None);
        }
        if let Some(noted) = self.deadlines.get_mut(child).filter(|_| !deadline.is_never()) {
            *noted = Some(deadline);
            self.is_new = true;
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

    fn wait(&mut self, pending: &[Pending], pick: Option<Pending>, waker: &Waker) {
        if !self.is_set_for(pick) {
            self.set(pending, pick);
        }
        if let Some(timer) = &mut self.timer
            && timer.poll(&mut Context::from_waker(waker)).is_ready()
        {
            waker.wake_by_ref();
        }
    }
}
