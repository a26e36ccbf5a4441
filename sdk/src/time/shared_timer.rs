//! [`SharedTimer`]: one timer for the deadlines of all calls of a join, set to the first of them.

use super::deadline::{NONE, is_reached, reached};
use crate::bindings::clock::subscribe_instant;
use crate::bindings::notice_limit::NOTICED_AT_ONCE;
use crate::runtime::delegation::{Deadlines, Pending};
use crate::runtime::reactor::{Key, Registration, mark_overdue};
use std::collections::VecDeque;
use std::task::Waker;

/// The deadlines of a join whose children have none yet.
pub(super) fn shared_timer() -> Box<dyn Deadlines> {
    Box::new(SharedTimer { times: Vec::new(), timer: None })
}

struct SharedTimer {
    /// The deadline of each child, up to the last that has one.
    times: Vec<u64>,
    timer: Option<Timer>,
}

struct Timer {
    registration: Registration,
    deadline: u64,
}

impl SharedTimer {
    fn time_of(&self, pending: &Pending) -> u64 {
        self.times.get(pending.child).copied().unwrap_or(NONE)
    }

    fn is_over(&self, pending: &Pending) -> bool {
        is_reached(self.time_of(pending))
    }
}

impl Deadlines for SharedTimer {
    fn note(&mut self, child: usize, time: u64) {
        if self.times.len() <= child {
            self.times.resize(child + 1, NONE);
        }
        if let Some(noted) = self.times.get_mut(child) {
            *noted = time;
        }
    }

    fn end_overdue(&mut self, pending: &mut VecDeque<Pending>, pick: &mut Option<Pending>) -> bool {
        let Some(timer) = self.timer.take_if(|timer| timer.registration.key().is_ready()) else { return false };
        reached(timer.deadline);
        if let Some(pick) = pick.take_if(|pick| self.is_over(pick)) {
            pending.push_front(pick);
        }
        // No more at once than a poll can tell of beside the timer of `mark_overdue`. The timer for
        // those that are left is over at once, so they follow in the next poll of the join.
        let overdue = pending.iter().filter(|pending| self.is_over(pending)).map(|pending| pending.key);
        let overdue: Vec<Key> = overdue.take(NOTICED_AT_ONCE - 1).collect();
        mark_overdue(&overdue);
        !overdue.is_empty()
    }

    fn wait(&mut self, pending: &VecDeque<Pending>, pick: Option<Pending>, waker: &Waker) {
        let deadline = pending.iter().chain(&pick).map(|pending| self.time_of(pending)).min();
        let Some(deadline) = deadline.filter(|deadline| *deadline != NONE) else { return self.timer = None };
        let timer = match self.timer.take_if(|timer| timer.deadline == deadline) {
            Some(timer) => timer,
            None => Timer { registration: Registration::new(subscribe_instant(deadline)), deadline },
        };
        timer.registration.key().wait(waker);
        self.timer = Some(timer);
    }
}
