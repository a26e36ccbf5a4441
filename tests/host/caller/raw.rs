//! Calls without a client. The test says what is sent, and to which worker.

use crate::Caller;
use crate::exports::test::caller::raw::Guest;
use crate::golem::rpc::types::{RpcError, Uri, WasmRpc, WitNode, WitValue};
use golem_rpc_sdk::bindings::poll::poll;

impl Guest for Caller {
    fn construct(uri: String) {
        client(uri);
    }

    fn invoke_and_await(uri: String, function: String, params: Vec<WitValue>) -> Result<WitValue, RpcError> {
        client(uri).invoke_and_await(&function, &params)
    }

    fn async_invoke_and_await(uri: String, function: String, params: Vec<WitValue>) -> Result<WitValue, RpcError> {
        let future = client(uri).async_invoke_and_await(&function, &params);
        let pollable = future.subscribe();
        poll(&[&pollable]);
        future.get().expect("it is ready")
    }

    fn give(uri: String, function: String, length: u32, lists: u32) -> Result<WitValue, RpcError> {
        let mut nodes: Vec<_> = (1..=lists).map(|below| WitNode::ListValue(vec![below as i32])).collect();
        nodes.push(WitNode::PrimString("x".repeat(length as usize)));
        client(uri).invoke_and_await(&function, &[WitValue { nodes }])
    }

    fn invoke(uri: String, function: String, times: u32) -> Result<u32, RpcError> {
        let client = client(uri);
        let mut refused = 0;
        for _ in 0..times {
            match client.invoke(&function, &[]) {
                Err(RpcError::Denied(_)) => refused += 1,
                other => other?,
            }
        }
        Ok(refused)
    }
}

pub fn client(uri: String) -> WasmRpc {
    WasmRpc::new(&Uri { value: uri })
}
