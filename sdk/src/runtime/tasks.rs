//! The futures of [`spawn_local`](crate::spawn_local()), which run beside the one of `block_on`.

use super::ready_queue::ReadyQueue;
use super::slots::Slots;
use std::cell::{Cell, RefCell};
use std::mem;
use std::pin::Pin;
use std::task::{Context, Waker};

thread_local! {
    /// Accessed with `try_with`: at the end of the thread the tasks that have not ended are
    /// dropped, and what they drop may spawn, abort and block although the list is gone.
    static TASKS: Tasks = Tasks::new();
    /// How `block_on` runs the tasks. `spawn_local` sets it, so that a component that does not use
    /// `spawn_local` does not carry the code of tasks.
    static RUN: Cell<Option<fn() -> bool>> = const { Cell::new(None) };
}

pub(crate) type Task = Pin<Box<dyn Future<Output = ()>>>;

/// Identifies a task that has not ended.
#[derive(Clone, Copy)]
pub(crate) struct TaskKey(usize);

/// Polls the tasks that were woken. Returns whether others were woken meanwhile.
pub(crate) fn run() -> bool {
    RUN.get().is_some_and(|run| run())
}

/// From now on `waker` is woken whenever a task is.
#[cfg(all(feature = "wstd", target_family = "wasm"))]
pub(crate) fn listen(waker: &std::task::Waker) {
    let _ = TASKS.try_with(|tasks| tasks.ready.borrow().listen(waker));
}

/// Adds a task, which the next [`run`] that begins polls. At the end of the thread no `run` begins
/// any more: then the task is dropped, and there is no key.
pub(crate) fn add(task: Task) -> Option<TaskKey> {
    RUN.set(Some(|| TASKS.try_with(Tasks::run).unwrap_or(false)));
    TASKS.try_with(|tasks| tasks.add(task)).ok()
}

/// Drops a task: at once, or after the poll that it is in.
pub(crate) fn remove(key: TaskKey) {
    drop(TASKS.try_with(|tasks| tasks.remove(key)));
}

struct Tasks {
    slots: RefCell<Slots<Slot>>,
    ready: RefCell<ReadyQueue>,
}

enum Slot {
    Idle(Task),
    /// The task is being polled, and is not here meanwhile. A `block_on` within runs the other
    /// tasks, and may find that this one was `woken`.
    Polled {
        woken: bool,
    },
}

impl Tasks {
    fn new() -> Self {
        Self { slots: RefCell::new(Slots::new()), ready: RefCell::default() }
    }

    fn add(&self, task: Task) -> TaskKey {
        let key = self.slots.borrow_mut().insert(Slot::Idle(task));
        // It is added to the next round, not to this one: a task that spawns a task that spawns a
        // task would otherwise keep the round from ever ending.
        let waker = self.ready.borrow_mut().waker(key);
        waker.inspect(Waker::wake_by_ref);
        TaskKey(key)
    }

    fn remove(&self, key: TaskKey) -> Option<Slot> {
        self.slots.borrow_mut().remove(key.0)
    }

    fn run(&self) -> bool {
        self.ready.borrow_mut().begin_round();
        loop {
            let next = self.ready.borrow_mut().next();
            let Some((key, waker)) = next else { break };
            let Some(mut task) = self.take(key) else { continue };
            let polled = Polled { tasks: self, key };
            // A task may spawn, abort and block, all of which borrow these lists. So nothing is
            // borrowed while it is polled.
            if task.as_mut().poll(&mut Context::from_waker(&waker)).is_pending() {
                mem::forget(polled);
                drop(self.put_back(key, task, &waker));
            }
        }
        self.ready.borrow().any()
    }

    fn take(&self, key: usize) -> Option<Task> {
        let mut slots = self.slots.borrow_mut();
        let slot = slots.get_mut(key)?;
        match mem::replace(slot, Slot::Polled { woken: false }) {
            Slot::Idle(task) => Some(task),
            Slot::Polled { .. } => {
                *slot = Slot::Polled { woken: true };
                None
            }
        }
    }

    /// Puts a task back after its poll. Returns it if it was aborted meanwhile, for the caller to
    /// drop. Its slot may then hold another task, but not one that is being polled: polls are
    /// nested, so a poll that began later has ended before.
    fn put_back(&self, key: usize, task: Task, waker: &Waker) -> Option<Task> {
        match self.slots.borrow_mut().get_mut(key) {
            Some(slot @ Slot::Polled { .. }) => {
                if matches!(slot, Slot::Polled { woken: true }) {
                    waker.wake_by_ref();
                }
                *slot = Slot::Idle(task);
                None
            }
            _ => Some(task),
        }
    }

    fn end(&self, key: usize) {
        let mut slots = self.slots.borrow_mut();
        if matches!(slots.get(key), Some(Slot::Polled { .. })) {
            drop(slots.remove(key));
        }
    }
}

/// Removes the task when it is dropped: after the poll in which the task ended, or panicked.
struct Polled<'a> {
    tasks: &'a Tasks,
    key: usize,
}

impl Drop for Polled<'_> {
    fn drop(&mut self) {
        self.tasks.end(self.key);
    }
}

#[cfg(test)]
mod tests {
    use super::TASKS;
    use crate::{block_on, sleep, spawn_local};
    use std::panic::catch_unwind;
    use std::time::Duration;

    #[test]
    fn tasks_that_ended_or_were_aborted_leave_no_slot() {
        for _ in 0..10 {
            drop(spawn_local(async {}));
            drop(spawn_local(sleep(Duration::from_millis(1))));
            spawn_local(std::future::pending::<()>()).abort();
            drop(spawn_local(async { panic!("boom") }));
            assert!(catch_unwind(|| block_on(sleep(Duration::from_millis(1)))).is_err());
        }
        block_on(sleep(Duration::from_millis(10)));
        assert!(TASKS.with(|tasks| tasks.slots.borrow().is_empty()));
    }
}
