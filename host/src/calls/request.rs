//! What is asked of a worker, and what comes of it.

use std::{sync::Arc, time::Duration};

use wasmtime::component::{ComponentExportIndex, Val};

use crate::bindings::WitValue;
use crate::failure::Failure;
use crate::observe::HostCalls;

/// A call as its target gets it: the function and its parameters.
pub(crate) enum Request {
    /// From another worker: the function by its name on the wire, parameters as `wit-value`s.
    Rpc { function: String, params: Vec<WitValue> },
    /// From outside, by the library's user: one of the component's exports, and parameters that
    /// were checked against its type.
    Outside { function: ComponentExportIndex, name: Arc<str>, params: Vec<Val> },
}

impl Request {
    /// The function's name, as on the wire.
    pub fn function(&self) -> &str {
        match self {
            Self::Rpc { function, .. } => function,
            Self::Outside { name, .. } => name,
        }
    }
}

/// What a function gave, in the form in which it was asked.
pub(crate) enum Answer {
    Rpc(WitValue),
    Outside(Vec<Val>),
}

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
