//! How a client is made. The versions differ in how they say which worker it calls: by a URI, by a
//! record with the worker's name, or by one with the agent's.

use wasmtime::{
    Result, StoreContextMut,
    component::{LinkerInstance, Resource},
};

use crate::bindings::{HostWasmRpc, Uri, WasmRpc};
use crate::interfaces::ids::{AgentIdRecord, ComponentIdRecord, WorkerIdRecord};
use crate::naming::WorkerUri;
use crate::store::WorkerState;

const CONSTRUCTOR: &str = "[constructor]wasm-rpc";

pub(super) fn of_uri(interface: &mut LinkerInstance<'_, WorkerState>) -> Result<()> {
    interface.func_wrap(CONSTRUCTOR, |mut store: StoreContextMut<'_, WorkerState>, (location,): (Uri,)| {
        Ok((HostWasmRpc::new(store.data_mut(), location)?,))
    })
}

pub(super) fn of_worker_id(interface: &mut LinkerInstance<'_, WorkerState>) -> Result<()> {
    interface.func_wrap(CONSTRUCTOR, |mut store: StoreContextMut<'_, WorkerState>, (id,): (WorkerIdRecord,)| {
        Ok((store.data_mut().open_named(id.component_id, id.worker_name)?,))
    })
}

pub(super) fn of_agent_id(interface: &mut LinkerInstance<'_, WorkerState>) -> Result<()> {
    interface.func_wrap(CONSTRUCTOR, |mut store: StoreContextMut<'_, WorkerState>, (id,): (AgentIdRecord,)| {
        Ok((store.data_mut().open_named(id.component_id, id.agent_id)?,))
    })
}

/// A client of a fresh worker. Versions without this take a URI without a name for one, or have no
/// such workers.
pub(super) fn ephemeral(interface: &mut LinkerInstance<'_, WorkerState>) -> Result<()> {
    interface.func_wrap(
        "[static]wasm-rpc.ephemeral",
        |mut store: StoreContextMut<'_, WorkerState>, (component,): (ComponentIdRecord,)| {
            Ok((store.data_mut().open_ephemeral(component)?,))
        },
    )
}

impl WorkerState {
    fn open_named(&mut self, component: ComponentIdRecord, name: String) -> Result<Resource<WasmRpc>> {
        self.count(|calls| calls.constructor += 1);
        let size = size_of::<ComponentIdRecord>() + name.len();
        self.open_client(WorkerUri { component: component.into(), worker: Some(name) }, size)
    }

    fn open_ephemeral(&mut self, component: ComponentIdRecord) -> Result<Resource<WasmRpc>> {
        self.count(|calls| calls.constructor += 1);
        self.open_client(WorkerUri { component: component.into(), worker: None }, size_of::<ComponentIdRecord>())
    }
}
