//! `golem:rpc/types@0.2.2`, of Golem 1.3 and 1.4, of which others need only how a worker is named:
//! the functions of a stub take it.

use super::interfaces::schedule_0_2_2;

pub use super::ids::{ComponentId, Uuid};

super::cancellation_token::cancellation_token!(schedule_0_2_2::SCHEDULING);

/// Which worker, which is called an agent there: see [`WorkerUri`](crate::WorkerUri).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AgentId {
    /// The component that the worker is an instance of.
    pub component_id: ComponentId,
    /// The worker's name, in plain text.
    pub agent_id: String,
}
