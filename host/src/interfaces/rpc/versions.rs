//! The versions of `golem:rpc/types`, side by side: each Golem serves exactly one of them, and a
//! component tells by the one that it imports for which Golem it was made.
//!
//! Values, errors, futures and the three ways to call are the same in all. Another version is
//! another line in [`VERSIONS`].

use wasmtime::{
    Result, StoreContextMut,
    component::{Linker, LinkerInstance, Resource, ResourceType},
};

use super::{constructors, schedule, typed_values, uuids};
use crate::bindings::{FutureInvokeResult, HostFutureInvokeResult, HostWasmRpc, WasmRpc, WitValue};
use crate::settings::GolemVersion::{self, V1_0, V1_1, V1_2, V1_3, V1_4};
use crate::store::WorkerState;

/// Adds a part of the interface to a linker.
type Part = fn(&mut LinkerInstance<'_, WorkerState>) -> Result<()>;

struct Version {
    interface: &'static str,
    golem: ServedBy,
    /// What it has besides what all have.
    parts: &'static [Part],
}

const VERSIONS: [Version; 5] = [
    Version {
        interface: "golem:rpc/types@0.1.0",
        golem: ServedBy { oldest: V1_0, newest: V1_1 },
        parts: &[constructors::of_uri],
    },
    Version {
        interface: "golem:rpc/types@0.1.1",
        golem: ServedBy { oldest: V1_1, newest: V1_1 },
        parts: &[constructors::of_uri, typed_values::extract],
    },
    Version {
        interface: "golem:rpc/types@0.1.3",
        golem: ServedBy { oldest: V1_1, newest: V1_1 },
        parts: &[constructors::of_uri, typed_values::extract, schedule::schedule],
    },
    Version {
        interface: "golem:rpc/types@0.2.0",
        golem: ServedBy { oldest: V1_2, newest: V1_2 },
        parts: &[
            constructors::of_worker_id,
            constructors::ephemeral,
            typed_values::extract,
            schedule::schedule,
            uuids::parse_and_show,
        ],
    },
    Version {
        interface: "golem:rpc/types@0.2.2",
        golem: ServedBy { oldest: V1_3, newest: V1_4 },
        parts: &[constructors::of_agent_id, schedule::schedule, uuids::parse_and_show],
    },
];

/// The versions of Golem that serve an interface, or all that a component imports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ServedBy {
    oldest: GolemVersion,
    newest: GolemVersion,
}

impl ServedBy {
    /// Those that serve a component which does not import `golem:rpc`.
    pub const ANY: Self = Self { oldest: V1_0, newest: V1_4 };

    /// Those that serve both. There may be none, since a component can be composed of parts for
    /// different versions: then those that serve the newer part.
    pub fn and(self, other: Self) -> Self {
        let (older, newer) = if self.oldest <= other.oldest { (self, other) } else { (other, self) };
        if older.newest < newer.oldest {
            return newer;
        }
        Self { oldest: newer.oldest, newest: older.newest.min(newer.newest) }
    }

    /// The one of them that is nearest to `wanted`.
    pub fn nearest_to(self, wanted: GolemVersion) -> GolemVersion {
        wanted.clamp(self.oldest, self.newest)
    }
}

/// The versions of Golem that serve an import, if it is one of the known versions of the interface.
pub(crate) fn served_by(import: &str) -> Option<ServedBy> {
    VERSIONS.iter().find(|version| version.interface == import).map(|version| version.golem)
}

pub(crate) fn add_to_linker(linker: &mut Linker<WorkerState>) -> Result<()> {
    for Version { interface, parts, .. } in &VERSIONS {
        let mut interface = linker.instance(interface)?;
        what_all_have(&mut interface)?;
        parts.iter().try_for_each(|part| part(&mut interface))?;
    }
    Ok(())
}

type Call = (Resource<WasmRpc>, String, Vec<WitValue>);

fn what_all_have(interface: &mut LinkerInstance<'_, WorkerState>) -> Result<()> {
    interface.resource("wasm-rpc", ResourceType::host::<WasmRpc>(), |mut store, rpc| {
        HostWasmRpc::drop(store.data_mut(), Resource::new_own(rpc))
    })?;
    interface.resource("future-invoke-result", ResourceType::host::<FutureInvokeResult>(), |mut store, future| {
        HostFutureInvokeResult::drop(store.data_mut(), Resource::new_own(future))
    })?;
    interface.func_wrap_async(
        "[method]wasm-rpc.invoke-and-await",
        |mut store: StoreContextMut<'_, WorkerState>, (rpc, function, params): Call| {
            Box::new(
                async move { Ok((HostWasmRpc::invoke_and_await(store.data_mut(), rpc, function, params).await?,)) },
            )
        },
    )?;
    interface.func_wrap(
        "[method]wasm-rpc.invoke",
        |mut store: StoreContextMut<'_, WorkerState>, (rpc, function, params): Call| {
            Ok((HostWasmRpc::invoke(store.data_mut(), rpc, function, params)?,))
        },
    )?;
    interface.func_wrap(
        "[method]wasm-rpc.async-invoke-and-await",
        |mut store: StoreContextMut<'_, WorkerState>, (rpc, function, params): Call| {
            Ok((HostWasmRpc::async_invoke_and_await(store.data_mut(), rpc, function, params)?,))
        },
    )?;
    interface.func_wrap(
        "[method]future-invoke-result.subscribe",
        |mut store: StoreContextMut<'_, WorkerState>, (future,): (Resource<FutureInvokeResult>,)| {
            Ok((HostFutureInvokeResult::subscribe(store.data_mut(), future)?,))
        },
    )?;
    interface.func_wrap(
        "[method]future-invoke-result.get",
        |mut store: StoreContextMut<'_, WorkerState>, (future,): (Resource<FutureInvokeResult>,)| {
            Ok((HostFutureInvokeResult::get(store.data_mut(), future)?,))
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn served(interfaces: &[&str]) -> ServedBy {
        let known = |interface: &&str| served_by(&format!("golem:rpc/types@{interface}")).expect("it is known");
        interfaces.iter().map(known).fold(ServedBy::ANY, ServedBy::and)
    }

    #[test]
    fn a_component_says_which_golem_it_was_made_for() {
        assert_eq!(served(&[]).nearest_to(V1_0), V1_0);
        assert_eq!(served(&[]).nearest_to(V1_4), V1_4);
        assert_eq!(served(&["0.1.0"]).nearest_to(V1_0), V1_0);
        assert_eq!(served(&["0.1.0"]).nearest_to(V1_3), V1_1);
        assert_eq!(served(&["0.1.3"]).nearest_to(V1_0), V1_1);
        assert_eq!(served(&["0.2.0"]).nearest_to(V1_0), V1_2);
        assert_eq!(served(&["0.2.2"]).nearest_to(V1_0), V1_3);
        assert_eq!(served(&["0.2.2"]).nearest_to(V1_4), V1_4);
        assert_eq!(served(&["0.1.0", "0.1.3"]).nearest_to(V1_0), V1_1);
        assert_eq!(served(&["0.2.2", "0.1.0"]).nearest_to(V1_0), V1_3, "no Golem serves both");
    }
}
