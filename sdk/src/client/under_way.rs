//! [`UnderWay`]: a call that was started and is awaited. It knows nothing of the type of the
//! result, so that the compiler makes no copy of this for each type.

use crate::bindings::reply_memory::Loan;
use crate::bindings::rpc::{FutureInvokeResult, RpcError};
use crate::bindings::wire;
use crate::bindings::wit_value::WitValue;
use crate::runtime::delegation::Child;
use crate::runtime::reactor::Registration;
use std::task::{Context, Poll};

pub(super) struct UnderWay {
    // Fields are dropped in this order. The host traps when a future-result is dropped before its
    // pollable.
    registration: Option<Registration>,
    result: FutureInvokeResult,
}

impl UnderWay {
    pub(super) fn new(result: FutureInvokeResult) -> Self {
        Self { registration: None, result }
    }

    pub(super) fn result(&self) -> &FutureInvokeResult {
        &self.result
    }

    /// The reply, which lies in the lent memory: no part of it may outlive the loan. `child` is the
    /// future that is polled.
    ///
    /// Inlined, although two functions call it: otherwise the reply would be moved once more.
    #[inline(always)]
    pub(super) fn poll(&mut self, child: Child, cx: &mut Context<'_>) -> Poll<(Result<WitValue, RpcError>, Loan)> {
        let waited = self.registration.is_some();
        let key = match &self.registration {
            Some(registration) => registration.key(),
            None => self.registration.insert(Registration::new(self.result.subscribe())).key(),
        };
        // After a restart of the worker, Golem makes a call ready once although it has no result
        // yet. Then the wait goes on.
        if waited
            && key.take_ready()
            && let (Some(reply), loan) = Loan::during(|| wire::get(&self.result))
        {
            return Poll::Ready((reply, loan));
        }
        if !child.delegate(key) {
            key.wait(cx.waker());
        } else if waited {
            key.stop_waiting();
        }
        Poll::Pending
    }
}
