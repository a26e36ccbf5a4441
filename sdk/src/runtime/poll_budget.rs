//! How many polls futures may take before [`block_on`](crate::block_on()) looks whether calls and
//! timers have ended.
//!
//! Only a wait in the host tells what has ended. As long as futures wake themselves or one another
//! there is always one to poll, so `block_on` would never wait, and calls would starve. So it
//! *looks* after ten milliseconds of such work: it waits for a moment and no longer.
//!
//! Golem writes each reading of the clock to the worker's log, so the clock can't be read after
//! every poll. Instead polls are counted. How many of them fit into ten milliseconds is estimated
//! from how long the polls before took. When a worker is restarted, Golem answers the readings from
//! the log, so the same looks happen after the same polls.

use super::reactor;
use crate::bindings::clock;
use std::cell::Cell;

/// After how much work there is a look, in nanoseconds.
const WORK: u64 = 10_000_000;

/// How long a look waits, in nanoseconds. With zero, virtual time would stand still.
const LOOK: u64 = 100_000;

/// So many polls after a wait are made without reading the clock. Most programs make fewer, and so
/// have no readings in their logs.
const FREE: u32 = 16;

/// After how many polls the clock is read a second time, which tells how long a poll takes.
const SAMPLE: u32 = 4;

/// After so many polls there is a look in any case: in virtual time the clock says that polls take
/// no time.
const MOST: u32 = 4096;

/// Polls that take longer than this, in nanoseconds, are taken to take no longer. So products of it
/// and a number of polls fit into a `u64`.
const LONG: u64 = 1 << 40;

/// The value of `LEFT` outside of `block_on`, where another executor polls and nothing is counted.
const UNLIMITED: u32 = u32::MAX;

thread_local! {
    /// How many polls are left until the clock is read. None of these has anything to drop, so they
    /// can be used up to the end of the thread.
    static LEFT: Cell<u32> = const { Cell::new(UNLIMITED) };
    /// How many polls are made after a wait before the clock is read: [`FREE`], or fewer when polls
    /// were found to take long.
    static FIRST: Cell<u32> = const { Cell::new(FREE) };
    /// Whether there was a wait since the clock was read.
    static WAITED: Cell<bool> = const { Cell::new(true) };
    /// Whether a call has blocked since the last look.
    static BLOCKED: Cell<bool> = const { Cell::new(false) };
    static ESTIMATE: Cell<Estimate> = const { Cell::new(Estimate::new(FREE)) };
}

/// Counts a poll that is about to be made. Returns whether the budget is spent: then the poll is
/// better left until [`look_if_due`] was called.
///
/// Not inlined, although small, because several functions call it and components are to be small.
#[inline(never)]
pub(crate) fn count_poll() -> bool {
    let left = LEFT.get();
    if left == UNLIMITED {
        return false;
    }
    LEFT.set(left.saturating_sub(1));
    left == 0 || BLOCKED.get()
}

/// Polls are counted as long as it lives. A `block_on` has one.
pub(crate) struct Counted {
    /// Whether counting began with this one, and not with that of an outer `block_on`.
    begun: bool,
}

impl Counted {
    pub(crate) fn begin() -> Self {
        let begun = LEFT.get() == UNLIMITED;
        if begun {
            FIRST.set(FREE);
            renew();
        }
        Self { begun }
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        if self.begun {
            LEFT.set(UNLIMITED);
        }
    }
}

/// Begins a new budget, after a wait.
pub(crate) fn renew() {
    LEFT.set(FIRST.get());
    WAITED.set(true);
    BLOCKED.set(false);
}

/// Has the next [`look_if_due`] look, because a blocking call was made. Such a call takes long,
/// although no poll was counted meanwhile.
pub(crate) fn call_blocked() {
    BLOCKED.set(true);
}

/// Between two polls: looks what has ended, if it is time to.
pub(crate) fn look_if_due() {
    let blocked = BLOCKED.get();
    if LEFT.get() > 0 && !blocked {
        return;
    }
    reactor::end_turn();
    if reactor::is_idle() {
        // No call or timer is pending, so there is no need to read the clock.
        renew();
        return;
    }
    let now = clock::now();
    if blocked {
        reactor::wait_until(now.saturating_add(LOOK));
        renew();
        return;
    }
    let new = Estimate::new(FIRST.get());
    // With `try_with`, although it is never gone: the code for the panic of `get` would make the
    // component larger.
    let mut estimate = if WAITED.take() { new } else { ESTIMATE.try_with(Cell::get).unwrap_or(new) };
    if estimate.is_time_to_look(now) {
        reactor::wait_until(now.saturating_add(LOOK));
    }
    LEFT.set(estimate.polls);
    FIRST.set(estimate.polls.min(FREE));
    ESTIMATE.set(estimate);
}

