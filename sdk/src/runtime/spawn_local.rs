//! [`spawn_local`]: a future that runs beside whatever else runs.

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
/// A panic in a task is one in the `block_on` that runs it, whether or not anybody awaits the
/// handle. On wasm it ends the worker's invocation. Natively somebody may catch it, a test for one:
/// then the task has no output, and [`JoinHandle::join`] says so.
pub fn spawn_local<F>(future: F) -> JoinHandle<F::Output>
where
    F: IntoFuture + 'static,
    F::Output: 'static,
    F::IntoFuture: 'static,
{
    let outcome = Rc::new(RefCell::new(Outcome::Awaited(None)));
    let teller = Teller(outcome.clone());
    let future = future.into_future();
    let key = tasks::add(Box::pin(async move {
        let output = future.await;
        teller.tell(Outcome::Ended(output));
    }));
    JoinHandle { outcome, key }
}

/// The output of a task, as a future, and the way to end the task. Dropping it does not.
///
/// Of a task that panicked it gives nothing, ever, for there is nothing to give;
/// [`join`](Self::join) gives an error then.
pub struct JoinHandle<T> {
    outcome: Rc<RefCell<Outcome<T>>>,
    /// None at the end of the thread, where no task is taken on.
    key: Option<TaskKey>,
}

enum Outcome<T> {
    Awaited(Option<Waker>),
    Ended(T),
    /// The task is gone without an output.
    Lost,
    Taken,
}

/// The task's side of its outcome.
struct Teller<T>(Rc<RefCell<Outcome<T>>>);

impl<T> Teller<T> {
    fn tell(&self, outcome: Outcome<T>) {
        let before = self.0.replace(outcome);
        if let Outcome::Awaited(Some(waker)) = before {
            waker.wake();
        }
    }
}

impl<T> Drop for Teller<T> {
    fn drop(&mut self) {
        let ended = !matches!(*self.0.borrow(), Outcome::Awaited(_));
        if !ended {
            self.tell(Outcome::Lost);
        }
    }
}

impl<T> JoinHandle<T> {
    /// Drops the task, unless it has ended: at once or, if it is the task that is running, when it next waits.
    ///
    /// A call that it waits for is not taken back: the target still runs it.
    pub fn abort(self) {
        if let Some(key) = self.key
            && !self.is_finished()
        {
            tasks::remove(key);
        }
    }

    /// Whether the task has ended, also if with a panic.
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
        // Bound, so that what is replaced is dropped when the borrow has ended.
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
