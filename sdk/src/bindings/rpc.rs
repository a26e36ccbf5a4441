//! `golem:rpc/types@0.1.0`, of which others need only the [`Uri`]: the functions of a stub take the
//! location of a worker as one. Bindings of functions that take or give another type of that
//! interface, such as `wit-value`, need their own of it, and map `golem:rpc/types@0.1.0/uri` alone.

pub use super::generated::golem::rpc::types::Uri;

pub(crate) use super::generated::golem::rpc::types::RpcError;

#[cfg(target_family = "wasm")]
pub(crate) use super::generated::golem::rpc::types::{FutureInvokeResult, WasmRpc};

#[cfg(not(target_family = "wasm"))]
pub(crate) use super::native::wire::{FutureInvokeResult, WasmRpc};
