//! Virtual time, for native builds: nothing waits for real. When a poll waits, time jumps to when
//! the first of its pollables is ready.

use crate::bindings::notice_limit::NOTICED_AT_ONCE;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;
use std::time::Duration;

/// A delay of this, 584 years, or more never ends: a timer of WASI can't be longer.
const NEVER: Duration = Duration::from_nanos(u64::MAX);

thread_local! {
    static NOW: Cell<Duration> = const { Cell::new(Duration::ZERO) };
    static BUDGET: Cell<usize> = const { Cell::new(NOTICED_AT_ONCE) };
    static COST: Cell<Cost> = const { Cell::new(Cost::NONE) };
    /// Accessed with `try_with`: at the end of the thread it is gone.
    static ALARMS: RefCell<Vec<Alarm>> = const { RefCell::new(Vec::new()) };
    static LAST_ALARM: Cell<u64> = const { Cell::new(0) };
}

/// Something that happens at a time, while polls move time.
#[derive(Clone, Copy)]
struct Alarm {
    time: Duration,
    number: u64,
    ring: fn(u64),
}

/// Has `ring` called when the virtual time `time` has come, with the number that this gives.
pub(super) fn set_alarm(time: Duration, ring: fn(u64)) -> u64 {
    let number = LAST_ALARM.get() + 1;
    LAST_ALARM.set(number);
    let _ = ALARMS.try_with(|alarms| alarms.borrow_mut().push(Alarm { time, number, ring }));
    number
}

/// Takes out the first alarm up to `time`.
fn next_alarm(time: Duration) -> Option<Alarm> {
    let taken = ALARMS.try_with(|alarms| {
        let mut alarms = alarms.borrow_mut();
        let due = alarms.iter().enumerate().filter(|(_, alarm)| alarm.time <= time);
        let (position, _) = due.min_by_key(|(_, alarm)| (alarm.time, alarm.number))?;
        Some(alarms.remove(position))
    });
    taken.ok().flatten()
}

/// Becomes ready at a moment of virtual time.
pub struct Pollable {
    moment: Moment,
    on_drop: Option<Box<dyn FnOnce()>>,
}

impl Pollable {
    /// Ready once `delay` of virtual time has passed from now. Never when that is 584 years or
    /// more.
    pub fn after(delay: Duration) -> Self {
        Self::at(&Moment::after(delay))
    }

    /// Never ready.
    pub fn never() -> Self {
        Self::at(&Moment::never())
    }

    /// Ready when `moment` has come. Hidden, for only this crate's own tests need it.
    #[doc(hidden)]
    pub fn at(moment: &Moment) -> Self {
        Self { moment: moment.clone(), on_drop: None }
    }

    /// Runs `then` when this is dropped. Hidden, for only this crate's own tests need it: their
    /// calls learn by it that nobody waits for them any more.
    #[doc(hidden)]
    pub fn on_drop(mut self, then: impl FnOnce() + 'static) -> Self {
        self.on_drop = Some(Box::new(then));
        self
    }

    pub(super) fn moment(&self) -> &Moment {
        &self.moment
    }

    /// Bindings that `wit-bindgen` generates name this and the two functions below, and call them
    /// only in a component. Hidden, for nobody else has a use for them.
    ///
    /// # Safety
    ///
    /// None is needed: the signature is `wit-bindgen`'s.
    #[doc(hidden)]
    pub unsafe fn from_handle(_: u32) -> Self {
        Self::never()
    }

    #[doc(hidden)]
    pub fn take_handle(&self) -> u32 {
        0
    }

    #[doc(hidden)]
    pub fn handle(&self) -> u32 {
        0
    }
}

impl Drop for Pollable {
    fn drop(&mut self) {
        if let Some(then) = self.on_drop.take() {
            then();
        }
    }
}

impl fmt::Debug for Pollable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pollable").field("ready_at", &self.moment.0.time.get()).finish_non_exhaustive()
    }
}

/// When a [`Pollable`] is ready. It can be changed, for calls that have to be waited for again.
#[derive(Clone)]
pub struct Moment(Rc<State>);

