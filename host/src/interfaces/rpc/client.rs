//! [`Client`]: what stands for a `wasm-rpc` in the worker's table of resources.

use std::sync::Arc;

use super::destination::Destination;
use crate::calls::{Shared, Surroundings, WorkerHandle, WorkerInfo};
use crate::failure::Failure;
use crate::limits::{LimitHit, NoPlace, Place};
use crate::store::{FindWorkers, Span};

/// A client of one worker. The worker is looked up, and created if it is new, at the first call.
pub(super) struct Client {
    pub destination: Destination,
    worker: Option<WorkerHandle>,
    pub span: Span,
    /// How many bytes its URI has.
    pub size: usize,
}

impl Client {
    pub fn new(destination: Destination, span: Span, size: usize) -> Self {
        Self { destination, worker: None, span, size }
    }

    /// The worker that was called, as `component/worker`; empty before the first call.
    pub fn target(&self) -> &str {
        self.worker.as_ref().map_or("", |worker| &worker.info.label)
    }

    /// The worker that was called. `None` before the first call.
    pub fn worker(&self) -> Option<&WorkerHandle> {
        self.worker.as_ref()
    }

    /// Takes a place in the queue of the client's worker. A new worker inherits the `surroundings`
    /// of the `caller`, and an ephemeral one is made in the caller's own time.
    ///
    /// # Errors
    /// When a limit refuses the worker or the place, or there is no such component.
    pub fn place(
        &mut self,
        shared: &Shared,
        workers: &dyn FindWorkers,
        surroundings: &Surroundings,
        caller: &Arc<WorkerInfo>,
    ) -> Result<Place<WorkerInfo>, Failure> {
        if let Some(worker) = &self.worker {
            match shared.place(worker) {
                Ok(place) => return Ok(place),
                Err(NoPlace::Full(limit)) => return Err(LimitHit::Queue(limit).into()),
                // The worker was removed since the last call. The next one of that name is a new
                // worker.
                Err(NoPlace::Closed) => {}
            }
        }
        let (worker, place) = self.destination.find(workers, surroundings, caller)?;
        self.worker = Some(worker);
        Ok(place)
    }
}
