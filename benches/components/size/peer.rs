//! The stub of the counters as Golem's own tools generate it, with the crate golem-wasm-rpc.

use exports::demo::component1_stub::stub_component1 as stub;
use golem::rpc::types::{FutureInvokeResult, WasmRpc};
use golem_wasm_rpc::{NodeBuilder, Uri, WitValue, WitValueBuilderExtensions, WitValueExtractor};
use wasi::io::poll::Pollable;

wit_bindgen::generate!({
    world: "wasm-rpc-stub-component1",
    path: "wit",
    with: {
        "golem:rpc/types@0.1.0/wit-value": golem_wasm_rpc::WitValue,
        "golem:rpc/types@0.1.0/wit-node": golem_wasm_rpc::WitNode,
        "golem:rpc/types@0.1.0/uri": golem_wasm_rpc::Uri,
    },
    generate_all,
});

struct Component;

impl stub::Guest for Component {
    type FutureGetResult = FutureGetResult;
    type Api = Api;
}

export!(Component);

pub struct FutureGetResult {
    future_invoke_result: FutureInvokeResult,
}

impl stub::GuestFutureGetResult for FutureGetResult {
    fn subscribe(&self) -> Pollable {
        self.future_invoke_result.subscribe()
    }

    fn get(&self) -> Option<u64> {
        self.future_invoke_result.get().map(|result| {
            let result =
                result.expect(&format!("Failed to invoke remote {}", "demo:component1/api.{get}"));
            result.tuple_element(0).expect("tuple not found").u64().expect("u64 not found")
        })
    }
}

pub struct Api {
    rpc: WasmRpc,
}

impl stub::GuestApi for Api {
    fn new(location: Uri) -> Self {
        Self { rpc: WasmRpc::new(&location) }
    }

    fn blocking_add(&self, value: u64) {
        self.rpc
            .invoke_and_await("demo:component1/api.{add}", &[WitValue::builder().u64(value)])
            .expect(&format!("Failed to invoke-and-await remote {}", "demo:component1/api.{add}"));
    }

    fn add(&self, value: u64) {
        self.rpc
            .invoke("demo:component1/api.{add}", &[WitValue::builder().u64(value)])
            .expect(&format!("Failed to invoke remote {}", "demo:component1/api.{add}"));
    }

    fn blocking_get(&self) -> u64 {
        let result = self
            .rpc
            .invoke_and_await("demo:component1/api.{get}", &[])
            .expect(&format!("Failed to invoke-and-await remote {}", "demo:component1/api.{get}"));
        result.tuple_element(0).expect("tuple not found").u64().expect("u64 not found")
    }

    fn get(&self) -> stub::FutureGetResult {
        let future_invoke_result = self.rpc.async_invoke_and_await("demo:component1/api.{get}", &[]);
        stub::FutureGetResult::new(FutureGetResult { future_invoke_result })
    }
}
