//! [`AbortHandle`]: ends a task without owning its handle.

use super::task_set::TaskKey;
use super::tasks;
use std::cell::{Cell, OnceCell};
use std::fmt;
use std::rc::Rc;
use std::task::Waker;

/// Ends a task of [`spawn_local`](crate::spawn_local()) or of a [`scope`](crate::scope()). Of one
/// task there may be several, while the task's [`JoinHandle`](crate::JoinHandle) is awaited.
///
/// ```
/// use golem_rpc_sdk::{block_on, sleep, spawn_local};
/// use std::time::Duration;
///
/// let task = spawn_local(sleep(Duration::from_secs(60)));
/// let abort = task.abort_handle();
/// drop(spawn_local(async move {
///     sleep(Duration::from_secs(1)).await;
///     abort.abort();
/// }));
/// assert!(block_on(task.join()).is_err());
/// ```
///
/// Dropping it changes nothing for the task.
#[derive(Clone)]
pub struct AbortHandle(Aborted);

#[derive(Clone)]
enum Aborted {
    /// `None` when it was spawned at the end of the thread, where no task runs any more.
    Task(Option<TaskKey>),
    InScope(Rc<AbortFlag>),
}

impl AbortHandle {
    pub(super) const fn of_task(key: Option<TaskKey>) -> Self {
        Self(Aborted::Task(key))
    }

    pub(crate) const fn in_scope(flag: Rc<AbortFlag>) -> Self {
        Self(Aborted::InScope(flag))
    }

    /// Ends the task without an output, unless it has ended. To do that again does nothing.
    ///
    /// [`JoinHandle::join`] gives an error then. Whoever awaits the handle itself waits for ever.
    ///
    /// A task of [`spawn_local`](crate::spawn_local()) is dropped at once, or at its next wait if
    /// it is the one that is running. A task of a [`scope`](crate::scope()) is dropped when its
    /// scope is polled next, which is before anything is waited for.
    ///
    /// A call that the task waits for is not taken back: the target still runs it.
    ///
    /// [`JoinHandle::join`]: crate::JoinHandle::join
    pub fn abort(&self) {
        match &self.0 {
            Aborted::Task(key) => key.iter().for_each(|key| tasks::remove(*key)),
            Aborted::InScope(flag) => flag.abort(),
        }
    }

    /// Whether there is nothing to abort any more: the task has ended, also by a panic, or was
    /// aborted.
    pub fn is_finished(&self) -> bool {
        match &self.0 {
            Aborted::Task(key) => !key.is_some_and(tasks::contains),
            Aborted::InScope(flag) => flag.is_over(),
        }
    }
}

impl fmt::Debug for AbortHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AbortHandle").field("finished", &self.is_finished()).finish_non_exhaustive()
    }
}

/// What a task in a scope and its handles share. A handle may outlive the scope, so it can't reach
/// the task to drop it.
#[derive(Default)]
pub(crate) struct AbortFlag {
    /// Whether the task was aborted or has ended.
    is_over: Cell<bool>,
    /// Set when the task is polled for the first time.
    waker: OnceCell<Waker>,
}

impl AbortFlag {
    fn abort(&self) {
        if !self.is_over.replace(true)
            && let Some(waker) = self.waker.get()
        {
            waker.wake_by_ref();
        }
    }

    /// Notes that the task has ended.
    pub(crate) fn end(&self) {
        self.is_over.set(true);
    }

    pub(crate) fn is_over(&self) -> bool {
        self.is_over.get()
    }

    /// Has `waker` woken when the task is aborted. It must be the same each time.
    pub(crate) fn listen(&self, waker: &Waker) {
        self.waker.get_or_init(|| waker.clone());
    }
}
