//! Calls without a client, by the bindings of the stub.

use golem_rpc_sdk::{RpcError, WorkerUri};
use golem_rpc_sdk::bindings::rpc::Uri;
use std::future::Ready;
pub use stub::Answering as Client;
use stub::FutureAnswerAfterResult;
use test::fan_out_stub::stub_fan_out as stub;

wit_bindgen::generate!({
    world: "raw",
    path: "wit",
    with: {
        "wasi:io/poll@0.2.0": golem_rpc_sdk::bindings::poll,
        "golem:rpc/types@0.1.0": golem_rpc_sdk::bindings::rpc,
    },
    generate_all,
});

golem_rpc_sdk::future_result! {
    FutureAnswerAfterResult => u32,
}

pub fn client(worker: &WorkerUri) -> Client {
    Client::new(&Uri { value: worker.to_string() })
}

/// A stub has no options.
pub fn start_with_options(_: &[Client], _: &[u32]) -> Vec<Ready<Result<u32, RpcError>>> {
    panic!("a stub has no options")
}

pub fn start(clients: &[Client], delays: &[u32]) -> Vec<FutureAnswerAfterResult> {
    clients.iter().zip(delays).zip(0..).map(|((client, delay), value)| client.answer_after(*delay, value)).collect()
}
