//! Who answers the calls of native code: the [`Host`] that was installed last on this thread.
//!
//! The bindings know nothing of mocks. A mock implements [`Host`] and installs itself here.

use crate::bindings::rpc_error::RpcError;
use crate::bindings::wit_value::WitValue;
use crate::naming::WorkerUri;
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

thread_local! {
    /// The last one is asked. Accessed with `try_with`: at the end of the thread the list is gone,
    /// while destructors may still make calls.
    static HOSTS: RefCell<Vec<Rc<dyn Host>>> = const { RefCell::new(Vec::new()) };
}

/// Answers calls in place of Golem.
pub(crate) trait Host {
    /// Answers one call, at the moment when it is made.
    fn answer(&self, call: Call) -> Answer;
}

/// A call as the host gets it.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) worker: WorkerUri,
    pub(crate) function: String,
    pub(crate) params: Vec<WitValue>,
    pub(crate) kind: Kind,
}

/// How a call was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// As a future.
    Async,
    /// Blocking.
    Blocking,
    /// Fire and forget.
    Trigger,
    /// Fire and forget, at a time for which it was scheduled.
    Scheduled,
}

/// What a call gives, and when.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) result: Result<WitValue, RpcError>,
    /// In virtual time, from when the call is made; `None` is never.
    pub(crate) delay: Option<Duration>,
    /// How often the caller's worker is restarted before it has the result: each time the call is
    /// ready without a result, and takes its delay again.
    pub(crate) interruptions: u32,
}

/// Has `host` answer the calls of this thread, until it is [removed](remove).
pub(crate) fn install(host: Rc<dyn Host>) {
    // At the end of the thread nobody answers any more.
    let _ = HOSTS.try_with(|hosts| hosts.borrow_mut().push(host));
}

/// Takes a host away. It need not be the last that was installed.
pub(crate) fn remove<H: Host>(host: &Rc<H>) {
    let removed = HOSTS.try_with(|hosts| {
        let mut hosts = hosts.borrow_mut();
        let position = hosts.iter().position(|other| std::ptr::addr_eq(Rc::as_ptr(other), Rc::as_ptr(host)));
        position.map(|position| hosts.remove(position))
    });
    // Dropping the host may make calls, which borrow the list. So it is dropped after the borrow.
    drop(removed);
}

/// Has the host that was installed last answer.
pub(super) fn answer(call: Call) -> Answer {
    match HOSTS.try_with(|hosts| hosts.borrow().last().cloned()).ok().flatten() {
        Some(host) => host.answer(call),
        None => nobody(&call),
    }
}

fn nobody(call: &Call) -> Answer {
    let text =
        format!("nobody answers {} of {}: install a `golem_rpc_sdk::mock::Mock` first", call.function, call.worker);
    Answer { result: Err(RpcError::NotFound(text)), delay: Some(Duration::ZERO), interruptions: 0 }
}
