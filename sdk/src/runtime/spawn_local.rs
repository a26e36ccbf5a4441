//! [`spawn_local`]: a future that runs beside the one of `block_on`.

use super::abort_handle::AbortHandle;
use super::join_handle::{JoinHandle, outcome};
use super::tasks;

/// Has [`block_on`](crate::block_on()) run `future` beside its own. The output can be awaited
/// through the handle.
///
/// ```
/// use golem_rpc_sdk::{block_on, sleep, spawn_local, virtual_time};
/// use std::time::Duration;
///
/// block_on(async {
///     let task = spawn_local(async {
///         sleep(Duration::from_secs(2)).await;
///         "done"
///     });
///     sleep(Duration::from_secs(2)).await;
///     assert_eq!(task.await, "done");
/// });
/// assert_eq!(virtual_time::now(), Duration::from_secs(2));
/// ```
///
/// Dropping the handle detaches the task: it goes on, and its output is dropped.
/// [`JoinHandle::abort`] drops the task, and so does an [`AbortHandle`] of it.
///
/// # When it runs
///
/// `spawn_local` polls nothing itself. The task is run by the `block_on` that it was spawned in, or
/// by the next one on this thread. A `block_on` does not wait for tasks at its end: those that have
/// not ended go on in the next `block_on`, which in a component may be that of a later invocation.
/// Await the handles of tasks that must be done.
///
/// # Panics
///
/// When a task panics, so does the `block_on` that runs it, whether or not the handle is awaited.
/// On wasm that ends the worker's invocation. Natively it can be caught, for example by a test:
/// then the task has no output, and [`JoinHandle::join`] gives an error.
pub fn spawn_local<F>(future: F) -> JoinHandle<F::Output>
where
    F: IntoFuture + 'static,
    F::Output: 'static,
    F::IntoFuture: 'static,
{
    let (sender, outcome) = outcome();
    let future = future.into_future();
    let key = tasks::add(Box::pin(async move { sender.ended(future.await) }));
    JoinHandle::new(outcome, AbortHandle::of_task(key))
}
