//! `golem:rpc/types@0.2.0`, of Golem 1.2, of which others need only how a worker is named: the
//! functions of a stub take it.

pub use super::ids::{ComponentId, Uuid};

/// Which worker: see [`WorkerUri`](crate::WorkerUri).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WorkerId {
    /// The component that the worker is an instance of.
    pub component_id: ComponentId,
    /// Its name, in plain text.
    pub worker_name: String,
}
