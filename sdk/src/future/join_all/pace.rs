//! [`Pace`]: how soon a join looks again after children of it that have steps.
//!
//! A child that awaits one call after another is woken by each of them. When a thousand such
//! children are polled as soon as they are woken, each wait is for the calls of all of them, and
//! mostly one has ended. So a join of many *pauses*: for a moment it does not wait for their calls,
//! and then takes all that have ended together.
//!
//! What that costs in time is bounded for each child. A pause lasts a fiftieth of the time since
//! the join began. A child that was woken after pauses so often that they may have cost it a
//! thirteenth of that time is polled as soon as it is woken, until more time has passed. So no
//! child ends later than 1.1 times the time it would have taken. Whatever else is waited for,
//! timers above all, is not part of a pause.

use crate::bindings::clock;
use crate::bindings::notice_limit::NOTICED_AT_ONCE;
use crate::runtime::group::Group;
use crate::runtime::reactor;

/// With fewer children there are no pauses: to wait for so few calls costs little.
const FEWEST: usize = 32;

/// After so many waits the clock is read, to see how quickly they follow one another. On Golem each
/// reading is an entry in the worker's log, as each wait is.
const WAITS: u32 = 16;

/// A pause is worth while when it replaces so many waits. It takes two itself.
const WORTH: u64 = 4;

/// A pause lasts this part of the time since the join began.
const PART: u64 = 50;

/// All pauses together may make a child later by this part of the time since the join began.
const PART_OF_ALL: u64 = 13;

/// No pause is longer, in nanoseconds.
const LONGEST: u64 = 1_000_000_000;

pub(super) struct Pace {
    group: Group,
    /// When the join began, and when the clock was last read, in nanoseconds.
    begun: u64,
    read: u64,
    /// How many waits there were since then.
    waits: u32,
    /// How many there are to be before the clock is read again.
    patience: u32,
    /// How long the last pause was, if it is not over or the children that were woken after it are
    /// being polled.
    pause: u64,
    /// How many children were woken by the last wait.
    woken: u64,
    /// How much later than it would have each child may be by now, in nanoseconds.
    late: Vec<u64>,
}

impl Pace {
    /// For a join of so many children. `None` when they are too few.
    pub(super) fn new(children: usize) -> Option<Box<Self>> {
        (children >= FEWEST).then(|| {
            let now = clock::now();
            Box::new(Self {
                group: Group::new(),
                begun: now,
                read: now,
                waits: 0,
                patience: WAITS,
                pause: 0,
                woken: 0,
                late: vec![0; children],
            })
        })
    }

    /// The child at `index` was woken and is about to be polled. Returns the group that the calls
    /// belong to for which it will wait.
    pub(super) fn poll(&mut self, index: usize) -> Group {
        self.woken += 1;
        let Some(late) = self.late.get_mut(index) else { return Group::NONE };
        if !self.group.is_paused() {
            *late += self.pause;
        }
        let elapsed = self.read - self.begun;
        match *late + elapsed / PART <= elapsed / PART_OF_ALL {
            true => self.group,
            false => Group::NONE,
        }
    }

    /// All children that were woken by the last wait have been polled, and so many have not ended.
    pub(super) fn wait(&mut self, running: usize) {
        if self.group.is_paused() {
            // These were not woken by calls that the pause leaves out.
            self.woken = 0;
            return;
        }
        let (woken, after_pause) = (std::mem::take(&mut self.woken), std::mem::take(&mut self.pause) != 0);
        self.waits += 1;
        if running < FEWEST {
            return;
        }
        // The host tells of so many ended calls in one wait at most, so there are more to take.
        let was_worth_it = after_pause && woken >= WORTH && woken < NOTICED_AT_ONCE as u64;
        if after_pause {
            self.patience = if was_worth_it { WAITS } else { (self.patience * 2).min(16 * WAITS) };
        }
        if !was_worth_it && self.waits < self.patience {
            return;
        }
        let now = clock::now();
        let since = now.saturating_sub(self.read);
        let pause_for = (now.saturating_sub(self.begun) / PART).min(LONGEST);
        let waits = std::mem::take(&mut self.waits);
        self.read = now;
        // Neither is so large that the product would overflow.
        let is_worth_it = was_worth_it || u64::from(waits) * pause_for / WORTH >= since;
        if pause_for > 0 && is_worth_it {
            let is_paused = reactor::pause(self.group, now.saturating_add(pause_for));
            self.pause = if is_paused { pause_for } else { 0 };
        }
    }
}

impl Drop for Pace {
    fn drop(&mut self) {
        self.group.end_pause();
    }
}
