//! [`FindWorkers`]: what a worker's store needs of the workers.

use crate::calls::{Surroundings, WorkerHandle, WorkerInfo};
use crate::failure::Failure;
use crate::limits::Place;
use crate::naming::{ComponentId, WorkerId};

/// Finds the workers that a worker calls.
///
/// A worker's store calls other workers, and each of those has a store: so the store is defined
/// without them, and is given this by the room above that keeps them all, `workers`. A client asks
/// here at its first call, and then keeps the worker.
pub(crate) trait FindWorkers: Send + Sync {
    /// The worker `id`, created if it is new, and a place in its queue. A new one inherits from
    /// `creator`.
    ///
    /// # Errors
    /// When there is no such component, or a limit refuses the worker or the place.
    fn worker(&self, id: &WorkerId, creator: &Surroundings) -> Result<(WorkerHandle, Place<WorkerInfo>), Failure>;

    /// A new worker with a name that nobody gave, and a place in its queue. It lives as long as its
    /// handles and its queue.
    ///
    /// # Errors
    /// As [`FindWorkers::worker`].
    fn ephemeral_worker(
        &self,
        component: ComponentId,
        creator: &Surroundings,
    ) -> Result<(WorkerHandle, Place<WorkerInfo>), Failure>;
}
