//! Waits for the same futures on the runtime `wstd`, which calls `ready()` of a pollable whenever a
//! future is polled.

use futures::FutureExt as _;
use futures_concurrency::future::Join;
use golem_rpc_sdk::FutureResult;
use wstd::future::FutureExt as _;
use wstd::runtime::{AsyncPollable, block_on};

pub fn join_all<F: FutureResult<Output = u32>>(futures: Vec<F>) -> Vec<u32> {
    block_on(futures::future::join_all(futures.into_iter().map(value)))
}

pub fn join_all_with_timeouts<F: FutureResult<Output = u32>>(futures: Vec<F>) -> Vec<u32> {
    let limit = wstd::time::Duration::from(super::LONG);
    let calls = futures.into_iter().map(|future| value(future).timeout(limit));
    // The timers have to be made inside of the runtime.
    let values = block_on(async { futures::future::join_all(calls).await });
    values.into_iter().map(|value| value.expect("each ends in time")).collect()
}

pub fn join_all_with_functions<F: FutureResult<Output = u32>>(futures: Vec<F>) -> Vec<u32> {
    let futures = futures.into_iter().map(|future| value(future).map(super::one_more));
    super::one_less(block_on(futures::future::join_all(futures)))
}

/// Each of `calls` is made twice, one after the other.
pub fn join_all_of_two_steps<F: FutureResult<Output = u32>>(calls: Vec<impl Fn() -> F>) -> Vec<u32> {
    block_on(futures::future::join_all(calls.iter().map(|call| async move {
        value(call()).await;
        value(call()).await
    })))
}

pub fn futures_concurrency<F: FutureResult<Output = u32>>(futures: Vec<F>) -> Vec<u32> {
    block_on(futures.into_iter().map(value).collect::<Vec<_>>().join())
}

async fn value<F: FutureResult<Output = u32>>(future: F) -> u32 {
    let pollable = AsyncPollable::new(future.subscribe());
    pollable.wait_for().await;
    future.get().expect("it is ready")
}
