//! [`Request`]: a call as the target would see it.

use crate::bindings::rpc::{WitNode, WitValue};
use crate::codec::{Decode, DecodeError, decode_reply};
use crate::{RpcError, WorkerUri};
use std::cell::Cell;
use std::time::Duration;

/// A call that was made.
#[derive(Debug, Clone)]
pub struct Request {
    pub(super) uri: WorkerUri,
    pub(super) worker: Option<String>,
    pub(super) function: String,
    pub(super) params: Vec<WitValue>,
    pub(super) kind: Kind,
    pub(super) delay: Cell<Duration>,
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
}

impl Request {
    /// The worker it is for.
    pub fn uri(&self) -> &WorkerUri {
        &self.uri
    }

    /// The name of the worker it is for; `None` for an ephemeral one.
    pub fn worker(&self) -> Option<&str> {
        self.worker.as_deref()
    }

    /// The function, as in `demo:component1/api.{get}`.
    pub fn function(&self) -> &str {
        &self.function
    }

    /// How it was made.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// For a fake to say that its answer takes `duration` of virtual time. Without, it is there at once.
    pub fn takes(&self, duration: Duration) {
        self.delay.set(duration);
    }

    /// For a fake to say that it has no such function, in Golem's words.
    pub fn missing(&self) -> RpcError {
        RpcError::RemoteInternal(format!("could not load function {}", self.function))
    }

    /// The parameters, as they go over the wire.
    pub fn params(&self) -> &[WitValue] {
        &self.params
    }

    /// The parameter at `index`, counted from 0.
    ///
    /// # Errors
    ///
    /// When there is none, or it is no `T`.
    pub fn param<T: Decode>(&self, index: usize) -> Result<T, DecodeError> {
        // As the only result of a reply: the root gives its place to a tuple of itself.
        let mut nodes = self.params.get(index).map_or_else(Vec::new, |param| param.nodes.to_vec());
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
