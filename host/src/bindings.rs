//! The wire contract, generated from `wit/`: `golem:rpc/types@0.1.0`. Another version is one more module like this one.

wasmtime::component::bindgen!({
    path: "wit",
    world: "host",
    with: {
        // One type of pollable for WASI and for RPC, so that one poll waits for both.
        "wasi:io/poll": wasmtime_wasi_io::bindings::wasi::io::poll,
        "golem:rpc/types.wasm-rpc": crate::rpc::WasmRpc,
        "golem:rpc/types.future-invoke-result": crate::rpc::FutureInvokeResult,
    },
    imports: {
        "golem:rpc/types.[method]wasm-rpc.invoke-and-await": async | trappable,
        default: trappable,
    },
    require_store_data_send: true,
});

pub(crate) use golem::rpc::types::{
    Host, HostFutureInvokeResult, HostWasmRpc, RpcError, Uri, WitNode, WitValue, add_to_linker,
};
