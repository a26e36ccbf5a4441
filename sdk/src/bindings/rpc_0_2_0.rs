//! `golem:rpc/types@0.2.0`, of Golem 1.2, of which others need only how a worker is named: the
//! functions of a stub take it.

use super::interfaces::schedule_0_2_0;

pub use super::ids::{ComponentId, Uuid};

super::cancellation_token::cancellation_token!(schedule_0_2_0::SCHEDULING);

/// Which worker: see [`WorkerUri`](crate::WorkerUri).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WorkerId {
    /// The component that the worker is an instance of.
    pub component_id: ComponentId,
    /// Its name, in plain text.
    pub worker_name: String,
}
