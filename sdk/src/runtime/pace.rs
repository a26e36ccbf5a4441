//! How long futures may go on before the calls and timers that are waited for are looked at.
//!
//! Futures that wake themselves or one another keep [`block_on`](crate::block_on()) from waiting,
//! and only a wait finds out what has ended meanwhile. What they do is to take a bounded *time*,
//! but Golem writes every reading of the clock to the worker's log, so it can't be read after every
//! poll. Instead polls are counted, and the clock is read when as many were made as should take
//! [`WORK`], going by the polls before. What is read comes out of the log on replay, so that
//! everything is done at the same places again.

use super::reactor;
use crate::bindings::clock;
use std::cell::Cell;

/// Nanoseconds of work after which there is a look.
const WORK: u64 = 10_000_000;

/// How long a look lasts, in nanoseconds. Not zero: time, and virtual time above all, has to go on.
const LOOK: u64 = 100_000;

/// So many polls without a wait are free: most programs make fewer, and their logs stay as they
/// are.
const FREE: u32 = 16;

/// How many polls tell how long one takes, when nothing is known about it.
const SAMPLE: u32 = 4;

/// More polls than this are not made without a look, for where time is virtual the clock says that
/// they take none.
const MOST: u32 = 4096;

/// Outside of `block_on` nobody looks, whoever polls.
const UNLIMITED: u32 = u32::MAX;

thread_local! {
    /// What is left of the polls until the clock is read. It holds nothing to drop, so it is there
    /// up to the thread's end, as are the others.
    static LEFT: Cell<u32> = const { Cell::new(UNLIMITED) };
    /// How many polls are made after a wait before the clock is read: fewer than [`FREE`] when they
    /// were found to take long.
    static FIRST: Cell<u32> = const { Cell::new(FREE) };
    /// Whether there was a wait since the clock was read.
    static WAITED: Cell<bool> = const { Cell::new(true) };
    /// Whether a call has blocked since the last look.
    static BLOCKED: Cell<bool> = const { Cell::new(false) };
    static PACE: Cell<Pace> = const { Cell::new(Pace::new(FREE)) };
}

/// Counts a poll that is about to be made. Returns whether it should rather wait until [`keep`] was
/// called.
///
/// Not inlined: it is small, but several places call it.
#[inline(never)]
pub(crate) fn is_spent() -> bool {
    let left = LEFT.get();
    if left == UNLIMITED {
        return false;
    }
    LEFT.set(left.saturating_sub(1));
    left == 0 || BLOCKED.get()
}

/// While it lives, polls are counted.
pub(crate) struct Counted {
    /// Not if they are already.
    begun: bool,
}

