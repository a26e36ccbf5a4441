//! `golem:rpc/types@0.1.0`.

pub use generated::golem::rpc::types::{FutureInvokeResult, NodeIndex, RpcError, Uri, WasmRpc, WitNode, WitValue};

#[allow(missing_docs, clippy::undocumented_unsafe_blocks)]
mod generated {
    wit_bindgen::generate!({
        path: "wit",
        world: "client",
        with: { "wasi:io/poll@0.2.0": crate::bindings::poll },
        generate_all,
    });
}
