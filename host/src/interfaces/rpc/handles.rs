//! Leads from a handle of the bindings to what stands for the resource in the worker's table.
//!
//! In the bindings `wasm-rpc` and `future-invoke-result` are empty types: `bindings.rs` says why. A
//! handle is a number in the worker's table, and the number is the same whatever type the handle is
//! said to be of.

use wasmtime::component::Resource;

use super::client::Client;
use super::future_result::FutureResult;
use crate::bindings::{FutureInvokeResult, WasmRpc};

/// The client that a `wasm-rpc` stands for.
pub(super) fn client_in_table(handle: &Resource<WasmRpc>) -> Resource<Client> {
    of_type(handle)
}

/// The call that a `future-invoke-result` stands for.
pub(super) fn future_in_table(handle: &Resource<FutureInvokeResult>) -> Resource<FutureResult> {
    of_type(handle)
}

/// The same handle, said to be of another type. If that were wrong, the table would answer with an
/// error: it knows the type of what it holds.
fn of_type<T: 'static, U: 'static>(handle: &Resource<T>) -> Resource<U> {
    if handle.owned() { Resource::new_own(handle.rep()) } else { Resource::new_borrow(handle.rep()) }
}
