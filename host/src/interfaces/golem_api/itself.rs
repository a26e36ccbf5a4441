//! What a worker is told of itself.

use uuid::Uuid;
use wasmtime::{
    Result, StoreContextMut,
    component::{ComponentType, Lift, Lower},
};

use super::super::ids::{AgentIdRecord, UuidRecord, WorkerIdRecord};
use crate::bindings::Uri;
use crate::log::host_function::GENERATE_KEY;
use crate::store::WorkerState;

/// In the order of the interface, since a case goes over the boundary as its number. A worker that
/// asks for its own status is always running.
#[derive(Clone, Copy, ComponentType, Lift, Lower)]
#[component(enum)]
#[repr(u8)]
#[allow(dead_code, reason = "a worker sees only itself")]
pub(super) enum WorkerStatus {
    #[component(name = "running")]
    Running,
    #[component(name = "idle")]
    Idle,
    #[component(name = "suspended")]
    Suspended,
    #[component(name = "interrupted")]
    Interrupted,
    #[component(name = "retrying")]
    Retrying,
    #[component(name = "failed")]
    Failed,
    #[component(name = "exited")]
    Exited,
}

#[derive(ComponentType, Lift, Lower)]
#[component(record)]
pub(super) struct WorkerMetadata {
    #[component(name = "worker-id")]
    worker_id: WorkerIdRecord,
    args: Vec<String>,
    env: Vec<(String, String)>,
    status: WorkerStatus,
    #[component(name = "component-version")]
    component_version: u64,
    #[component(name = "retry-count")]
    retry_count: u64,
}

/// That of Golem 1.3 and later.
#[derive(ComponentType, Lift, Lower)]
#[component(record)]
pub(super) struct AgentMetadata {
    #[component(name = "agent-id")]
    agent_id: AgentIdRecord,
    args: Vec<String>,
    env: Vec<(String, String)>,
    #[component(name = "config-vars")]
    config_vars: Vec<(String, String)>,
    status: WorkerStatus,
    #[component(name = "component-revision")]
    component_revision: u64,
    #[component(name = "retry-count")]
    retry_count: u64,
}

pub(super) fn generate_idempotency_key(mut store: StoreContextMut<'_, WorkerState>) -> Result<UuidRecord> {
    let key = store.data_mut().logged(&GENERATE_KEY, |state| {
        Ok(state.info.log.as_ref().map_or_else(|| Uuid::new_v4().into(), |log| log.key_of_position()))
    })?;
    Ok(key.uuid().into())
}

pub(super) fn worker_metadata(store: &StoreContextMut<'_, WorkerState>) -> WorkerMetadata {
    let state = store.data();
    WorkerMetadata {
        worker_id: WorkerIdRecord {
            component_id: state.info.id.component.into(),
            worker_name: state.info.id.name.clone(),
        },
        args: (*state.surroundings.args).clone(),
        env: (*state.surroundings.env).clone(),
        status: WorkerStatus::Running,
        component_version: 0,
        retry_count: 0,
    }
}

pub(super) fn agent_metadata(store: &StoreContextMut<'_, WorkerState>) -> AgentMetadata {
    let WorkerMetadata { worker_id, args, env, status, component_version, retry_count } = worker_metadata(store);
    let WorkerIdRecord { component_id, worker_name } = worker_id;
    AgentMetadata {
        agent_id: AgentIdRecord { component_id, agent_id: worker_name },
        args,
        env,
        config_vars: Vec::new(),
        status,
        component_revision: component_version,
        retry_count,
    }
}

/// The worker's URI, followed by the function unless that is empty.
pub(super) fn uri(store: &StoreContextMut<'_, WorkerState>, function: &str) -> Uri {
    let worker = &store.data().info.id;
    let value = if function.is_empty() { worker.to_string() } else { format!("{worker}/{function}") };
    Uri { value }
}
