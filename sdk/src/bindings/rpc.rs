//! `golem:rpc/types@0.1.0`, of which others need only the [`Uri`]: the functions of a stub take the
//! location of a worker as one. Bindings of functions that take or give another type of that
//! interface, such as `wit-value`, need their own of it, and map `golem:rpc/types@0.1.0/uri` alone.
//! The types of 0.1.1 and 0.1.3 are the same.

/// The address of a worker, which may be any text: see [`WorkerUri`](crate::WorkerUri).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uri {
    /// The text.
    pub value: String,
}

pub(crate) use super::rpc_error::RpcError;
pub(crate) use super::wire::{FutureInvokeResult, WasmRpc};
