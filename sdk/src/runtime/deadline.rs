//! [`Deadline`]: so far from now, where one reading of the clock serves many deadlines.

use crate::bindings::clock;
use std::cell::{Cell, RefCell};
use std::mem::ManuallyDrop;
use std::rc::Rc;
use std::time::Duration;

thread_local! {
    /// The start of the deadlines that were made since the clock was last read, if there are any.
    /// It is never dropped, so that deadlines can be made up to the end of the thread.
    static OPEN: ManuallyDrop<RefCell<Option<Rc<Start>>>> = const { ManuallyDrop::new(RefCell::new(None)) };
    /// The latest time that some poll is known to have waited for. Which deadlines are over is told
    /// by this and not by the clock: Golem replays polls, so the same deadlines are over again when
    /// a worker is restarted.
    static REACHED: Cell<u64> = const { Cell::new(0) };
    /// The time that was read since the last wait because a deadline had to be known before the
    /// next one.
    static READ: Cell<Option<u64>> = const { Cell::new(None) };
}

/// The time that stands for no deadline: the clock of a worker does not run for 584 years.
pub(super) const NEVER: u64 = u64::MAX;

/// When deadlines began. All that are made between two waits share one: Golem writes each reading
/// of the clock to the worker's log, and a thousand calls with a timeout each are to add one entry
/// to it, not a thousand.
///
/// The clock is read at the end of that time, when the executor is about to wait. So a deadline is
/// never too early. It is late by what the component computes between making it and the next wait,
/// during which nobody could have noticed its end anyway.
#[derive(Default)]
struct Start(Cell<Option<u64>>);

/// So far from when it was made.
#[derive(Clone)]
pub(crate) struct Deadline {
    /// `None` for one that is over at once, or never: neither needs to know the time.
    start: Option<Rc<Start>>,
    /// In nanoseconds after the start.
    after: u64,
}

impl Deadline {
    /// So far from now. A duration of zero is over at once, one of 584 years or more never.
    pub(crate) fn after(duration: Duration) -> Self {
        let after = u64::try_from(duration.as_nanos()).unwrap_or(NEVER);
        let shared = || OPEN.with(|open| open.borrow_mut().get_or_insert_default().clone());
        Self { start: (after != 0 && after != NEVER).then(shared), after }
    }

    /// Whether it is known to be over.
    pub(crate) fn is_over(&self) -> bool {
        match &self.start {
            Some(start) => start.0.get().is_some_and(|start| start.saturating_add(self.after) <= REACHED.get()),
            None => self.after == 0,
        }
    }

    pub(crate) fn is_never(&self) -> bool {
        self.after == NEVER
    }

    /// In nanoseconds of the monotonic clock. It reads the clock if nobody has waited since it was
    /// made.
    pub(crate) fn time(&self) -> u64 {
        let Some(start) = &self.start else { return self.after };
        if start.0.get().is_none() {
            READ.set(begin_open());
        }
        start.0.get().map_or(NEVER, |start| start.saturating_add(self.after))
    }

    pub(crate) fn is_before(&self, other: &Self) -> bool {
        match self.start.is_none() || other.start.is_none() || self.has_start_of(other) {
            // There is no need to know when they begin.
            true => self.after < other.after,
            false => self.time() < other.time(),
        }
    }

    /// Whether `next`, which was just made, comes before it. For that the clock is read at most
    /// once between two waits: what was computed since does not count.
    pub(crate) fn leaves_time_for(&self, next: &Self) -> bool {
        match READ.get().filter(|_| next.is_open() && !self.is_open()) {
            Some(read) => read.saturating_add(next.after) < self.time(),
            None => next.is_before(self),
        }
    }

    /// Whether it is not known yet when it began.
    fn is_open(&self) -> bool {
        self.start.as_ref().is_some_and(|start| start.0.get().is_none())
    }

    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.has_start_of(other) && self.after == other.after
    }

    fn has_start_of(&self, other: &Self) -> bool {
        match (&self.start, &other.start) {
            (Some(start), Some(others)) => Rc::ptr_eq(start, others),
            (start, others) => start.is_none() && others.is_none(),
        }
    }
}

/// Before a wait: notes the time as the start of all deadlines that were made since the last one.
/// Returns the time, if it had to be read for any of them.
pub(crate) fn note_start() -> Option<u64> {
    let earlier = READ.take();
    begin_open().or(earlier)
}

/// Notes the time as the start of all deadlines that have none yet. Returns it, unless there are
/// none.
fn begin_open() -> Option<u64> {
    let open = OPEN.with(|open| open.take());
    // Without the check, deadlines that were dropped before anybody waited would cost a reading.
    let start = open.filter(|start| Rc::strong_count(start) > 1)?;
    let now = clock::now();
    start.0.set(Some(now));
    Some(now)
}

/// Notes that a poll has waited until `time`.
pub(crate) fn reached(time: u64) {
    REACHED.set(REACHED.get().max(time));
}
