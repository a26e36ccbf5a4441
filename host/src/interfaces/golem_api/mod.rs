//! `golem:api/host`: the functions of it that code around RPC uses. The others concern the log and
//! the administration of workers, and there are none here.
//!
//! Its versions change from one Golem to the next in what is not here, and from 1.3 on, where
//! workers are called agents, in the names of records.

mod directory;
mod itself;

use wasmtime::{
    Result, StoreContextMut,
    component::{Linker, LinkerInstance},
};

use super::ids::WorkerIdRecord;
use crate::store::WorkerState;

/// Versions that have the same of what is here.
struct Versions {
    interfaces: &'static [&'static str],
    functions: &'static [(&'static str, Add)],
}

/// Adds a function to a linker, by its name.
type Add = fn(&mut LinkerInstance<'_, WorkerState>, &'static str) -> Result<()>;

const VERSIONS: [Versions; 3] = [
    Versions {
        interfaces: &["golem:api/host@0.2.0"],
        functions: &[
            ("generate-idempotency-key", key),
            ("get-self-metadata", worker_metadata),
            ("get-self-uri", self_uri),
        ],
    },
    Versions {
        interfaces: &[
            "golem:api/host@1.1.0",
            "golem:api/host@1.1.1",
            "golem:api/host@1.1.2",
            "golem:api/host@1.1.3",
            "golem:api/host@1.1.4",
            "golem:api/host@1.1.5",
            "golem:api/host@1.1.6",
            "golem:api/host@1.1.7",
            "golem:api/host@1.2.0",
        ],
        functions: &[
            ("generate-idempotency-key", key),
            ("get-self-metadata", worker_metadata),
            ("get-self-uri", self_uri),
            ("resolve-component-id", component_id),
            ("resolve-worker-id", worker_id),
            ("resolve-worker-id-strict", existing_worker_id),
            ("worker-uri", worker_uri),
        ],
    },
    Versions {
        interfaces: &["golem:api/host@1.3.0"],
        functions: &[
            ("generate-idempotency-key", key),
            ("get-self-metadata", agent_metadata),
            ("resolve-component-id", component_id),
            ("resolve-agent-id", agent_id),
            ("resolve-agent-id-strict", existing_agent_id),
        ],
    },
];

pub(crate) fn add_to_linker(linker: &mut Linker<WorkerState>) -> Result<()> {
    for Versions { interfaces, functions } in &VERSIONS {
        for interface in *interfaces {
            let mut interface = linker.instance(interface)?;
            functions.iter().try_for_each(|(name, add)| add(&mut interface, name))?;
        }
    }
    Ok(())
}

/// Whether this is some version of the interface.
pub(crate) fn is_any(import: &str) -> bool {
    functions_of(import).is_some()
}

/// Whether the host has a function of some version of the interface.
pub(crate) fn has(import: &str, function: &str) -> bool {
    functions_of(import).is_some_and(|functions| functions.iter().any(|(name, _)| *name == function))
}

/// For a version that is not in the table, the linker takes the newest that is compatible.
fn functions_of(import: &str) -> Option<&'static [(&'static str, Add)]> {
    let [of_1_0, .., newest] = &VERSIONS;
    let same = VERSIONS.iter().find(|versions| versions.interfaces.contains(&import));
    let compatible = || match import.strip_prefix("golem:api/host@")? {
        version if version.starts_with("0.2.") => Some(of_1_0),
        version if version.starts_with("1.") => Some(newest),
        _ => None,
    };
    same.or_else(compatible).map(|versions| versions.functions)
}

fn key(interface: &mut LinkerInstance<'_, WorkerState>, name: &str) -> Result<()> {
    interface.func_wrap(name, |store, ()| Ok((itself::generate_idempotency_key(store)?,)))
}

fn worker_metadata(interface: &mut LinkerInstance<'_, WorkerState>, name: &str) -> Result<()> {
    interface.func_wrap(name, |store, ()| Ok((itself::worker_metadata(&store),)))
}

fn agent_metadata(interface: &mut LinkerInstance<'_, WorkerState>, name: &str) -> Result<()> {
    interface.func_wrap(name, |store, ()| Ok((itself::agent_metadata(&store),)))
}

fn self_uri(interface: &mut LinkerInstance<'_, WorkerState>, name: &str) -> Result<()> {
    interface.func_wrap(name, |store, (function,): (String,)| Ok((itself::uri(&store, &function),)))
}

fn component_id(interface: &mut LinkerInstance<'_, WorkerState>, name: &str) -> Result<()> {
    interface.func_wrap(name, |mut store: StoreContextMut<'_, WorkerState>, (component,): (String,)| {
        Ok((directory::component(store.data_mut(), &component)?.map(directory::component_record),))
    })
}

fn worker_id(interface: &mut LinkerInstance<'_, WorkerState>, name: &str) -> Result<()> {
    interface.func_wrap(name, |mut store: StoreContextMut<'_, WorkerState>, (component, worker): (String, String)| {
        Ok((directory::worker(store.data_mut(), &component, worker)?.map(directory::worker_record),))
    })
}

fn existing_worker_id(interface: &mut LinkerInstance<'_, WorkerState>, name: &str) -> Result<()> {
    interface.func_wrap(name, |mut store: StoreContextMut<'_, WorkerState>, (component, worker): (String, String)| {
        Ok((directory::existing_worker(store.data_mut(), &component, worker)?.map(directory::worker_record),))
    })
}

fn agent_id(interface: &mut LinkerInstance<'_, WorkerState>, name: &str) -> Result<()> {
    interface.func_wrap(name, |mut store: StoreContextMut<'_, WorkerState>, (component, agent): (String, String)| {
        Ok((directory::worker(store.data_mut(), &component, agent)?.map(directory::agent_record),))
    })
}

fn existing_agent_id(interface: &mut LinkerInstance<'_, WorkerState>, name: &str) -> Result<()> {
    interface.func_wrap(name, |mut store: StoreContextMut<'_, WorkerState>, (component, agent): (String, String)| {
        Ok((directory::existing_worker(store.data_mut(), &component, agent)?.map(directory::agent_record),))
    })
}

fn worker_uri(interface: &mut LinkerInstance<'_, WorkerState>, name: &str) -> Result<()> {
    interface.func_wrap(name, |_: StoreContextMut<'_, WorkerState>, (id,): (WorkerIdRecord,)| {
        Ok((directory::worker_uri(id),))
    })
}
