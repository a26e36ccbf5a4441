//! [`Attempts`]: a call with [options](super::call_options), which has a deadline and may be made
//! several times.

use super::backoff::Delays;
use super::call_options::CallOptions;
use super::rpc_error::RpcError;
use crate::bindings::reply_memory::Loan;
use crate::bindings::rpc::FutureInvokeResult;
use crate::bindings::wire;
use crate::bindings::wit_value::WitValue;
use crate::codec::Encoded;
use crate::runtime::deadline::Deadline;
use crate::runtime::delegation::{delegate_key, delegate_until};
use crate::runtime::reactor::{self, Key, Registration};
use crate::runtime::shared_timer::shared_timer;
use crate::runtime::timers::{Lasts, Timer};
use crate::worker::Connection;
use std::rc::Rc;
use std::task::{Context, Poll, Waker, ready};
use std::time::Duration;

/// What is called, and where.
pub(super) struct Request {
    pub(super) connection: Rc<Connection>,
    pub(super) function: Box<str>,
    pub(super) params: Encoded,
    /// Whether the call must not be made again, because it gives a resource away.
    pub(super) once: bool,
}

/// A reply, which lies in the lent memory: no part of it may outlive the loan.
pub(super) type Reply = (Result<WitValue, RpcError>, Option<Loan>);

/// Starts a call with options.
pub(super) type Begin = fn(Request, &CallOptions) -> Box<dyn CallWithOptions>;

/// A call with options that is under way. A trait, so that only components that have such options
/// carry the code of [`Attempts`].
pub(super) trait CallWithOptions {
    /// Like [`Future::poll`]. `may_delegate` says whether a join would wait for it.
    fn poll(&mut self, may_delegate: bool, cx: &mut Context<'_>) -> Poll<Reply>;

    /// Waits for the reply. No task goes on meanwhile.
    fn wait(self: Box<Self>) -> Reply;
}

pub(super) fn begin(request: Request, options: &CallOptions) -> Box<dyn CallWithOptions> {
    let delays = options.backoff.clone().filter(|_| !request.once).map(IntoIterator::into_iter);
    let deadline = Deadline::after(options.deadline.unwrap_or(Duration::MAX));
    let timer = Timer::new(deadline.clone(), Lasts::ThisRun);
    let mut attempts =
        Attempts { under_way: None, request, timer, deadline, attempt_timeout: options.attempt_timeout, delays };
    attempts.start();
    Box::new(attempts)
}

struct Attempts {
    /// `None` between two attempts.
    under_way: Option<UnderWay>,
    request: Request,
    /// Ends the attempt that is under way, or the time between two attempts.
    timer: Timer,
    /// That of all attempts together.
    deadline: Deadline,
    attempt_timeout: Option<Duration>,
    delays: Option<Delays>,
}

struct UnderWay {
    // Fields are dropped in this order. The host traps when a future-result is dropped before its
    // pollable.
    registration: Option<Registration>,
    result: FutureInvokeResult,
}

impl UnderWay {
    fn key(&mut self) -> Key {
        self.registration.get_or_insert_with(|| Registration::new(self.result.subscribe())).key()
    }
}

impl CallWithOptions for Attempts {
    fn poll(&mut self, may_delegate: bool, cx: &mut Context<'_>) -> Poll<Reply> {
        loop {
            if self.under_way.is_none() {
                ready!(self.timer.poll(cx));
                self.start();
            }
            let (outcome, loan) = ready!(self.poll_attempt(may_delegate, cx));
            match outcome.map_err(|error| self.pause_after(error)) {
                Ok(value) => return Poll::Ready((Ok(value), loan)),
                Err(Some(error)) => return Poll::Ready((Err(error), None)),
                Err(None) => {}
            }
        }
    }

    fn wait(mut self: Box<Self>) -> Reply {
        // There is nobody to wake: each wait is followed by a poll.
        let mut cx = Context::from_waker(Waker::noop());
        loop {
            if let Poll::Ready(reply) = self.poll(false, &mut cx) {
                return reply;
            }
            // It returns `false` only in virtual time, for a call that never ends.
            if !reactor::wait() {
                return (Err(RpcError::Elapsed), None);
            }
        }
    }
}

impl Attempts {
    fn start(&mut self) {
        let Request { connection, function, params, .. } = &self.request;
        self.under_way = Some(UnderWay { registration: None, result: connection.start(function, params.values()) });
        let own = self.attempt_timeout.map(Deadline::after).filter(|own| own.is_before(&self.deadline));
        self.timer = Timer::new(own.unwrap_or_else(|| self.deadline.clone()), Lasts::ThisRun);
    }

    fn poll_attempt(&mut self, may_delegate: bool, cx: &mut Context<'_>) -> Poll<Reply> {
        let Some(call) = &mut self.under_way else { return Poll::Pending };
        let key = call.key();
        if key.take_ready()
            && let (Some(reply), loan) = Loan::during(|| wire::get(&call.result))
        {
            return Poll::Ready((reply.map_err(RpcError::from), Some(loan)));
        }
        let deadline = self.timer.deadline();
        if may_delegate && !deadline.is_over() {
            key.stop_waiting();
            match deadline.is_never() {
                true => delegate_key(key),
                false => delegate_until(key, deadline, shared_timer),
            }
            return Poll::Pending;
        }
        key.wait(cx.waker());
        match deadline.is_never() {
            true => Poll::Pending,
            false => self.timer.poll(cx).map(|()| (Err(RpcError::Elapsed), None)),
        }
    }

    /// Ends an attempt that failed. Unless there is another one, to wait for, it gives the error
    /// back.
    fn pause_after(&mut self, error: RpcError) -> Option<RpcError> {
        self.under_way = None;
        if !error.is_retryable() || self.deadline.is_over() {
            return Some(error);
        }
        let Some(delay) = self.delays.as_mut().and_then(Iterator::next) else { return Some(error) };
        let next = Deadline::after(delay);
        if self.deadline.is_before(&next) {
            return Some(error);
        }
        self.timer = Timer::new(next, Lasts::Restarts);
        None
    }
}
