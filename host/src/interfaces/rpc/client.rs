//! [`Client`]: what the table has for a `wasm-rpc`.

use crate::calls::{Shared, Surroundings, WorkerHandle, WorkerInfo};
use crate::failure::Failure;
use crate::limits::{LimitHit, NoPlace, Place};
use crate::naming::{WorkerId, WorkerUri};
use crate::store::{FindWorkers, Span};

/// A client. Its worker is created at the first call.
pub(super) struct Client {
    uri: WorkerUri,
    worker: Option<WorkerHandle>,
    pub span: Span,
    /// Bytes of the URI.
    pub size: usize,
}

impl Client {
    pub fn new(uri: WorkerUri, span: Span, size: usize) -> Self {
        Self { uri, worker: None, span, size }
    }

    /// The worker that was called, as `component/worker`.
    pub fn target(&self) -> &str {
        self.worker.as_ref().map_or("", |worker| &worker.info.label)
    }

    /// A place in the worker's queue.
    pub fn place(
        &mut self,
        shared: &Shared,
        workers: &dyn FindWorkers,
        caller: &Surroundings,
    ) -> Result<Place<WorkerInfo>, Failure> {
        if let Some(worker) = &self.worker {
            match shared.place(worker) {
                Ok(place) => return Ok(place),
                Err(NoPlace::Full(limit)) => return Err(LimitHit::Queue(limit).into()),
                // It was removed since.
                Err(NoPlace::Closed) => {}
            }
        }
        let (worker, place) = match self.uri.worker.clone() {
            Some(name) => workers.worker(&WorkerId { component: self.uri.component, name }, caller)?,
            None => workers.ephemeral_worker(self.uri.component, caller)?,
        };
        self.worker = Some(worker);
        Ok(place)
    }
}
