//! Calls without a client, by the name of the function.

use golem_rpc_sdk::bindings::poll::Pollable;
use golem_rpc_sdk::client::Call;
pub use golem_rpc_sdk::client::Remote as Client;
use golem_rpc_sdk::{Backoff, CallOptions, FutureResult, RpcFuture, WorkerUri};
use std::time::Duration;

pub fn client(worker: &WorkerUri) -> Client {
    Client::new(worker)
}

/// Calls of clients with a deadline and retries.
pub fn start_with_options(clients: &[Client], delays: &[u32]) -> Vec<RpcFuture<Call<u32>>> {
    let options =
        CallOptions::new().deadline(Duration::from_secs(100)).retry(Backoff::new(3, Duration::from_millis(100)));
    let clients: Vec<_> = clients.iter().map(|client| client.with(options.clone())).collect();
    start(&clients, delays).into_iter().map(|answer| RpcFuture::new(answer.0)).collect()
}

pub fn start(clients: &[Client], delays: &[u32]) -> Vec<Answer> {
    let start = |((client, delay), value): ((&Client, &u32), u32)| {
        Answer(client.call("test:fan-out/answering.{answer-after}", &[delay, &value]))
    };
    clients.iter().zip(delays).zip(0..).map(start).collect()
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
