//! The wire contract, generated from `wit/`: `golem:rpc/types@0.1.0`. What other versions of it
//! have besides is in `interfaces/rpc`, whose table of versions also says what is linked for each.
//!
//! Its resources are only names here: nothing says what the host keeps for them. Values and
//! failures are made of these types, and what a resource stands for holds such values, so that it
//! has to be defined above: `interfaces/rpc/handles.rs` leads from one to the other.

wasmtime::component::bindgen!({
    path: "wit",
    world: "host",
    with: {
        // One type of pollable for WASI and for RPC, so that one poll waits for both.
        "wasi:io/poll": wasmtime_wasi_io::bindings::wasi::io::poll,
    },
    imports: {
        "golem:rpc/types.[method]wasm-rpc.invoke-and-await": async | trappable,
        default: trappable,
    },
    require_store_data_send: true,
    // Values are in the logs of workers, which may be kept on the disk.
    additional_derives: [serde::Serialize, serde::Deserialize],
});

pub(crate) use golem::rpc::types::{
    FutureInvokeResult, HostFutureInvokeResult, HostWasmRpc, RpcError, Uri, WasmRpc, WitNode, WitValue,
};