impl Counted {
    pub(crate) fn begin() -> Self {
        let begun = LEFT.get() == UNLIMITED;
        if begun {
            FIRST.set(FREE);
            waited();
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

/// Everything that is waited for was looked at.
pub(crate) fn waited() {
    LEFT.set(FIRST.get());
    WAITED.set(true);
    BLOCKED.set(false);
}

/// A call that blocked took its time, however few polls were made: there is a look when the poll in
/// which it was made is over.
pub(crate) fn blocked() {
    BLOCKED.set(true);
}

/// Between two polls: looks at what is waited for, if it is time to.
pub(crate) fn keep() {
    let blocked = BLOCKED.get();
    if LEFT.get() > 0 && !blocked {
        return;
    }
    if reactor::is_idle() {
        // Nobody is kept waiting, so the log is spared.
        waited();
        return;
    }
    let now = clock::now();
    if blocked {
        reactor::look(now.saturating_add(LOOK));
        waited();
        return;
    }
    let mut pace = if WAITED.take() { Pace::new(FIRST.get()) } else { PACE.get() };
    if pace.is_time_to_look(now) {
        reactor::look(now.saturating_add(LOOK));
    }
    LEFT.set(pace.stride);
    FIRST.set(pace.stride.min(FREE));
    PACE.set(pace);
}

/// What is known about how long polls take.
#[derive(Clone, Copy)]
struct Pace {
    /// So many polls are made before the clock is read.
    stride: u32,
    /// How many were made since the last look.
    since_look: u32,
    /// What the clock said when it was last read, unless there was a wait since: nobody knows then
    /// how long that took.
    read: Option<u64>,
}

impl Pace {
    const fn new(stride: u32) -> Self {
        Self { stride, since_look: 0, read: None }
    }

    /// Of what the clock says when `stride` polls were made: sets the next stride.
    fn is_time_to_look(&mut self, now: u64) -> bool {
        let polls = u64::from(self.stride);
        self.since_look = self.since_look.saturating_add(self.stride);
        let before = self.read.replace(now);
        let took = before.map(|before| now.saturating_sub(before));
        // Those before the first reading took as long as those after it.
        let worked = took.map_or(0, |took| took.saturating_mul(self.since_look.into()).checked_div(polls).unwrap_or(0));
        let looks = worked >= WORK || self.since_look >= MOST;
        let work_left = if looks { WORK } else { WORK - worked };
        self.stride = match took {
            None => self.stride.min(SAMPLE),
            Some(took) => {
                let most = polls.saturating_mul(2).min(MOST.into());
                let fitting = polls.saturating_mul(work_left).checked_div(took).unwrap_or(most);
                fitting.clamp(1, most) as u32
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
    use super::{FREE, LOOK, MOST, Pace, WORK};

    /// How long it takes to the next look when polls take as long as `poll_takes` says, and how
    /// often the clock is read before.
    fn to_next_look(pace: &mut Pace, now: &mut u64, mut poll_takes: impl FnMut() -> u64) -> (u64, u32) {
        let (begin, mut readings) = (*now, 0);
        loop {
            *now += (0..pace.stride).map(|_| poll_takes()).sum::<u64>();
            readings += 1;
            if pace.is_time_to_look(*now) {
                let worked = *now - begin;
                *now += LOOK;
                return (worked, readings);
            }
        }
    }

    #[test]
    fn looks_come_after_so_much_work_whatever_a_poll_takes() {
        for poll in [1_000, 10_000, 100_000, 1_000_000, 5_000_000] {
            let (mut pace, mut now) = (Pace::new(FREE), 0);
            for _ in 0..20 {
                let (worked, readings) = to_next_look(&mut pace, &mut now, || poll);
                let most = (WORK + 2 * poll).max(u64::from(FREE + 8) * poll);
                assert!(worked <= most, "polls of {poll} ns: {worked} ns to the next look");
                assert!(readings <= 14, "polls of {poll} ns: {readings} readings");
                pace = Pace::new(pace.stride.min(FREE));
            }
        }
    }

    #[test]
    fn of_polls_that_take_long_the_next_wait_has_learned() {
        let (mut pace, mut now) = (Pace::new(FREE), 0);
        let poll = 3 * WORK;
        to_next_look(&mut pace, &mut now, || poll);
        for _ in 0..10 {
            pace = Pace::new(pace.stride.min(FREE));
            assert!(to_next_look(&mut pace, &mut now, || poll).0 <= 2 * poll);
            assert_eq!(to_next_look(&mut pace, &mut now, || poll), (poll, 1));
        }
    }

    #[test]
    fn polls_that_were_short_and_grow_long_are_found_out() {
        let (mut pace, mut now, mut polls) = (Pace::new(FREE), 0, 0);
        let grows = || {
            polls += 1;
            if polls < 30 { 1_000 } else { WORK }
        };
        assert!(to_next_look(&mut pace, &mut now, grows).0 <= 20 * WORK);
        assert_eq!(to_next_look(&mut pace, &mut now, || WORK).0, WORK);
    }

    #[test]
    fn where_time_stands_still_polls_are_counted() {
        let (mut pace, mut now) = (Pace::new(FREE), 0);
        for _ in 0..10 {
            let readings = to_next_look(&mut pace, &mut now, || 0).1;
            assert!(readings <= 12, "{readings}");
            assert!(pace.since_look == 0 && pace.stride <= MOST);
        }
    }
}
