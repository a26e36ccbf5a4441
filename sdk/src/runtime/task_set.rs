//! [`TaskSet`]: futures of any types that run beside each other, and may add others and remove each
//! other while they do.

use super::ready_queue::ReadyQueue;
use super::slots::Slots;
use std::cell::{Cell, RefCell};
use std::mem::{self, ManuallyDrop};
use std::pin::Pin;
use std::task::{Context, Waker};

pub(crate) type Task<'a> = Pin<Box<dyn Future<Output = ()> + 'a>>;

/// Tasks that may borrow what lives for `'a`. Only those that were woken are polled.
///
/// Whoever owns it must [close](Self::close) it in the end, or the tasks that have not ended are
/// never dropped.
pub(crate) struct TaskSet<'a> {
    /// Tasks may borrow the very set that they are in, as those of a scope do. Rust does not let a
    /// value be dropped while it is borrowed, if its own drop could use the borrow, as that of a
    /// task could. So dropping the set drops no task.
    slots: ManuallyDrop<RefCell<Slots<Slot<'a>>>>,
    ready: RefCell<ReadyQueue>,
    /// How many tasks there were. By its number a task is told from a later one in its slot.
    made: Cell<u64>,
    closed: Cell<bool>,
}

/// Identifies a task.
#[derive(Clone, Copy)]
pub(crate) struct TaskKey {
    slot: usize,
    number: u64,
}

struct Slot<'a> {
    number: u64,
    state: State<'a>,
}

enum State<'a> {
    Idle(Task<'a>),
    /// The task is being polled, and is not here meanwhile. A `block_on` within runs the other
    /// tasks, and may find that this one was `woken`.
    Polled {
        woken: bool,
    },
}

impl<'a> TaskSet<'a> {
    pub(crate) fn new() -> Self {
        Self {
            slots: ManuallyDrop::new(RefCell::new(Slots::new())),
            ready: RefCell::default(),
            made: Cell::new(0),
            closed: Cell::new(false),
        }
    }

    /// From now on `waker` is woken whenever a task is.
    pub(crate) fn listen(&self, waker: &Waker) {
        self.ready.borrow().listen(waker);
    }

    /// Adds a task to the next round. When the set is closed, the task is dropped, and there is no
    /// key.
    pub(crate) fn add(&self, task: Task<'a>) -> Option<TaskKey> {
        if self.closed.get() {
            return None;
        }
        let number = self.made.get() + 1;
        self.made.set(number);
        let slot = self.slots.borrow_mut().insert(Slot { number, state: State::Idle(task) });
        // It is not added to this round: a task that spawns a task that spawns a task would
        // otherwise keep the round from ever ending.
        let waker = self.ready.borrow_mut().waker(slot);
        waker.inspect(Waker::wake_by_ref);
        Some(TaskKey { slot, number })
    }

    /// Drops a task: now, or after the poll that it is in. Does nothing if the task has ended.
    pub(crate) fn remove(&self, key: TaskKey) {
        let mut slots = self.slots.borrow_mut();
        let is_there = slots.get(key.slot).is_some_and(|slot| slot.number == key.number);
        let removed = if is_there { slots.remove(key.slot) } else { None };
        // What the task drops may spawn and abort. So it is dropped after the borrow has ended.
        drop(slots);
        drop(removed);
    }

    /// Whether a task has neither ended nor was removed.
    pub(crate) fn contains(&self, key: TaskKey) -> bool {
        self.slots.borrow().get(key.slot).is_some_and(|slot| slot.number == key.number)
    }

    /// Whether all tasks have ended or were removed.
    pub(crate) fn is_empty(&self) -> bool {
        self.slots.borrow().is_empty()
    }

    /// Drops all tasks, in the order of their slots, and those that are added from now on.
    pub(crate) fn close(&self) {
        self.closed.set(true);
        drop(self.slots.replace(Slots::new()));
    }

    /// Polls the tasks that were woken. Returns whether others were woken meanwhile.
    pub(crate) fn run(&self) -> bool {
        self.begin_round();
        while self.poll_next() {}
        self.ready.borrow().any()
    }

    /// Begins a round of the tasks that were woken by now.
    pub(crate) fn begin_round(&self) {
        self.ready.borrow_mut().begin_round();
    }

    /// Polls the next task of the round. Returns `false` at the end of the round, or when it was
    /// [stopped](Self::is_stopped).
    pub(crate) fn poll_next(&self) -> bool {
        let next = self.ready.borrow_mut().next();
        let Some((slot, waker)) = next else { return false };
        let Some((key, mut task)) = self.take(slot) else { return true };
        let polled = Polled { tasks: self, key };
        // A task may spawn, abort and block, all of which borrow these lists. So nothing is
        // borrowed while it is polled.
        if task.as_mut().poll(&mut Context::from_waker(&waker)).is_pending() {
            mem::forget(polled);
            drop(self.put_back(key, task, &waker));
        }
        true
    }

    /// Whether the round was stopped before its end. The owner then has to wake its own task.
    pub(crate) fn is_stopped(&self) -> bool {
        self.ready.borrow().is_stopped()
    }

    fn take(&self, slot: usize) -> Option<(TaskKey, Task<'a>)> {
        let mut slots = self.slots.borrow_mut();
        let taken = slots.get_mut(slot)?;
        match mem::replace(&mut taken.state, State::Polled { woken: false }) {
            State::Idle(task) => Some((TaskKey { slot, number: taken.number }, task)),
            State::Polled { .. } => {
                taken.state = State::Polled { woken: true };
                None
            }
        }
    }

    /// Puts a task back after its poll. Returns it if it was removed meanwhile, for the caller to
    /// drop.
    fn put_back(&self, key: TaskKey, task: Task<'a>, waker: &Waker) -> Option<Task<'a>> {
        match self.slots.borrow_mut().get_mut(key.slot).filter(|slot| slot.number == key.number) {
            Some(slot) => {
                if matches!(slot.state, State::Polled { woken: true }) {
                    waker.wake_by_ref();
                }
                slot.state = State::Idle(task);
                None
            }
            None => Some(task),
        }
    }
}

/// Removes the task when it is dropped: after the poll in which the task ended, or panicked.
struct Polled<'set, 'a> {
    tasks: &'set TaskSet<'a>,
    key: TaskKey,
}

impl Drop for Polled<'_, '_> {
    fn drop(&mut self) {
        self.tasks.remove(self.key);
    }
}
