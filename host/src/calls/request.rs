//! What is asked of a worker, and what comes of it.

use std::{sync::Arc, time::Duration};

use wasmtime::component::{ComponentExportIndex, Val};

use crate::bindings::WitValue;
use crate::failure::Failure;
use crate::observe::HostCalls;

/// What is to be called, and how.
pub(crate) enum Request {
    /// Over the wire.
    Rpc { function: String, params: Vec<WitValue> },
    /// From outside: one of the component's exports.
    Outside { function: ComponentExportIndex, name: Arc<str>, params: Vec<Val> },
}

impl Request {
    /// As on the wire.
    pub fn function(&self) -> &str {
        match self {
            Self::Rpc { function, .. } => function,
            Self::Outside { name, .. } => name,
        }
    }
}

/// What came of a request.
pub(crate) enum Answer {
    Rpc(WitValue),
    Outside(Vec<Val>),
}

/// An answer and what it took.
pub(crate) struct Outcome {
    pub answer: Result<Answer, Failure>,
    /// Whether a future finds it only when it asks a second time: [`Fault::restart_caller`](crate::Fault::restart_caller).
    pub deferred: bool,
    /// Only for those outside: there may be thousands of outcomes on their way between workers, and nobody there asks what they took.
    pub cost: Option<Box<Cost>>,
}

impl Outcome {
    /// Of a call that was not made.
    pub fn refused(failure: Failure) -> Self {
        Self { answer: Err(failure), deferred: false, cost: None }
    }
}

/// What an answer took.
#[derive(Default)]
pub(crate) struct Cost {
    pub host_calls: HostCalls,
    pub duration: Duration,
    pub busy: Duration,
    pub fuel: Option<u64>,
}
