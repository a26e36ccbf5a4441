//! `golem:rpc/types@0.1.0` as seen by a worker.

mod future_invoke_result;
mod wasm_rpc;

pub use future_invoke_result::FutureInvokeResult;
pub use wasm_rpc::WasmRpc;

use wasmtime::{
    Result,
    component::{HasSelf, Linker},
};

use crate::{bindings, worker_state::WorkerState};

pub(crate) fn add_to_linker(linker: &mut Linker<WorkerState>) -> Result<()> {
    bindings::add_to_linker::<WorkerState, HasSelf<WorkerState>>(linker, |state| state)
}

impl bindings::Host for WorkerState {}
