//! [`Destination`]: the worker that a client calls.

use std::sync::Arc;

use crate::calls::{Surroundings, WorkerHandle, WorkerInfo};
use crate::failure::Failure;
use crate::limits::Place;
use crate::naming::{ComponentId, WorkerId};
use crate::store::FindWorkers;

/// The worker that a client calls.
#[derive(Clone, Debug)]
pub(super) enum Destination {
    Named(WorkerId),
    /// A fresh worker. The host makes up its name.
    Ephemeral(ComponentId),
    /// A fresh worker whose name was made up, and is in the log: if the calling worker is run
    /// again, it calls the same one.
    EphemeralNamed(WorkerId),
}

impl Destination {
    /// Whether it is the worker `id`.
    pub fn is(&self, id: &WorkerId) -> bool {
        matches!(self, Self::Named(named) | Self::EphemeralNamed(named) if named == id)
    }

    /// Finds the worker or creates it, and takes a place in its queue. A new worker inherits the
    /// `surroundings` of the `caller`, and an ephemeral one is made in the caller's own time.
    ///
    /// # Errors
    /// When a limit refuses the worker or the place, or there is no such component.
    pub fn find(
        &self,
        workers: &dyn FindWorkers,
        surroundings: &Surroundings,
        caller: &Arc<WorkerInfo>,
    ) -> Result<(WorkerHandle, Place<WorkerInfo>), Failure> {
        let id = match self {
            Self::Named(id) => return workers.worker(id.clone(), surroundings),
            Self::Ephemeral(component) => workers.ephemeral_id(*component),
            Self::EphemeralNamed(id) => id.clone(),
        };
        workers.ephemeral_worker(id, surroundings, Arc::downgrade(caller))
    }
}
