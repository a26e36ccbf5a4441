//! `golem:api/host`: the few functions of it that code around RPC uses. The others concern the log
//! and the administration of workers, and there are none here.

use uuid::Uuid;
use wasmtime::{
    Result, StoreContextMut,
    component::{ComponentType, Lift, Linker, Lower},
};

use super::ids::{UuidRecord, WorkerIdRecord};
use crate::bindings::Uri;
use crate::log::host_function::GENERATE_KEY;
use crate::store::WorkerState;

/// The interface of Golem 1.0, and that of later versions.
pub(crate) const INTERFACES: [&str; 2] = ["golem:api/host@0.2.0", "golem:api/host@1.1.0"];

/// The functions of the interface that the host has.
pub(crate) const FUNCTIONS: [&str; 3] = ["generate-idempotency-key", "get-self-metadata", "get-self-uri"];

/// In the order of the interface, since a case goes over the boundary as its number. A worker that
/// asks for its own status is always running.
#[derive(Clone, Copy, ComponentType, Lift, Lower)]
#[component(enum)]
#[repr(u8)]
#[allow(dead_code, reason = "a worker sees only itself")]
enum WorkerStatus {
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
struct WorkerMetadata {
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

pub(crate) fn add_to_linker(linker: &mut Linker<WorkerState>) -> Result<()> {
    let [key, metadata, uri] = FUNCTIONS;
    for interface in INTERFACES {
        let mut interface = linker.instance(interface)?;
        interface.func_wrap(key, |store, ()| Ok((generate_idempotency_key(store)?,)))?;
        interface.func_wrap(metadata, |store, ()| Ok((self_metadata(&store),)))?;
        interface.func_wrap(uri, |store, (function,): (String,)| Ok((self_uri(&store, &function),)))?;
    }
    Ok(())
}

fn generate_idempotency_key(mut store: StoreContextMut<'_, WorkerState>) -> Result<UuidRecord> {
    let key = store.data_mut().logged(&GENERATE_KEY, |state| {
        Ok(state.info.log.as_ref().map_or_else(|| Uuid::new_v4().into(), |log| log.key_of_position()))
    })?;
    Ok(key.uuid().into())
}

fn self_metadata(store: &StoreContextMut<'_, WorkerState>) -> WorkerMetadata {
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

/// The worker's URI, followed by the function unless that is empty.
fn self_uri(store: &StoreContextMut<'_, WorkerState>, function: &str) -> Uri {
    let worker = &store.data().info.id;
    let value = if function.is_empty() { worker.to_string() } else { format!("{worker}/{function}") };
    Uri { value }
}