/// What is known about how long polls take.
#[derive(Clone, Copy)]
struct Estimate {
    /// How many polls are made before the clock is read again.
    polls: u32,
    /// How many polls were made since the last look.
    since_look: u32,
    /// The last reading of the clock, unless there was a wait since, for it is not known how long
    /// that took.
    read: Option<u64>,
}

impl Estimate {
    const fn new(polls: u32) -> Self {
        Self { polls, since_look: 0, read: None }
    }

    /// Takes the reading of the clock after `polls` polls. Returns whether it is time to look, and
    /// sets how many polls are made before the next reading.
    fn is_time_to_look(&mut self, now: u64) -> bool {
        let polls = u64::from(self.polls.max(1));
        self.since_look = self.since_look.saturating_add(self.polls);
        let before = self.read.replace(now);
        let took = before.map(|before| now.saturating_sub(before).min(LONG));
        // The polls before the first reading are taken to have been as long as those after it.
        let worked = took.map_or(0, |took| took * u64::from(self.since_look) / polls);
        let looks = worked >= WORK || self.since_look >= MOST;
        let work_left = if looks { WORK } else { WORK - worked };
        self.polls = match took {
            None => self.polls.min(SAMPLE),
            Some(took) => {
                let most = (polls * 2).min(MOST.into());
                let fitting = (polls * work_left).checked_div(took).unwrap_or(most);
                fitting.min(most).max(1) as u32
            }
        };
        if looks {
            self.since_look = 0;
            self.read = Some(now.saturating_add(LOOK));
        }
        looks
    }
}

#[cfg(test)]
mod tests {
    use super::{Estimate, FREE, LOOK, MOST, WORK};

    /// How long it takes to the next look when polls take as long as `poll_takes` says, and how
    /// often the clock is read before.
    fn to_next_look(estimate: &mut Estimate, now: &mut u64, mut poll_takes: impl FnMut() -> u64) -> (u64, u32) {
        let (begin, mut readings) = (*now, 0);
        loop {
            *now += (0..estimate.polls).map(|_| poll_takes()).sum::<u64>();
            readings += 1;
            if estimate.is_time_to_look(*now) {
                let worked = *now - begin;
                *now += LOOK;
                return (worked, readings);
            }
        }
    }

    #[test]
    fn looks_come_after_so_much_work_whatever_a_poll_takes() {
        for poll in [1_000, 10_000, 100_000, 1_000_000, 5_000_000] {
            let (mut estimate, mut now) = (Estimate::new(FREE), 0);
            for _ in 0..20 {
                let (worked, readings) = to_next_look(&mut estimate, &mut now, || poll);
                let most = (WORK + 2 * poll).max(u64::from(FREE + 8) * poll);
                assert!(worked <= most, "polls of {poll} ns: {worked} ns to the next look");
                assert!(readings <= 14, "polls of {poll} ns: {readings} readings");
                estimate = Estimate::new(estimate.polls.min(FREE));
            }
        }
    }

    #[test]
    fn of_polls_that_take_long_the_next_wait_has_learned() {
        let (mut estimate, mut now) = (Estimate::new(FREE), 0);
        let poll = 3 * WORK;
        to_next_look(&mut estimate, &mut now, || poll);
        for _ in 0..10 {
            estimate = Estimate::new(estimate.polls.min(FREE));
            assert!(to_next_look(&mut estimate, &mut now, || poll).0 <= 2 * poll);
            assert_eq!(to_next_look(&mut estimate, &mut now, || poll), (poll, 1));
        }
    }

    #[test]
    fn polls_that_were_short_and_grow_long_are_found_out() {
        let (mut estimate, mut now, mut polls) = (Estimate::new(FREE), 0, 0);
        let grows = || {
            polls += 1;
            if polls < 30 { 1_000 } else { WORK }
        };
        assert!(to_next_look(&mut estimate, &mut now, grows).0 <= 20 * WORK);
        assert_eq!(to_next_look(&mut estimate, &mut now, || WORK).0, WORK);
    }

    #[test]
    fn where_time_stands_still_polls_are_counted() {
        let (mut estimate, mut now) = (Estimate::new(FREE), 0);
        for _ in 0..10 {
            let readings = to_next_look(&mut estimate, &mut now, || 0).1;
            assert!(readings <= 12, "{readings}");
            assert!(estimate.since_look == 0 && estimate.polls <= MOST);
        }
    }
}
