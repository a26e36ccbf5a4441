//! The functions of the host whose results are in the log, by the names that they have in Golem's.

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

pub(crate) static POLL: HostFunction = reads("golem io::poll::poll");
/// In the log from Golem 1.3 on.
pub(crate) static READY: HostFunction = reads("golem io::poll::ready");

pub(crate) static GET: HostFunction = commits("golem::rpc::future-invoke-result::get");
pub(crate) static INVOKE_AND_AWAIT: HostFunction = commits("golem::rpc::wasm-rpc::invoke-and-await");
pub(crate) static INVOKE: HostFunction = commits("golem::rpc::wasm-rpc::invoke");
pub(crate) static SCHEDULE: HostFunction = commits("golem::rpc::wasm-rpc::schedule-invocation");
pub(crate) static SCHEDULE_CANCELABLE: HostFunction = commits("golem::rpc::wasm-rpc::schedule-cancelable-invocation");
pub(crate) static CANCEL: HostFunction = commits("golem::rpc::cancellation-token::cancel");
/// The key of any call, whether it is waited for or not.
pub(crate) static CALL_KEY: HostFunction = reads("golem::rpc::wasm-rpc::invoke-and-await idempotency key");
pub(crate) static EPHEMERAL_WORKER: HostFunction = reads("golem::rpc::wasm-rpc::generate_unique_local_worker_id");

pub(crate) static NOW: HostFunction = reads("monotonic_clock::now");
pub(crate) static RESOLUTION: HostFunction = reads("monotonic_clock::resolution");
/// The time at which it was called: with the duration that gives the end of the timer.
pub(crate) static SUBSCRIBE_DURATION: HostFunction = commits("monotonic_clock::subscribe_duration");
pub(crate) static WALL_NOW: HostFunction = reads("wall_clock::now");
pub(crate) static WALL_RESOLUTION: HostFunction = reads("wall_clock::resolution");

pub(crate) static RANDOM_BYTES: HostFunction = reads("golem random::get_random_bytes");
pub(crate) static RANDOM_U64: HostFunction = reads("golem random::get_random_u64");
pub(crate) static INSECURE_BYTES: HostFunction = reads("golem random::insecure::get_insecure_random_bytes");
pub(crate) static INSECURE_U64: HostFunction = reads("golem random::insecure::get_insecure_random_u64");
pub(crate) static INSECURE_SEED: HostFunction = reads("golem random::insecure_seed::insecure_seed");

pub(crate) static ENVIRONMENT: HostFunction = reads("golem_environment::get_environment");
pub(crate) static ARGUMENTS: HostFunction = reads("golem_environment::get_arguments");
pub(crate) static INITIAL_CWD: HostFunction = reads("golem_environment::initial_cwd");

pub(crate) static DIRECTORIES: HostFunction = reads("cli::preopens::get_directories");
/// The times of a file. What else is told of it is found out again.
pub(crate) static STAT: HostFunction = reads("filesystem::types::descriptor::stat");
/// As [`STAT`].
pub(crate) static STAT_AT: HostFunction = reads("filesystem::types::descriptor::stat_at");

pub(crate) static GENERATE_KEY: HostFunction = reads("golem api::generate_idempotency_key");
