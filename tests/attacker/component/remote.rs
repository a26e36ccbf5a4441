//! Calls without a generated client: URIs of this component's own workers, and small values.

use crate::golem::rpc::types::{RpcError, Uri, WasmRpc, WitNode, WitValue};
use wasip2::io::poll::{Pollable, poll};

/// A client of the worker of this component that has this name.
pub fn worker(name: &str) -> WasmRpc {
    WasmRpc::new(&Uri { value: format!("urn:worker:{}/{name}", component()) })
}

/// A client of a new ephemeral worker of this component.
pub fn ephemeral() -> WasmRpc {
    WasmRpc::new(&Uri { value: format!("urn:worker:{}", component()) })
}

/// A client of the worker that runs this code.
pub fn itself() -> WasmRpc {
    worker(&std::env::var("GOLEM_WORKER_NAME").expect("the host tells a worker its name"))
}

/// The name by which a function of one of this component's interfaces is called.
pub fn function(interface: &str, name: &str) -> String {
    format!("test:attacker/{interface}.{{{name}}}")
}

pub fn node(node: WitNode) -> WitValue {
    WitValue { nodes: vec![node] }
}

pub fn number(value: u32) -> WitValue {
    node(WitNode::PrimU32(value))
}

pub fn text(value: &str) -> WitValue {
    node(WitNode::PrimString(value.to_owned()))
}

/// Makes all calls at the same time, and waits for all of them.
pub fn call_all(calls: &[(WasmRpc, String)]) -> Vec<Result<WitValue, RpcError>> {
    let futures: Vec<_> = calls.iter().map(|(client, function)| client.async_invoke_and_await(function, &[])).collect();
    let pollables: Vec<_> = futures.iter().map(|future| future.subscribe()).collect();
    let mut answers: Vec<_> = futures.iter().map(|_| None).collect();
    let mut open: Vec<usize> = (0..futures.len()).collect();
    while !open.is_empty() {
        let list: Vec<&Pollable> = open.iter().map(|index| &pollables[*index]).collect();
        for ready in poll(&list) {
            let index = open[ready as usize];
            answers[index] = futures[index].get();
        }
        open.retain(|index| answers[*index].is_none());
    }
    answers.into_iter().flatten().collect()
}

fn component() -> String {
    std::env::var("GOLEM_COMPONENT_ID").expect("the host tells a worker its component")
}
