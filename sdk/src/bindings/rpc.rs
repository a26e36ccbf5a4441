//! `golem:rpc/types@0.1.0`: the host's on wasm, a [mock](crate::mock) of it elsewhere.
//!
//! [`WitValue`] is not what `wit-bindgen` would make of it: bindings of functions that take or give
//! one need their own.

pub use super::generated::golem::rpc::types::{RpcError, Uri};
pub use super::wit_value::{Either, List, Maybe, NodeIndex, ResourceHandle, Text, VariantCase, WitNode, WitValue};

#[cfg(target_family = "wasm")]
pub use super::generated::golem::rpc::types::{FutureInvokeResult, WasmRpc};

#[cfg(not(target_family = "wasm"))]
pub use super::native::wire::{FutureInvokeResult, WasmRpc};
