//! [`spawn_local`]: a future that runs beside the one of `block_on`.

use super::polled_again::polled_again;
use super::tasks::{self, TaskKey};
use futures_core::FusedFuture;
use std::cell::RefCell;
use std::error::Error;
use std::fmt;
use std::mem;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

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
/// [`JoinHandle::abort`] drops the task.
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
    let outcome = Rc::new(RefCell::new(Outcome::Awaited(None)));
    let sender = OutcomeSender(outcome.clone());
    let future = future.into_future();
    let key = tasks::add(Box::pin(async move {
        let output = future.await;
        sender.send(Outcome::Ended(output));
    }));
    JoinHandle { outcome, key }
}

/// The output of a task, as a future. Dropping the handle does not end the task.
///
/// The handle of a task that panicked never becomes ready. [`join`](Self::join) gives an error
/// then.
pub struct JoinHandle<T> {
    outcome: Rc<RefCell<Outcome<T>>>,
    /// `None` when it was spawned at the end of the thread, where no task runs any more.
    key: Option<TaskKey>,
}

enum Outcome<T> {
    /// The task has not ended. The waker is that of whoever awaits it.
    Awaited(Option<Waker>),
    Ended(T),
    /// The task is gone without an output.
    Lost,
    Taken,
}

/// What the task holds: tells the handle that the task has ended, or was dropped.
struct OutcomeSender<T>(Rc<RefCell<Outcome<T>>>);

impl<T> OutcomeSender<T> {
    fn send(&self, outcome: Outcome<T>) {
        let before = self.0.replace(outcome);
        if let Outcome::Awaited(Some(waker)) = before {
            waker.wake();
        }
    }
}

impl<T> Drop for OutcomeSender<T> {
    fn drop(&mut self) {
        let ended = !matches!(*self.0.borrow(), Outcome::Awaited(_));
        if !ended {
            self.send(Outcome::Lost);
        }
    }
}

impl<T> JoinHandle<T> {
    /// Drops the task, unless it has ended: at once, or at its next wait if it is the task that is
    /// running.
    ///
    /// A call that the task waits for is not taken back: the target still runs it.
    pub fn abort(self) {
        if let Some(key) = self.key
            && !self.is_finished()
        {
            tasks::remove(key);
        }
    }

    /// Whether the task has ended, also by a panic.
    pub fn is_finished(&self) -> bool {
        !matches!(*self.outcome.borrow(), Outcome::Awaited(_))
    }

    /// Awaits the output, or the error that there will be none.
    ///
    /// ```
    /// use golem_rpc_sdk::{block_on, spawn_local};
    ///
    /// let task = spawn_local(async { 1 + 1 });
    /// assert_eq!(block_on(task.join()), Ok(2));
    /// ```
    pub fn join(self) -> Join<T> {
        Join { handle: self }
    }

    fn poll_outcome(&self, cx: &mut Context<'_>) -> Poll<Result<T, JoinError>> {
        // In a variable, so that the old waker is dropped after the borrow has ended: dropping it
        // runs code of an executor, which may ask this handle.
        let before = {
            let mut outcome = self.outcome.borrow_mut();
            match &*outcome {
                Outcome::Awaited(Some(waker)) if waker.will_wake(cx.waker()) => return Poll::Pending,
                Outcome::Awaited(_) => mem::replace(&mut *outcome, Outcome::Awaited(Some(cx.waker().clone()))),
                Outcome::Ended(_) | Outcome::Lost | Outcome::Taken => mem::replace(&mut *outcome, Outcome::Taken),
            }
        };
        match before {
            Outcome::Ended(output) => Poll::Ready(Ok(output)),
            Outcome::Awaited(_) => Poll::Pending,
            Outcome::Lost => Poll::Ready(Err(JoinError(()))),
            Outcome::Taken => polled_again(),
        }
    }
}

impl<T> Future for JoinHandle<T> {
    type Output = T;

    /// # Panics
    ///
    /// When it was ready before.
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        let lost = matches!(*self.outcome.borrow(), Outcome::Lost);
        match if lost { Poll::Pending } else { self.poll_outcome(cx) } {
            Poll::Ready(Ok(output)) => Poll::Ready(output),
            _ => Poll::Pending,
        }
    }
}

impl<T> FusedFuture for JoinHandle<T> {
    fn is_terminated(&self) -> bool {
        matches!(*self.outcome.borrow(), Outcome::Lost | Outcome::Taken)
    }
}

/// The future of [`JoinHandle::join`].
#[derive(Debug)]
#[must_use = "futures do nothing unless they are awaited"]
pub struct Join<T> {
    handle: JoinHandle<T>,
}

impl<T> Future for Join<T> {
    type Output = Result<T, JoinError>;

    /// # Panics
    ///
    /// When it was ready before.
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.handle.poll_outcome(cx)
    }
}

impl<T> FusedFuture for Join<T> {
    fn is_terminated(&self) -> bool {
        matches!(*self.handle.outcome.borrow(), Outcome::Taken)
    }
}

/// The task has no output: it panicked, or its thread came to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinError(());

impl fmt::Display for JoinError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the task has no output: it panicked, or its thread came to its end")
    }
}

impl Error for JoinError {}

impl<T> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinHandle").field("finished", &self.is_finished()).finish_non_exhaustive()
    }
}
