//! `golem:rpc/types@0.1.0`: how a worker calls others.

mod client;
mod deferred_call;
mod destination;
mod future_invoke_result;
mod future_result;
mod handles;
mod reply;
mod wasm_rpc;

pub(crate) use future_result::FutureResult;

use wasmtime::{
    Result,
    component::{HasSelf, Linker},
};

use crate::bindings;
use crate::store::WorkerState;

pub(crate) fn add_to_linker(linker: &mut Linker<WorkerState>) -> Result<()> {
    bindings::add_to_linker::<WorkerState, HasSelf<WorkerState>>(linker, |state| state)
}

impl bindings::Host for WorkerState {}
