//! [`Invocation`]: the result of a call from outside, and what it cost.

use std::time::Duration;

use wasmtime::component::Val;

use crate::observe::HostCalls;

/// The result of a call from outside, and what it cost: see [`Host::invoke`](crate::Host::invoke).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Invocation {
    /// The results: one, or none if the function gives nothing.
    pub results: Vec<Val>,
    /// The results as WAVE text. If there is none this is `()`.
    pub wave: String,
    /// The host calls that the worker made, without those of the workers that it called.
    pub host_calls: HostCalls,
    /// How long the invocation ran, in real time. The time in which it was queued does not count.
    pub duration: Duration,
    /// For how much of [`duration`](Self::duration) the invocation kept a thread busy: in the
    /// worker's own code, and in host calls until they had to wait. What other workers did
    /// meanwhile does not count, not even where they ran on the same thread.
    pub busy: Duration,
    /// The fuel that the worker used. `None` unless the host counts fuel:
    /// [`HostBuilder::fuel`](crate::HostBuilder::fuel).
    pub fuel: Option<u64>,
}
