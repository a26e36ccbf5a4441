//! [`spawn_local`]: a future that runs beside whatever else runs.

use crate::tasks::{self, TaskKey};
use futures_core::FusedFuture;
use std::cell::RefCell;
use std::fmt;
use std::mem;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

/// Runs `future` on its own while [`block_on`](crate::block_on()) runs. What it gives can be awaited through the handle.
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
/// Dropping the handle detaches the task: it goes on, and its output is dropped. [`JoinHandle::abort`] ends it.
///
/// # When it runs
///
/// `spawn_local` polls nothing itself. Whichever `block_on` runs next on this thread, the one that is on included, runs the task. A
/// `block_on` does not wait for tasks at its end: those that have not ended go on in the next one, which in a component may be
/// that of a later invocation. Await the handles of those that must be done.
///
/// # Panics
///
/// A panic in a task is one in the `block_on` that runs it, whether or not anybody awaits the handle. On wasm it ends the worker's
/// invocation.
pub fn spawn_local<F>(future: F) -> JoinHandle<F::Output>
where
    F: Future + 'static,
    F::Output: 'static,
{
    let outcome = Rc::new(RefCell::new(Outcome::Awaited(None)));
    let told = outcome.clone();
    let key = tasks::add(Box::pin(async move {
        let output = future.await;
        let before = told.replace(Outcome::Ended(output));
        if let Outcome::Awaited(Some(waker)) = before {
            waker.wake();
        }
    }));
    JoinHandle { outcome, key }
}

/// The output of a task, as a future, and the way to end the task. Dropping it does not.
pub struct JoinHandle<T> {
    outcome: Rc<RefCell<Outcome<T>>>,
    key: TaskKey,
}

enum Outcome<T> {
    Awaited(Option<Waker>),
    Ended(T),
    Taken,
}

impl<T> JoinHandle<T> {
    /// Drops the task, unless it has ended: at once or, if it is the task that is running, when it next waits.
    ///
    /// A call that it waits for is not taken back: the target still runs it.
    pub fn abort(self) {
        if !self.is_finished() {
            tasks::remove(self.key);
        }
    }

    /// Whether the task has ended.
    pub fn is_finished(&self) -> bool {
        !matches!(*self.outcome.borrow(), Outcome::Awaited(_))
    }
}

impl<T> Future for JoinHandle<T> {
    type Output = T;

    /// # Panics
    ///
    /// When it was ready before.
    #[allow(clippy::panic, reason = "a mistake of the component's own, and the contract of Future")]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        // Bound, so that what is replaced is dropped when the borrow has ended.
        let before = {
            let mut outcome = self.outcome.borrow_mut();
            match &*outcome {
                Outcome::Awaited(Some(waker)) if waker.will_wake(cx.waker()) => return Poll::Pending,
                Outcome::Awaited(_) => mem::replace(&mut *outcome, Outcome::Awaited(Some(cx.waker().clone()))),
                Outcome::Ended(_) | Outcome::Taken => mem::replace(&mut *outcome, Outcome::Taken),
            }
        };
        match before {
            Outcome::Ended(output) => Poll::Ready(output),
            Outcome::Awaited(_) => Poll::Pending,
            Outcome::Taken => panic!("the handle of a task was polled again after it was ready"),
        }
    }
}

impl<T> FusedFuture for JoinHandle<T> {
    fn is_terminated(&self) -> bool {
        matches!(*self.outcome.borrow(), Outcome::Taken)
    }
}

impl<T> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinHandle").field("finished", &self.is_finished()).finish_non_exhaustive()
    }
}
