//! Calls without a client, by the name of the function.

use golem_rpc_sdk::bindings::poll::Pollable;
use golem_rpc_sdk::client::Call;
pub use golem_rpc_sdk::client::Remote as Client;
use golem_rpc_sdk::{Backoff, CallOptions, FutureResult, RpcFuture, WorkerUri};
use std::time::Duration;

pub fn client(worker: &WorkerUri) -> Client {
    Client::new(worker)
}

/// A call of a client with a deadline and retries.
pub fn call_with_options(client: &Client, delay: u32, value: u32) -> RpcFuture<Call<u32>> {
    let options =
        CallOptions::new().deadline(Duration::from_secs(100)).retry(Backoff::new(3, Duration::from_millis(100)));
    RpcFuture::new(call(&client.with(options), delay, value).0)
}

pub fn call(client: &Client, delay: u32, value: u32) -> Answer {
    Answer(client.call("test:fan-out/answering.{answer-after}", &[&delay, &value]))
}

pub struct Answer(Call<u32>);

impl FutureResult for Answer {
    type Output = u32;

    fn subscribe(&self) -> Pollable {
        self.0.subscribe()
    }

    fn get(&self) -> Option<u32> {
        self.0.get().map(|answer| answer.expect("every call succeeds"))
    }
}
