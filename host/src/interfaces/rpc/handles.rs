//! From handles of the bindings to what the worker's table has for them.
//!
//! The bindings know `wasm-rpc` and `future-invoke-result` only as names, because what stands behind
//! them is made of the bindings' own values. The number in a handle is the same in both.

use wasmtime::component::Resource;

use super::client::Client;
use super::future_result::FutureResult;
use crate::bindings::{FutureInvokeResult, WasmRpc};

pub(super) fn client_in_table(handle: &Resource<WasmRpc>) -> Resource<Client> {
    of_type(handle)
}

pub(super) fn future_in_table(handle: &Resource<FutureInvokeResult>) -> Resource<FutureResult> {
    of_type(handle)
}

/// The same handle to a resource of another type. The table checks that it has one.
fn of_type<T: 'static, U: 'static>(handle: &Resource<T>) -> Resource<U> {
    if handle.owned() { Resource::new_own(handle.rep()) } else { Resource::new_borrow(handle.rep()) }
}
