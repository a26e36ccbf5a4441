//! [`Outcome`]: how a call ended, and what it cost.

use std::time::Duration;

use crate::failure::Failure;
use crate::log::Answer;
use crate::observe::HostCalls;

/// How a call ended, and what it cost.
pub(crate) struct Outcome {
    pub answer: Result<Answer, Failure>,
    /// Whether a caller that waits with a future finds the answer only at its second `get`, as
    /// after a restart on Golem: see [`Fault::restart_caller`](crate::Fault::restart_caller).
    pub deferred: bool,
    /// What the call cost, measured only for calls from outside. Between workers nobody asks for
    /// it, and there may be thousands of outcomes on their way: hence the box, which keeps them
    /// small.
    pub cost: Option<Box<Cost>>,
}

impl Outcome {
    /// The outcome of a call that was refused, and never begun.
    pub fn refused(failure: Failure) -> Self {
        Self { answer: Err(failure), deferred: false, cost: None }
    }
}

/// What an invocation cost, as [`Invocation`](crate::Invocation) tells it.
#[derive(Default)]
pub(crate) struct Cost {
    pub host_calls: HostCalls,
    pub duration: Duration,
    pub busy: Duration,
    pub fuel: Option<u64>,
}
