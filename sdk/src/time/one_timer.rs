//! The deadlines of a join's calls: one timer, for the first of them.
//!
//! A join holds them as `dyn` [`Deadlines`], which a timeout among its children has it
//! [make](deadlines): a component that has no such timeouts carries none of this code.

use super::deadline::{NONE, is_reached, reached};
use crate::bindings::clock::subscribe_instant;
use crate::bindings::notice_limit::NOTICED_AT_ONCE;
use crate::runtime::claim::{Deadlines, Pending};
use crate::runtime::reactor::{Key, Registration, end};
use std::collections::VecDeque;
use std::task::Waker;

/// Those of a join whose children have none yet.
pub(super) fn one_timer() -> Box<dyn Deadlines> {
    Box::new(OneTimer { times: Vec::new(), timer: None })
}

struct OneTimer {
    /// By child; those after the last that has one are not in it.
    times: Vec<u64>,
    timer: Option<Timer>,
}

struct Timer {
    registration: Registration,
    deadline: u64,
}

impl OneTimer {
    fn time_of(&self, pending: &Pending) -> u64 {
        self.times.get(pending.child).copied().unwrap_or(NONE)
    }

    fn is_over(&self, pending: &Pending) -> bool {
        is_reached(self.time_of(pending))
    }
}

impl Deadlines for OneTimer {
    fn note(&mut self, child: usize, time: u64) {
        if self.times.len() <= child {
            self.times.resize(child + 1, NONE);
        }
        if let Some(place) = self.times.get_mut(child) {
            *place = time;
        }
    }

    fn end_overdue(&mut self, pending: &mut VecDeque<Pending>, pick: &mut Option<Pending>) -> bool {
        let Some(timer) = self.timer.take_if(|timer| timer.registration.key().is_ready()) else { return false };
        reached(timer.deadline);
        if let Some(pick) = pick.take_if(|pick| self.is_over(pick)) {
            pending.push_front(pick);
        }
        // No more at once than the host notices beside the timer of `end`. The others follow at
        // once.
        let overdue = pending.iter().filter(|pending| self.is_over(pending)).map(|pending| pending.key);
        let overdue: Vec<Key> = overdue.take(NOTICED_AT_ONCE - 1).collect();
        end(&overdue);
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
