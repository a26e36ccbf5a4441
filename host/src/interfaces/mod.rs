//! The interfaces that the host offers to workers, one file each. Most are wasmtime's with
//! something added: limits, the log, and notes for the lint, for the recording, and about what can
//! be seen outside.

mod environment;
mod filesystem;
mod golem_api;
mod http;
mod ids;
mod imports;
mod logging;
mod monotonic_clock;
mod poll;
mod preopens;
mod random;
mod replaced_function;
mod rpc;
mod sockets;
mod wall_clock;

pub(crate) use imports::{served_by, unsatisfied_imports};
pub(crate) use rpc::ServedBy;

use wasmtime::{Engine, Result, component::Linker};

use crate::store::WorkerState;

/// A linker with all interfaces: those of wasmtime, and in place of some of them and beside them
/// the host's own.
///
/// # Errors
/// When wasmtime has other interfaces than this crate expects.
pub(crate) fn linker(engine: &Engine) -> Result<Linker<WorkerState>> {
    let mut linker = Linker::new(engine);
    wasmtime_wasi::p2::add_to_linker_async(&mut linker)?;
    for add in [
        environment::add_to_linker,
        monotonic_clock::add_to_linker,
        wall_clock::add_to_linker,
        random::add_to_linker,
        poll::add_to_linker,
        preopens::add_to_linker,
        filesystem::add_to_linker,
        sockets::add_to_linker,
        logging::add_to_linker,
        golem_api::add_to_linker,
        http::add_to_linker,
        rpc::add_to_linker,
    ] {
        add(&mut linker)?;
    }
    Ok(linker)
}
