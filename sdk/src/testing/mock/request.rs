//! [`Request`]: a call, as the target would get it.

use crate::bindings::native::host::Call;
pub use crate::bindings::native::host::Kind;
use crate::bindings::wit_value::{WitNode, WitValue};
use crate::client::RpcError;
use crate::codec::{Decode, DecodeError, decode_reply};
use crate::naming::WorkerUri;
use std::cell::Cell;
use std::time::Duration;

/// A call that was made.
#[derive(Debug, Clone)]
pub struct Request {
    call: Call,
    worker_name: Option<String>,
    /// How long the answer takes, as the fake has said.
    pub(super) delay: Cell<Duration>,
}

impl Request {
    pub(super) fn new(call: Call) -> Self {
        Self { worker_name: call.worker.worker_name(), call, delay: Cell::default() }
    }

    /// The worker it is for.
    pub fn uri(&self) -> &WorkerUri {
        &self.call.worker
    }

    /// The name of the worker it is for; `None` for an ephemeral one.
    pub fn worker(&self) -> Option<&str> {
        self.worker_name.as_deref()
    }

    /// The function, as in `demo:component1/api.{get}`.
    pub fn function(&self) -> &str {
        &self.call.function
    }

    /// How it was made.
    pub fn kind(&self) -> Kind {
        self.call.kind
    }

    /// Says that the answer of a fake takes `duration` of virtual time. Otherwise it is there at
    /// once.
    pub fn takes(&self, duration: Duration) {
        self.delay.set(duration);
    }

    /// The error with which Golem answers that there is no such function, for a fake to give.
    pub fn missing(&self) -> RpcError {
        RpcError::RemoteInternal(format!("could not load function {}", self.call.function))
    }

    /// The parameter at `index`, counted from 0. A resource is a [`Resource`](super::Resource).
    ///
    /// # Errors
    ///
    /// When there is none, or it is no `T`.
    pub fn param<T: Decode>(&self, index: usize) -> Result<T, DecodeError> {
        // Decodes it as the only result of a reply: the root is moved to the end, and a tuple with
        // that one item becomes the root.
        let mut nodes = self.call.params.get(index).map_or_else(Vec::new, |param| param.nodes.to_vec());
        if let Some(root) = nodes.first().cloned() {
            let place = i32::try_from(nodes.len()).unwrap_or(i32::MAX);
            nodes.push(root);
            if let Some(first) = nodes.first_mut() {
                *first = WitNode::TupleValue(vec![place].into());
            }
        }
        decode_reply(WitValue { nodes: nodes.into() }, None)
    }
}
