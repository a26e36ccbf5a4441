//! [`UnderWay`]: a call that was started and is awaited. It knows nothing of the type of the
//! result, so that the compiler makes no copy of this for each type.

use crate::bindings::rpc::FutureInvokeResult;
use crate::runtime::delegation::Child;
use crate::runtime::reactor::Registration;
use std::task::Context;

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

    /// Whether a poll said that the result is there. After `true` it has to be waited for again.
    pub(super) fn take_ready(&self) -> bool {
        self.registration.as_ref().is_some_and(|registration| registration.key().take_ready())
    }

    /// Waits for the result. `child` is the future that is polled. After a restart of the worker,
    /// Golem makes a call ready once although it has no result yet. Then the wait goes on.
    #[inline(never)]
    pub(super) fn wait(&mut self, child: Child, cx: &mut Context<'_>) {
        let waited = self.registration.is_some();
        let registered = || Registration::new(self.result.subscribe());
        let key = self.registration.get_or_insert_with(registered).key();
        if !child.delegate(key) {
            key.wait(cx.waker());
        } else if waited {
            key.stop_waiting();
        }
    }
}
