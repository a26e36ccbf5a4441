//! `golem:rpc/types@0.1.0`: the host's on wasm, a [mock](super::super::mock) of it elsewhere.
//!
//! [`WitValue`] is not what `wit-bindgen` would make of it: bindings of functions that take or give one need their own.

pub use super::wit_value::{Either, List, Maybe, NodeIndex, ResourceHandle, Text, VariantCase, WitNode, WitValue};
pub use generated::golem::rpc::types::{RpcError, Uri};

#[cfg(target_family = "wasm")]
pub use generated::golem::rpc::types::{FutureInvokeResult, WasmRpc};

#[cfg(not(target_family = "wasm"))]
pub use crate::mock::{FutureInvokeResult, WasmRpc};

#[allow(missing_docs, clippy::undocumented_unsafe_blocks)]
mod generated {
    wit_bindgen::generate!({
        path: "wit",
        world: "client",
        with: { "wasi:io/poll@0.2.0": crate::bindings::poll },
        additional_type_attributes: { "golem:rpc/types@0.1.0/uri": [#[derive(PartialEq, Eq, PartialOrd, Ord, Hash)]] },
        generate_all,
    });
}
