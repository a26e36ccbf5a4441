//! [`SharedTimer`]: one timer for the deadlines of all calls of a join, set to the first of them.

use super::deadline::Deadline;
use super::delegation::Deadlines;
use super::reactor::{Pending, mark_overdue};
use super::timers::{Lasts, Timer};
use crate::bindings::notice_limit::NOTICED_AT_ONCE;
use std::task::{Context, Waker};

/// The deadlines of a join whose children have none yet.
pub(crate) fn shared_timer() -> Box<dyn Deadlines> {
    Box::new(SharedTimer { deadlines: Vec::new(), timer: None })
}

struct SharedTimer {
    /// The deadline of each child, up to the last that has one.
    deadlines: Vec<Option<Deadline>>,
    timer: Option<Timer>,
}

impl SharedTimer {
    fn deadline_of(&self, pending: &Pending) -> Option<&Deadline> {
        self.deadlines.get(pending.child).and_then(Option::as_ref)
    }

    fn is_over(&self, pending: &Pending) -> bool {
        self.deadline_of(pending).is_some_and(Deadline::is_over)
    }
}

impl Deadlines for SharedTimer {
    fn note(&mut self, child: usize, deadline: Deadline) {
        if self.deadlines.len() <= child {
            self.deadlines.resize(child + 1, None);
        }
        if let Some(noted) = self.deadlines.get_mut(child).filter(|_| !deadline.is_never()) {
            *noted = Some(deadline);
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
        let deadlines = pending.iter().chain(&pick).filter_map(|pending| self.deadline_of(pending));
        let first = deadlines.reduce(|first, other| if other.is_before(first) { other } else { first });
        let Some(first) = first.cloned() else { return self.timer = None };
        let mut timer = match self.timer.take_if(|timer| timer.deadline().is_same(&first)) {
            Some(timer) => timer,
            None => Timer::new(first, Lasts::ThisRun),
        };
        if timer.poll(&mut Context::from_waker(waker)).is_ready() {
            waker.wake_by_ref();
        }
        self.timer = Some(timer);
    }
}
