//! [`FindWorkers`]: what a worker's store needs of the workers.

use std::sync::Weak;

use crate::calls::{Surroundings, WorkerHandle, WorkerInfo};
use crate::failure::Failure;
use crate::limits::Place;
use crate::naming::{ComponentId, WorkerId};

/// Finds the workers that a worker calls.
///
/// A worker runs its component in a store, and from its store it calls other workers. So workers
/// need stores, and a store needs workers. This trait is where that circle is opened: the store
/// says here what it needs, and [`Registry`](crate::workers::Registry) in the room
/// `workers` provides it.
///
/// A client asks for its worker at its first call, and then keeps it, so what follows costs no call
/// through this trait.
pub(crate) trait FindWorkers: Send + Sync {
    /// The worker `id`, which is created if it is new, and a place in its queue. A new worker
    /// inherits arguments and environment from `creator`.
    ///
    /// # Errors
    /// When there is no such component, or a limit refuses the worker or the place.
    fn worker(&self, id: WorkerId, creator: &Surroundings) -> Result<(WorkerHandle, Place<WorkerInfo>), Failure>;

    /// Whether there is such a component.
    fn is_component(&self, id: ComponentId) -> bool;

    /// Whether there is such a worker.
    fn is_worker(&self, id: &WorkerId) -> bool;

    /// Makes up the name of a new worker.
    fn ephemeral_id(&self, component: ComponentId) -> WorkerId;

    /// The worker `id`, whose name was made up, and a place in its queue. It is created if it is
    /// new, and lives as long as somebody has a handle of it or there is something in its queue.
    /// Its instance is made in the own time of the worker `payer`, if there is one.
    ///
    /// If the host keeps logs, it lives on, as on Golem: the worker that has called it may lose its
    /// instance, and then calls it again.
    ///
    /// # Errors
    /// As [`FindWorkers::worker`].
    fn ephemeral_worker(
        &self,
        id: WorkerId,
        creator: &Surroundings,
        payer: Weak<WorkerInfo>,
    ) -> Result<(WorkerHandle, Place<WorkerInfo>), Failure>;
}
