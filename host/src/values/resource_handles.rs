//! [`ResourceHandles`]: the resources of a worker that others refer to by handle.

use std::collections::HashMap;

use wasmtime::component::ResourceAny;

use super::decode_error::DecodeError;
use crate::bindings::{WitNode, WitValue};

/// The resources of one worker that it has passed to others. On the wire a handle is the worker's
/// URI and a number. A number is never used for a second resource, so that an old handle is an
/// error, and does not reach another resource than was meant.
#[derive(Debug)]
pub(crate) struct ResourceHandles {
    uri: String,
    next: u64,
    live: HashMap<u64, ResourceAny>,
    /// What has changed since that was last asked.
    changes: Vec<HandleChange>,
}

/// A resource that others got a handle of, or whose handle is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HandleChange {
    Made(u64),
    Gone(u64),
}

impl ResourceHandles {
    pub fn new(uri: String) -> Self {
        Self { uri, next: 0, live: HashMap::new(), changes: Vec::new() }
    }

    /// The worker's URI.
    pub fn uri(&self) -> &str {
        &self.uri
    }

    pub fn insert(&mut self, resource: ResourceAny) -> u64 {
        let id = self.next;
        self.next += 1;
        self.live.insert(id, resource);
        self.changes.push(HandleChange::Made(id));
        id
    }

    pub fn get(&self, uri: &str, id: u64) -> Result<ResourceAny, String> {
        if uri != self.uri {
            return Err(format!("the handle belongs to `{uri}`, not to this worker, `{}`", self.uri));
        }
        let resource = self.live.get(&id).copied();
        resource.ok_or_else(|| format!("this worker has no resource with handle {id}"))
    }

    /// Takes out the resource that the parameters of a `drop` name.
    pub fn take(&mut self, params: &[WitValue]) -> Result<ResourceAny, DecodeError> {
        let [WitValue { nodes }] = params else {
            let text = format!("expected 1 parameter(s), got {}", params.len());
            return Err(DecodeError::Mismatch(text));
        };
        let [WitNode::Handle((uri, id))] = nodes.as_slice() else {
            return Err(DecodeError::Mismatch("expected a handle".into()));
        };
        let resource = self.get(&uri.value, *id).map_err(DecodeError::Malformed)?;
        self.live.remove(id);
        self.changes.push(HandleChange::Gone(*id));
        Ok(resource)
    }

    /// Forgets all resources, because their instance is gone.
    pub fn release_all(&mut self) {
        self.live.clear();
    }

    /// Begins anew with the first number: the worker is run again, and gives the same numbers to
    /// the same resources.
    pub fn restart(&mut self) {
        self.release_all();
        self.next = 0;
    }

    /// Forgets resources that were passed to a function which now owns them.
    pub fn release(&mut self, ids: impl IntoIterator<Item = u64>) {
        for id in ids {
            self.live.remove(&id);
            self.changes.push(HandleChange::Gone(id));
        }
    }

    /// Takes what has changed since the last time.
    pub fn take_changes(&mut self) -> Vec<HandleChange> {
        std::mem::take(&mut self.changes)
    }
}
