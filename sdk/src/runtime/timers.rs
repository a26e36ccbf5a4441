//! [`Timer`]: waits for a deadline. All timers together have one pollable, the *alarm*, which is
//! that of the nearest deadline.
//!
//! A pollable for each would be in the list of each wait: a thousand sleeps would pass half a
//! million handles to the host.

use super::deadline::{Deadline, NEVER, note_start, reached};
use super::reactor::{self, Registration};
use super::slots::Slots;
use crate::bindings::clock::{now, subscribe_duration, subscribe_instant};
use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::mem::{self, ManuallyDrop};
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

thread_local! {
    /// It is never dropped, so that timers can be dropped up to the end of the thread.
    static TIMERS: ManuallyDrop<RefCell<Timers>> = const { ManuallyDrop::new(RefCell::new(Timers::new())) };
}

/// So many timers that were dropped may be left in the queue before it is gone through for them.
const FORGOTTEN: usize = 64;

/// Waits for a deadline. Dropping it ends the wait.
pub(crate) struct Timer {
    deadline: Deadline,
    lasts: Lasts,
    /// Its slot, once it is waited for.
    slot: Option<usize>,
}

/// Whether a worker that is restarted goes on waiting for the same time.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lasts {
    /// It does. Golem commits its log to disk when such timers are made.
    Restarts,
    /// It does if something was committed since. Otherwise it waits for as long as it would have in
    /// the beginning.
    ThisRun,
}

impl Timer {
    pub(crate) fn new(deadline: Deadline, lasts: Lasts) -> Self {
        reactor::before_waits(set_alarm);
        Self { deadline, lasts, slot: None }
    }

    pub(crate) fn deadline(&self) -> &Deadline {
        &self.deadline
    }

    /// Ready when the deadline is over; otherwise the task of `cx` is woken then.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if self.deadline.is_over() {
            self.stop_waiting();
            return Poll::Ready(());
        }
        let replaced = TIMERS.with(|timers| timers.borrow_mut().wait(self, cx.waker()));
        // It may be the last owner of other futures, which have timers of their own.
        drop(replaced);
        Poll::Pending
    }

    fn stop_waiting(&mut self) {
        if let Some(slot) = self.slot.take() {
            let removed = TIMERS.with(|timers| timers.borrow_mut().remove(slot));
            drop(removed);
        }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        self.stop_waiting();
    }
}

struct Timers {
    /// The timers that are waited for.
    waiting: Slots<Waiting>,
    /// Those that the next wait puts into `queue`: by then the time of their deadlines is known.
    new: Vec<(usize, u64, Deadline, Lasts)>,
    /// The slots of timers by their time and number, the nearest first. Some of them may have been
    /// dropped since, or have another timer.
    queue: BinaryHeap<Reverse<(u64, u64, usize)>>,
    /// How many timers there were. By its number a timer is told from a later one in its slot.
    made: u64,
    alarm: Option<(Registration, u64)>,
}

struct Waiting {
    number: u64,
    waker: Waker,
}

impl Timers {
    const fn new() -> Self {
        Self { waiting: Slots::new(), new: Vec::new(), queue: BinaryHeap::new(), made: 0, alarm: None }
    }

    /// Returns the waker that `waker` has replaced, if there is one.
    fn wait(&mut self, timer: &mut Timer, waker: &Waker) -> Option<Waker> {
        if let Some(waiting) = timer.slot.and_then(|slot| self.waiting.get_mut(slot)) {
            let same = waiting.waker.will_wake(waker);
            return (!same).then(|| mem::replace(&mut waiting.waker, waker.clone()));
        }
        self.made += 1;
        let slot = self.waiting.insert(Waiting { number: self.made, waker: waker.clone() });
        timer.slot = Some(slot);
        self.new.push((slot, self.made, timer.deadline.clone(), timer.lasts));
        None
    }

    fn remove(&mut self, slot: usize) -> (Option<Waiting>, Option<(Registration, u64)>) {
        let removed = self.waiting.remove(slot);
        let dropped = self.queue.len().saturating_sub(self.waiting.len());
        if dropped > FORGOTTEN.max(self.waiting.len()) {
            let waiting = &self.waiting;
            self.queue.retain(|Reverse((_, number, slot))| is_waiting(waiting, *slot, *number));
        }
        if !self.waiting.is_empty() {
            return (removed, None);
        }
        // A deadline that is kept here would have the clock read at the next wait, for nobody.
        self.new.clear();
        self.queue.clear();
        (removed, self.alarm.take())
    }

    /// Puts the new timers into the queue. Returns whether some of them last over restarts.
    fn queue_new(&mut self) -> bool {
        let mut last = false;
        for (slot, number, deadline, lasts) in mem::take(&mut self.new) {
            if is_waiting(&self.waiting, slot, number) {
                self.queue.push(Reverse((deadline.time(), number, slot)));
                last |= lasts == Lasts::Restarts;
            }
        }
        last
    }

    /// The time of the nearest timer.
    fn nearest(&mut self) -> Option<u64> {
        while let Some(Reverse((time, number, slot))) = self.queue.peek() {
            if is_waiting(&self.waiting, *slot, *number) {
                return Some(*time);
            }
            self.queue.pop();
        }
        None
    }

    /// Takes the wakers of the timers whose time is not after `time`.
    fn take_until(&mut self, time: u64) -> Vec<Waker> {
        let mut woken = Vec::new();
        while self.nearest().is_some_and(|nearest| nearest <= time) {
            if let Some(Reverse((_, _, slot))) = self.queue.pop() {
                woken.extend(self.waiting.get(slot).map(|waiting| waiting.waker.clone()));
            }
        }
        woken
    }
}

fn is_waiting(waiting: &Slots<Waiting>, slot: usize, number: u64) -> bool {
    waiting.get(slot).is_some_and(|waiting| waiting.number == number)
}

/// Before a wait: notes the time from which the new deadlines count, and sets the alarm.
fn set_alarm() {
    let start = note_start();
    let replaced = TIMERS.with(|timers| {
        let mut timers = timers.borrow_mut();
        let lasts = timers.queue_new();
        let Some(nearest) = timers.nearest() else { return timers.alarm.take() };
        if !lasts && timers.alarm.as_ref().is_some_and(|(_, time)| *time == nearest) {
            return None;
        }
        let pollable = match lasts && nearest != NEVER {
            // For a timer that is made by its duration, Golem commits its log. So one is enough for
            // all that are new.
            true => subscribe_duration(nearest.saturating_sub(start.unwrap_or_else(now))),
            false => subscribe_instant(nearest),
        };
        let registration = Registration::new(pollable);
        registration.key().wait(&Waker::from(Arc::new(Alarm)));
        timers.alarm.replace((registration, nearest))
    });
    drop(replaced);
}

/// Woken by the reactor when the alarm's pollable is ready.
struct Alarm;

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        let woken = TIMERS.with(|timers| {
            let mut timers = timers.borrow_mut();
            let (_, time) = timers.alarm.take_if(|(registration, _)| registration.key().take_ready())?;
            reached(time);
            Some(timers.take_until(time))
        });
        woken.into_iter().flatten().for_each(Waker::wake);
    }
}
