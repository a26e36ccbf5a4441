//! Waits for the same futures on the runtime `wstd`, which calls `ready()` of a pollable whenever a
//! future is polled.

use futures_concurrency::future::Join;
use golem_rpc_sdk::FutureResult;
use wstd::runtime::{AsyncPollable, block_on};

pub fn join_all<F: FutureResult<Output = u32>>(futures: Vec<F>) -> Vec<u32> {
    block_on(futures::future::join_all(futures.into_iter().map(value)))
}

pub fn futures_concurrency<F: FutureResult<Output = u32>>(futures: Vec<F>) -> Vec<u32> {
    block_on(futures.into_iter().map(value).collect::<Vec<_>>().join())
}

async fn value<F: FutureResult<Output = u32>>(future: F) -> u32 {
    let pollable = AsyncPollable::new(future.subscribe());
    pollable.wait_for().await;
    future.get().expect("it is ready")
}
