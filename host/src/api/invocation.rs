//! [`Invocation`]: what came of a call.

use std::time::Duration;

use wasmtime::component::Val;

use crate::observe::HostCalls;

/// What came of a call: the result, and what it took.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Invocation {
    /// The results: none or one.
    pub results: Vec<Val>,
    /// The results as WAVE text; `()` if there is none.
    pub wave: String,
    /// The host calls that the worker made meanwhile (not those of workers that it called).
    pub host_calls: HostCalls,
    /// How long the invocation ran in real time, without waiting for its turn.
    pub duration: Duration,
    /// How long of that it had a thread: in the worker's own code, and in host calls up to where they waited. Workers that it called
    /// don't count, unlike in `duration` when they share a thread.
    pub busy: Duration,
    /// The fuel that the worker used, if the host counts it ([`HostBuilder::fuel`](crate::HostBuilder::fuel)).
    pub fuel: Option<u64>,
}
