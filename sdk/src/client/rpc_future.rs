//! [`RpcFuture`]: a future-result resource as a [`Future`].

use crate::bindings::poll::Pollable;
use crate::runtime::delegation::Child;
use crate::runtime::polled_again;
use crate::runtime::reactor::Registration;
use futures_core::FusedFuture;
use pin_project::pin_project;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

/// The `future-…-result` resource of a stub: a pollable to wait for, and the result once that is
/// ready.
///
/// Generated clients implement it. For bindings of your own,
/// [`future_result!`](crate::future_result!) does.
pub trait FutureResult {
    /// What the call gives in the end.
    type Output;

    /// A pollable that is ready when [`get`](Self::get) may be called.
    fn subscribe(&self) -> Pollable;

    /// The result, or `None` when it is not there yet.
    ///
    /// [`RpcFuture`] calls it only after a poll said that the pollable is ready, and never again
    /// once it gave the result, for then the host traps.
    fn get(&self) -> Option<Self::Output>;

    /// Whether it is awaited by [`poll_itself`](Self::poll_itself), and not by the other functions.
    #[doc(hidden)]
    const POLLS_ITSELF: bool = false;

    /// Polls it in place of the [`RpcFuture`] around it, which is `child`. Calls `end` when it is
    /// ready. To tell that by the output would copy it.
    #[doc(hidden)]
    fn poll_itself(&mut self, child: Child, cx: &mut Context<'_>, end: impl FnOnce()) -> Poll<Self::Output> {
        let _ = (child, cx, end);
        Poll::Pending
    }
}

/// A remote call under way, as a [`Future`].
///
/// The call was started when the method of the client was called, not when this is first polled. So
/// several calls overlap even before the first is awaited. Dropping it gives up the result, but
/// does not take the call back: unless it is dropped at once, the target still runs it.
#[pin_project]
#[must_use = "the call has started, but its result is lost unless the future is awaited"]
pub struct RpcFuture<F> {
    // Fields are dropped in this order. The host traps when a future-result is dropped before its
    // pollable, which is in `state`.
    state: State,
    result: F,
}

enum State {
    Started,
    Pending(Registration),
    Done,
}

impl<F: FutureResult> RpcFuture<F> {
    /// Wraps a future-result resource whose result has not been taken.
    pub fn new(result: F) -> Self {
        Self { state: State::Started, result }
    }
}

impl<F: FutureResult> RpcFuture<F> {
    fn poll_itself(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let child = Child::of(&*self);
        let this = self.as_mut().project();
        if matches!(this.state, State::Done) {
            polled_again();
        }
        this.result.poll_itself(child, cx, || *this.state = State::Done)
    }
}

impl<F: FutureResult> Future for RpcFuture<F> {
    type Output = F::Output;

    /// # Panics
    ///
    /// When it is polled again after it was ready.
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        if F::POLLS_ITSELF {
            return self.poll_itself(cx);
        }
        let this = self.as_mut().project();
        let (key, may_be_waiting) = match this.state {
            State::Started => {
                let registration = Registration::new(this.result.subscribe());
                let key = registration.key();
                *this.state = State::Pending(registration);
                (key, false)
            }
            State::Pending(registration) => {
                let key = registration.key();
                // After a restart of the worker, Golem makes a call ready once although it has no
                // result yet. Then the wait goes on.
                if key.take_ready()
                    && let Some(output) = this.result.get()
                {
                    *this.state = State::Done;
                    return Poll::Ready(output);
                }
                (key, true)
            }
            State::Done => polled_again(),
        };
        if !Child::of(&*self).delegate(key) {
            key.wait(cx.waker());
        } else if may_be_waiting {
            key.stop_waiting();
        }
        Poll::Pending
    }
}

impl<F: FutureResult> FusedFuture for RpcFuture<F> {
    fn is_terminated(&self) -> bool {
        matches!(self.state, State::Done)
    }
}

impl<F> fmt::Debug for RpcFuture<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match self.state {
            State::Started => "started",
            State::Pending(_) => "pending",
            State::Done => "done",
        };
        f.debug_struct("RpcFuture").field("state", &state).finish_non_exhaustive()
    }
}
