//! The functions of the host whose results are in the log, by the names that they have in Golem's.

use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer, de::Error as _};

/// A function of the host whose result is in the log.
#[derive(Debug)]
pub(crate) struct HostFunction {
    /// Its name in Golem's log.
    pub name: &'static str,
    /// Whether the log is committed after it.
    pub commits: bool,
}

const fn reads(name: &'static str) -> HostFunction {
    HostFunction { name, commits: false }
}

const fn commits(name: &'static str) -> HostFunction {
    HostFunction { name, commits: true }
}

/// Serialises a function as its name.
pub(super) fn serialize<S: Serializer>(function: &&'static HostFunction, serializer: S) -> Result<S::Ok, S::Error> {
    function.name.serialize(serializer)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<&'static HostFunction, D::Error> {
    let name = <&str>::deserialize(deserializer)?;
    let function = ALL.iter().find(|function| function.name == name);
    function.copied().ok_or_else(|| D::Error::custom(format!("there is no function `{name}`")))
}

macro_rules! host_functions {
    ($($(#[$doc:meta])* $constant:ident: $kind:ident($name:literal);)*) => {
        $($(#[$doc])* pub(crate) static $constant: HostFunction = $kind($name);)*

        static ALL: &[&HostFunction] = &[$(&$constant),*];
    };
}

host_functions! {
    POLL: reads("golem io::poll::poll");
    /// In the log from Golem 1.3 on.
    READY: reads("golem io::poll::ready");

    GET: commits("golem::rpc::future-invoke-result::get");
    INVOKE_AND_AWAIT: commits("golem::rpc::wasm-rpc::invoke-and-await");
    INVOKE: commits("golem::rpc::wasm-rpc::invoke");
    SCHEDULE: commits("golem::rpc::wasm-rpc::schedule-invocation");
    SCHEDULE_CANCELABLE: commits("golem::rpc::wasm-rpc::schedule-cancelable-invocation");
    CANCEL: commits("golem::rpc::cancellation-token::cancel");
    /// The key of any call, whether it is waited for or not.
    CALL_KEY: reads("golem::rpc::wasm-rpc::invoke-and-await idempotency key");
    EPHEMERAL_WORKER: reads("golem::rpc::wasm-rpc::generate_unique_local_worker_id");

    NOW: reads("monotonic_clock::now");
    RESOLUTION: reads("monotonic_clock::resolution");
    /// The time at which it was called: with the duration that gives the end of the timer.
    SUBSCRIBE_DURATION: commits("monotonic_clock::subscribe_duration");
    WALL_NOW: reads("wall_clock::now");
    WALL_RESOLUTION: reads("wall_clock::resolution");

    RANDOM_BYTES: reads("golem random::get_random_bytes");
    RANDOM_U64: reads("golem random::get_random_u64");
    INSECURE_BYTES: reads("golem random::insecure::get_insecure_random_bytes");
    INSECURE_U64: reads("golem random::insecure::get_insecure_random_u64");
    INSECURE_SEED: reads("golem random::insecure_seed::insecure_seed");

    ENVIRONMENT: reads("golem_environment::get_environment");
    ARGUMENTS: reads("golem_environment::get_arguments");
    INITIAL_CWD: reads("golem_environment::initial_cwd");

    DIRECTORIES: reads("cli::preopens::get_directories");
    /// The times of a file. What else is told of it is found out again.
    STAT: reads("filesystem::types::descriptor::stat");
    /// As [`STAT`].
    STAT_AT: reads("filesystem::types::descriptor::stat_at");

    GENERATE_KEY: reads("golem api::generate_idempotency_key");
    /// Whether there is the component: its id follows from its name.
    RESOLVE_COMPONENT: commits("golem::api::resolve_component_id");
    /// Whether there is the worker.
    RESOLVE_WORKER: commits("golem::api::resolve_worker_id_strict");
}
