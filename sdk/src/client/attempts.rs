//! [`Attempts`]: a call with [options](super::call_options), which has a deadline and may be made
//! several times.

use super::backoff::{Backoff, Delays};
use super::call_options::CallOptions;
use super::rpc_error::RpcError;
use super::under_way::{Reply, UnderWay};
use crate::bindings::rpc::FutureInvokeResult;
use crate::codec::Encoded;
use crate::runtime::deadline::Deadline;
use crate::runtime::delegation::{Child, limit_delegated};
use crate::runtime::reactor;
use crate::runtime::shared_timer::shared_timer;
use crate::runtime::timers::{Lasts, Timer};
use crate::worker::Connection;
use std::rc::Rc;
use std::task::{Context, Poll, Waker, ready};
use std::time::Duration;

/// The options of a connection, with the function that makes a call of them. A component whose
/// clients have no options does not carry that code.
pub(super) struct Policy {
    pub(super) options: CallOptions,
    pub(super) begin: Begin,
}

/// [`begin`]
type Begin = fn(&CallOptions, &Rc<Connection>, &str, Encoded, bool) -> Box<dyn CallWithOptions>;

/// A call with options that is under way. A trait, so that only components that have such options
/// carry the code of [`Attempts`].
pub(super) trait CallWithOptions {
    /// Like [`Future::poll`]. `child` is the future that is polled.
    fn poll(&mut self, child: Child, cx: &mut Context<'_>) -> Poll<Reply>;

    /// Waits for the reply. No task goes on meanwhile.
    fn wait(self: Box<Self>) -> Reply;

    /// The result of the attempt that is under way.
    fn result(&self) -> Option<&FutureInvokeResult>;
}

/// Starts a call. If `once`, it is not made again when it fails.
pub(super) fn begin(
    options: &CallOptions,
    connection: &Rc<Connection>,
    function: &str,
    params: Encoded,
    once: bool,
) -> Box<dyn CallWithOptions> {
    let backoff = options.backoff.as_ref().filter(|_| !once);
    let of_all_attempts = backoff.map_or(Duration::MAX, Backoff::total);
    let deadline = Deadline::after(options.deadline.map_or(of_all_attempts, |deadline| deadline.min(of_all_attempts)));
    let mut attempts = Attempts {
        under_way: None,
        connection: connection.clone(),
        function: function.into(),
        params,
        timer: Timer::new(deadline.clone(), Lasts::ThisRun),
        deadline,
        attempt_timeout: options.attempt_timeout,
        delays: backoff.cloned().map(Backoff::delays),
    };
    attempts.start();
    Box::new(attempts)
}

struct Attempts {
    /// `None` between two attempts.
    under_way: Option<UnderWay>,
    connection: Rc<Connection>,
    function: Box<str>,
    params: Encoded,
    /// Ends the attempt that is under way, or the time between two attempts.
    timer: Timer,
    /// That of all attempts together.
    deadline: Deadline,
    attempt_timeout: Option<Duration>,
    delays: Option<Delays>,
}

impl CallWithOptions for Attempts {
    fn poll(&mut self, child: Child, cx: &mut Context<'_>) -> Poll<Reply> {
        loop {
            if self.under_way.is_none() {
                ready!(self.timer.poll(cx));
                self.start();
            }
            let (outcome, loan) = ready!(self.poll_attempt(child, cx));
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
            if let Poll::Ready(reply) = self.poll(Child::none(), &mut cx) {
                return reply;
            }
            // It returns `false` only in virtual time, for a call that never ends.
            if !reactor::wait() {
                return (Err(RpcError::Elapsed), None);
            }
        }
    }

    fn result(&self) -> Option<&FutureInvokeResult> {
        self.under_way.as_ref().map(UnderWay::result)
    }
}

impl Attempts {
    fn start(&mut self) {
        self.under_way = Some(UnderWay::new(self.connection.start(&self.function, self.params.values())));
        let own = self.attempt_timeout.map(Deadline::after).filter(|own| own.is_before(&self.deadline));
        self.timer = Timer::new(own.unwrap_or_else(|| self.deadline.clone()), Lasts::ThisRun);
    }

    fn poll_attempt(&mut self, child: Child, cx: &mut Context<'_>) -> Poll<Reply> {
        let Some(call) = &mut self.under_way else { return Poll::Pending };
        let deadline = self.timer.deadline();
        // A join would not poll it any more when its time is over.
        let child = if deadline.is_over() { Child::none() } else { child };
        if let Poll::Ready(reply) = call.poll(child, cx) {
            return Poll::Ready(reply);
        }
        if deadline.is_never() {
            return Poll::Pending;
        }
        if child.may_delegate() && limit_delegated(deadline, shared_timer) {
            return Poll::Pending;
        }
        self.timer.poll(cx).map(|()| (Err(RpcError::Elapsed), None))
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
        if !self.deadline.leaves_time_for(&next) {
            return Some(error);
        }
        self.timer = Timer::new(next, Lasts::Restarts);
        None
    }
}