struct State {
    time: Cell<Option<Duration>>,
    /// Whether a poll found it ready. From then on it counts as ready in each poll.
    noticed: Cell<bool>,
}

impl Moment {
    /// Once `delay` of virtual time has passed from now. Never when that is 584 years or more,
    /// which is the number of nanoseconds that fits into a `u64`.
    pub fn after(delay: Duration) -> Self {
        let moment = Self::never();
        moment.move_by(delay);
        moment
    }

    /// Never.
    pub fn never() -> Self {
        Self(Rc::new(State { time: Cell::new(None), noticed: Cell::new(false) }))
    }

    /// Moves it to the virtual time `time`. It is not ready again before a poll finds it so.
    pub fn move_to(&self, time: Duration) {
        self.set(Some(time));
    }

    /// Moves it to `delay` from now, as [`after`](Self::after) does.
    pub(super) fn move_by(&self, delay: Duration) {
        self.set(now().checked_add(delay).filter(|_| delay < NEVER));
    }

    fn set(&self, time: Option<Duration>) {
        self.0.time.set(time);
        self.0.noticed.set(false);
    }

    /// Whether a poll has said that it is ready.
    pub fn was_noticed(&self) -> bool {
        self.0.noticed.get()
    }

    fn notice(&self) -> bool {
        if !self.was_noticed() && BUDGET.get() > 0 && self.0.time.get().is_some_and(|time| time <= now()) {
            BUDGET.set(BUDGET.get() - 1);
            self.0.noticed.set(true);
        }
        self.was_noticed()
    }
}

impl fmt::Debug for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Moment").field(&self.0.time.get()).finish()
    }
}

/// The virtual time of this thread, from its start.
pub fn now() -> Duration {
    NOW.get()
}

/// The virtual time, read as by the component's clock: that is counted.
pub(super) fn read_clock() -> Duration {
    let cost = COST.get();
    COST.set(Cost { readings: cost.readings + 1, ..cost });
    now()
}

/// What waiting has cost so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// How many times [`poll`] was called.
    pub polls: usize,
    /// How many pollables it was given, all times together.
    pub handles: usize,
    /// How many times the clock was read.
    pub readings: usize,
}

impl Cost {
    const NONE: Self = Self { polls: 0, handles: 0, readings: 0 };
}

/// What waiting has cost on this thread since this was last asked.
pub fn take_cost() -> Cost {
    COST.replace(Cost::NONE)
}

/// Moves time to when the first of `pollables` is ready, and returns the positions of those that
/// are ready then. Like Golem, it tells of at most 128 between two waits that it has not told of
/// before.
///
/// # Panics
///
/// When `pollables` is empty, at which a real host traps, or when none of them can become ready.
#[allow(clippy::panic, reason = "documented, and never part of a component")]
pub fn poll(pollables: &[&Pollable]) -> Vec<u32> {
    match poll_moments(pollables.iter().map(|pollable| &pollable.moment)) {
        Some(ready) => ready,
        None => panic!("poll of {} pollables none of which can become ready", pollables.len()),
    }
}

/// As [`poll`], but `None` when none can become ready.
pub(super) fn poll_moments<'a>(moments: impl ExactSizeIterator<Item = &'a Moment> + Clone) -> Option<Vec<u32>> {
    let cost = COST.get();
    COST.set(Cost { polls: cost.polls + 1, handles: cost.handles + moments.len(), ..cost });
    let ready = notice(moments.clone());
    if !ready.is_empty() {
        return Some(ready);
    }
    // An alarm may move the moments.
    let next = || moments.clone().filter_map(|moment| moment.0.time.get()).min();
    while let Some(alarm) = next_alarm(next()?) {
        NOW.set(now().max(alarm.time));
        (alarm.ring)(alarm.number);
    }
    NOW.set(now().max(next()?));
    BUDGET.set(NOTICED_AT_ONCE);
    Some(notice(moments))
}

fn notice<'a>(moments: impl Iterator<Item = &'a Moment>) -> Vec<u32> {
    (0u32..).zip(moments).filter(|(_, moment)| moment.notice()).map(|(position, _)| position).collect()
}
