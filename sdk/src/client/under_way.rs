//! [`UnderWay`]: a call that was started and is awaited. It knows nothing of the type of the
//! result, so that the compiler makes no copy of this for each type.

use super::rpc_error::RpcError;
use crate::bindings::reply_memory::Loan;
use crate::bindings::rpc::FutureInvokeResult;
use crate::bindings::wire;
use crate::bindings::wit_value::WitValue;
use crate::runtime::delegation::Child;
use crate::runtime::reactor::Registration;
use std::task::{Context, Poll};

/// A reply, which lies in the lent memory: no part of it may outlive the loan.
pub(super) type Reply = (Result<WitValue, RpcError>, Option<Loan>);

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

    /// Gives the reply if it is there, and waits for it otherwise. `child` is the future that is
    /// polled.
    ///
    /// After a restart of the worker, Golem makes a call ready once although it has no result yet.
    /// Then the wait goes on.
    pub(super) fn poll(&mut self, child: Child, cx: &mut Context<'_>) -> Poll<Reply> {
        let is_ready = self.registration.as_ref().is_some_and(|registration| registration.key().take_ready());
        if is_ready && let (Some(reply), loan) = Loan::during(|| wire::get(&self.result)) {
            return Poll::Ready((reply.map_err(RpcError::from), Some(loan)));
        }
        let waited = self.registration.is_some();
        let registered = || Registration::new(self.result.subscribe());
        let key = self.registration.get_or_insert_with(registered).key();
        if !child.delegate(key) {
            key.wait(cx.waker());
        } else if waited {
            key.stop_waiting();
        }
        Poll::Pending
    }
}
