//! [`JoinHandle`]: the output of a task, as a future.

use super::abort_handle::AbortHandle;
use super::polled_again::polled_again;
use futures_core::FusedFuture;
use std::cell::RefCell;
use std::error::Error;
use std::fmt;
use std::mem;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

/// The output of a task, as a future. Dropping the handle does not end the task.
///
/// The handle of a task that panicked or was aborted never becomes ready. [`join`](Self::join)
/// gives an error then.
pub struct JoinHandle<T> {
    outcome: SharedOutcome<T>,
    abort: AbortHandle,
}

type SharedOutcome<T> = Rc<RefCell<Outcome<T>>>;

pub(crate) enum Outcome<T> {
    /// The task has not ended. The waker is that of whoever awaits it.
    Awaited(Option<Waker>),
    Ended(T),
    /// The task is gone without an output.
    Lost,
    Taken,
}

/// What the task holds: tells the handle that the task has ended, or was dropped.
pub(crate) struct OutcomeSender<T>(SharedOutcome<T>);

/// The two ends of what becomes of a task: for the task, and for its handle.
pub(crate) fn outcome<T>() -> (OutcomeSender<T>, SharedOutcome<T>) {
    let outcome = Rc::new(RefCell::new(Outcome::Awaited(None)));
    (OutcomeSender(outcome.clone()), outcome)
}

impl<T> OutcomeSender<T> {
    pub(crate) fn ended(self, output: T) {
        self.send(Outcome::Ended(output));
    }

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
    pub(crate) const fn new(outcome: SharedOutcome<T>, abort: AbortHandle) -> Self {
        Self { outcome, abort }
    }

    /// Drops the task, unless it has ended. When, and what becomes of its calls, is said at
    /// [`AbortHandle::abort`].
    pub fn abort(self) {
        self.abort.abort();
    }

    /// Another handle, which can abort the task while this one is awaited.
    pub fn abort_handle(&self) -> AbortHandle {
        self.abort.clone()
    }

    /// Whether the task has ended, also by a panic, or was dropped.
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

/// The task has no output: it panicked or was aborted, its scope was dropped, or its thread came to
/// its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinError(());

impl fmt::Display for JoinError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "the task has no output: it panicked or was aborted, its scope was dropped, or its thread came to its end",
        )
    }
}

impl Error for JoinError {}

impl<T> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinHandle").field("finished", &self.is_finished()).finish_non_exhaustive()
    }
}
