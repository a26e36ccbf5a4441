//! The futures that [`spawn_local`](crate::spawn_local()) left to run on their own.

use super::wakes::Wakes;
use slab::Slab;
use std::cell::{Cell, RefCell};
use std::mem;
use std::pin::Pin;
use std::task::{Context, Waker};

thread_local! {
    /// Asked with `try_with`: at the thread's end the tasks that have not ended are dropped, and
    /// what they drop may spawn, abort and block.
    static TASKS: Tasks = Tasks::default();
    /// How `block_on` comes to the tasks: set by the first of them, so that a component that has none carries none of this.
    static RUN: Cell<Option<fn() -> bool>> = const { Cell::new(None) };
}

pub(crate) type Task = Pin<Box<dyn Future<Output = ()>>>;

/// Names a task that has not ended.
#[derive(Clone, Copy)]
pub(crate) struct TaskKey(usize);

/// Polls the tasks that were woken. Returns whether there are such again.
pub(crate) fn run() -> bool {
    RUN.get().is_some_and(|run| run())
}

/// From now on `waker` is woken when a task is.
#[cfg(all(feature = "wstd", target_family = "wasm"))]
pub(crate) fn listen(waker: &std::task::Waker) {
    let _ = TASKS.try_with(|tasks| tasks.wakes.borrow().listen(waker));
}

/// Takes on a task; the next [`run`] that begins polls it. At the end of the thread there is none:
/// then the task is dropped.
pub(crate) fn add(task: Task) -> Option<TaskKey> {
    RUN.set(Some(|| TASKS.try_with(Tasks::run).unwrap_or(false)));
    TASKS.try_with(|tasks| tasks.add(task)).ok()
}

/// Drops a task, at once or, if it is being polled, after that.
pub(crate) fn remove(key: TaskKey) {
    drop(TASKS.try_with(|tasks| tasks.remove(key)));
}

#[derive(Default)]
struct Tasks {
    places: RefCell<Slab<Place>>,
    wakes: RefCell<Wakes>,
}

enum Place {
    Idle(Task),
    /// Being polled. A `block_on` in there runs the other tasks, and finds this one `woken` perhaps.
    Polled {
        woken: bool,
    },
}

impl Tasks {
    fn add(&self, task: Task) -> TaskKey {
        let key = self.places.borrow_mut().insert(Place::Idle(task));
        // Not in the turn that is on: a task that spawns one that spawns one would never let it
        // end.
        let waker = self.wakes.borrow_mut().waker(key);
        waker.inspect(Waker::wake_by_ref);
        TaskKey(key)
    }

    fn remove(&self, key: TaskKey) -> Option<Place> {
        self.places.borrow_mut().try_remove(key.0)
    }

    fn run(&self) -> bool {
        self.wakes.borrow_mut().begin_turn();
        loop {
            let next = self.wakes.borrow_mut().next();
            let Some((key, waker)) = next else { break };
            let Some(mut task) = self.take(key) else { continue };
            let polled = Polled { tasks: self, key };
            // A task may spawn, abort and block: nothing is borrowed while it does.
            if task.as_mut().poll(&mut Context::from_waker(&waker)).is_pending() {
                mem::forget(polled);
                drop(self.put_back(key, task, &waker));
            }
        }
        self.wakes.borrow().any()
    }

    fn take(&self, key: usize) -> Option<Task> {
        let mut places = self.places.borrow_mut();
        let place = places.get_mut(key)?;
        match mem::replace(place, Place::Polled { woken: false }) {
            Place::Idle(task) => Some(task),
            Place::Polled { .. } => {
                *place = Place::Polled { woken: true };
                None
            }
        }
    }

    /// Gives the task back if it was aborted meanwhile, for the caller to drop. Its place may be another's by then, but that one is
    /// not being polled: what began later has ended sooner.
    fn put_back(&self, key: usize, task: Task, waker: &Waker) -> Option<Task> {
        match self.places.borrow_mut().get_mut(key) {
            Some(place @ Place::Polled { .. }) => {
                if matches!(place, Place::Polled { woken: true }) {
                    waker.wake_by_ref();
                }
                *place = Place::Idle(task);
                None
            }
            _ => Some(task),
        }
    }

    fn end(&self, key: usize) {
        let mut places = self.places.borrow_mut();
        if matches!(places.get(key), Some(Place::Polled { .. })) {
            places.remove(key);
        }
    }
}

/// A task that is being polled: it has ended when this is dropped, with its output or with a panic.
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
    fn tasks_that_ended_or_were_aborted_leave_no_place() {
        for _ in 0..10 {
            drop(spawn_local(async {}));
            drop(spawn_local(sleep(Duration::from_millis(1))));
            spawn_local(std::future::pending::<()>()).abort();
            drop(spawn_local(async { panic!("boom") }));
            assert!(catch_unwind(|| block_on(sleep(Duration::from_millis(1)))).is_err());
        }
        block_on(sleep(Duration::from_millis(10)));
        assert!(TASKS.with(|tasks| tasks.places.borrow().is_empty()));
    }
}
