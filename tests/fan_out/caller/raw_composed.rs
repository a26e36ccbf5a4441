//! Calls without a client, by the bindings of the stub.

use golem_rpc_sdk::{RpcError, WorkerUri};
use golem_rpc_sdk::bindings::rpc::Uri;
use std::future::Ready;
pub use stub::Answering as Client;
pub use stub::FutureAnswerAfterResult as Answer;
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
    Answer => u32,
}

pub fn client(worker: &WorkerUri) -> Client {
    Client::new(&Uri { value: worker.to_string() })
}

/// A stub has no options.
pub fn call_with_options(_: &Client, _: u32, _: u32) -> Ready<Result<u32, RpcError>> {
    panic!("a stub has no options")
}

pub fn call(client: &Client, delay: u32, value: u32) -> Answer {
    client.answer_after(delay, value)
}
