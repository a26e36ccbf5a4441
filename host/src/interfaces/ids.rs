//! The ids of components and workers as records, in `golem:api` and in `golem:rpc` from 0.2.0 on.

use uuid::Uuid;
use wasmtime::component::{ComponentType, Lift, Lower};

use crate::naming::ComponentId;

#[derive(Clone, Copy, ComponentType, Lift, Lower)]
#[component(record)]
pub(super) struct UuidRecord {
    #[component(name = "high-bits")]
    high_bits: u64,
    #[component(name = "low-bits")]
    low_bits: u64,
}

#[derive(Clone, Copy, ComponentType, Lift, Lower)]
#[component(record)]
pub(super) struct ComponentIdRecord {
    uuid: UuidRecord,
}

#[derive(ComponentType, Lift, Lower)]
#[component(record)]
pub(super) struct WorkerIdRecord {
    #[component(name = "component-id")]
    pub component_id: ComponentIdRecord,
    #[component(name = "worker-name")]
    pub worker_name: String,
}

/// A worker's id from Golem 1.3 on.
#[derive(ComponentType, Lift, Lower)]
#[component(record)]
pub(super) struct AgentIdRecord {
    #[component(name = "component-id")]
    pub component_id: ComponentIdRecord,
    #[component(name = "agent-id")]
    pub agent_id: String,
}

impl From<Uuid> for UuidRecord {
    fn from(uuid: Uuid) -> Self {
        let (high_bits, low_bits) = uuid.as_u64_pair();
        Self { high_bits, low_bits }
    }
}

impl From<UuidRecord> for Uuid {
    fn from(record: UuidRecord) -> Self {
        Self::from_u64_pair(record.high_bits, record.low_bits)
    }
}

impl From<ComponentId> for ComponentIdRecord {
    fn from(id: ComponentId) -> Self {
        Self { uuid: id.uuid().into() }
    }
}

impl From<ComponentIdRecord> for ComponentId {
    fn from(record: ComponentIdRecord) -> Self {
        Uuid::from(record.uuid).into()
    }
}
