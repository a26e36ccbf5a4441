//! Which components and workers there are, by their names.

use wasmtime::Result;

use super::super::ids::{AgentIdRecord, ComponentIdRecord, WorkerIdRecord};
use crate::bindings::Uri;
use crate::log::host_function::{RESOLVE_COMPONENT, RESOLVE_WORKER};
use crate::naming::{ComponentId, WorkerId};
use crate::store::WorkerState;

/// The component of this name, if there is one. The answer is in the log, for a component may be
/// added before the worker is run again.
pub(super) fn component(state: &mut WorkerState, name: &str) -> Result<Option<ComponentId>> {
    let id = ComponentId::of_name(name);
    let known = state.logged(&RESOLVE_COMPONENT, |state| Ok(state.workers.is_component(id)))?;
    Ok(known.then_some(id))
}

/// The id that a worker of the component has, whether there is one or not.
pub(super) fn worker(state: &mut WorkerState, component_name: &str, name: String) -> Result<Option<WorkerId>> {
    Ok(component(state, component_name)?.map(|component| WorkerId { component, name }))
}

/// The id of a worker of the component, if there is one.
pub(super) fn existing_worker(state: &mut WorkerState, component_name: &str, name: String) -> Result<Option<WorkerId>> {
    let id = WorkerId { component: ComponentId::of_name(component_name), name };
    let exists = state.logged(&RESOLVE_WORKER, |state| Ok(state.workers.is_worker(&id)))?;
    Ok(exists.then_some(id))
}

pub(super) fn component_record(id: ComponentId) -> ComponentIdRecord {
    id.into()
}

pub(super) fn worker_record(id: WorkerId) -> WorkerIdRecord {
    WorkerIdRecord { component_id: id.component.into(), worker_name: id.name }
}

pub(super) fn agent_record(id: WorkerId) -> AgentIdRecord {
    AgentIdRecord { component_id: id.component.into(), agent_id: id.name }
}

pub(super) fn worker_uri(id: WorkerIdRecord) -> Uri {
    let id = WorkerId { component: id.component_id.into(), name: id.worker_name };
    Uri { value: id.to_string() }
}
