//! The futures that [`spawn_local`](crate::spawn_local()) left to run on their own.

use crate::wakes::Wakes;
use slab::Slab;
use std::cell::{Cell, RefCell};
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll};

thread_local! {
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
    TASKS.with(|tasks| tasks.wakes.borrow().listen(waker));
}

/// Takes on a task; the next [`run`] polls it.
pub(crate) fn add(task: Task) -> TaskKey {
    RUN.set(Some(|| TASKS.with(Tasks::run)));
    TASKS.with(|tasks| tasks.add(task))
}

/// Drops a task, at once or, if it is being polled, after that.
pub(crate) fn remove(key: TaskKey) {
    // The thread may be at its end, and the tasks gone.
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
        self.wakes.borrow_mut().admit(key);
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
            // A task may spawn, abort and block: nothing is borrowed while it does.
            match task.as_mut().poll(&mut Context::from_waker(&waker)) {
                Poll::Pending => drop(self.put_back(key, task)),
                Poll::Ready(()) => self.end(key),
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
    fn put_back(&self, key: usize, task: Task) -> Option<Task> {
        match self.places.borrow_mut().get_mut(key) {
            Some(place @ Place::Polled { .. }) => {
                if matches!(place, Place::Polled { woken: true }) {
                    self.wakes.borrow().wake(key);
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

#[cfg(test)]
mod tests {
    use super::TASKS;
    use crate::{block_on, sleep, spawn_local};
    use std::time::Duration;

    #[test]
    fn tasks_that_ended_or_were_aborted_leave_no_place() {
        for _ in 0..10 {
            drop(spawn_local(async {}));
            drop(spawn_local(sleep(Duration::from_millis(1))));
            spawn_local(std::future::pending::<()>()).abort();
        }
        block_on(sleep(Duration::from_millis(10)));
        assert!(TASKS.with(|tasks| tasks.places.borrow().is_empty()));
    }
}
