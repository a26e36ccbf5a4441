//! The tasks of [`spawn_local`](crate::spawn_local()), which run beside the future of `block_on`.

use super::task_set::{Task, TaskKey, TaskSet};
use std::cell::Cell;

thread_local! {
    /// Accessed with `try_with`: at the end of the thread the tasks that have not ended are
    /// dropped, and what they drop may spawn, abort and block although the list is gone.
    static TASKS: Tasks = Tasks(TaskSet::new());
    /// How `block_on` runs the tasks. `spawn_local` sets it, so that a component that does not use
    /// `spawn_local` does not carry the code of tasks.
    static RUN: Cell<Option<fn() -> bool>> = const { Cell::new(None) };
}

struct Tasks(TaskSet<'static>);

impl Drop for Tasks {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// Polls the tasks that were woken. Returns whether others were woken meanwhile.
pub(crate) fn run() -> bool {
    RUN.get().is_some_and(|run| run())
}

/// From now on `waker` is woken whenever a task is.
#[cfg(all(feature = "wstd", target_family = "wasm"))]
pub(crate) fn listen(waker: &std::task::Waker) {
    let _ = TASKS.try_with(|tasks| tasks.0.listen(waker));
}

/// Adds a task, which the next [`run`] that begins polls. At the end of the thread no `run` begins
/// any more: then the task is dropped, and there is no key.
pub(crate) fn add(task: Task<'static>) -> Option<TaskKey> {
    RUN.set(Some(|| TASKS.try_with(|tasks| tasks.0.run()).unwrap_or(false)));
    TASKS.try_with(|tasks| tasks.0.add(task)).ok().flatten()
}

/// Drops a task: at once, or after the poll that it is in. Does nothing if it has ended.
pub(crate) fn remove(key: TaskKey) {
    let _ = TASKS.try_with(|tasks| tasks.0.remove(key));
}

/// Whether a task has neither ended nor was removed.
pub(crate) fn contains(key: TaskKey) -> bool {
    TASKS.try_with(|tasks| tasks.0.contains(key)).unwrap_or(false)
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
        assert!(TASKS.with(|tasks| tasks.0.is_empty()));
    }
}
