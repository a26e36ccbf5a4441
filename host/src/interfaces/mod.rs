//! The interfaces that the host offers to workers, one file each. Most are wasmtime's with
//! something added: limits, and notes for the lint, for the recording, and about what can be seen
//! outside.

mod clocks;
mod filesystem;
mod golem_api;
mod http;
mod imports;
mod logging;
mod poll;
mod preopens;
mod replaced_function;
mod rpc;
mod sockets;

pub(crate) use imports::unsatisfied_imports;

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
        clocks::add_to_linker,
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
