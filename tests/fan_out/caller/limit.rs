//! The least that any implementation has to do, as a limit to compare with: it knows when the last
//! call ends, waits until then, and takes the results.

use golem_rpc_sdk::bindings::poll::{Pollable, poll};
use golem_rpc_sdk::{FutureResult, block_on, sleep};
use std::time::Duration;

/// The host notices at most this many ended calls or timers before it has to be polled again.
const AT_ONCE: usize = 128;

pub fn values<F: FutureResult<Output = u32>>(futures: Vec<F>, delays: &[u32]) -> Vec<u32> {
    let pollables: Vec<Pollable> = futures.iter().map(FutureResult::subscribe).collect();
    let last = delays.iter().copied().max().unwrap_or_default();
    block_on(sleep(Duration::from_millis(u64::from(last) + 1)));
    // The timer was one of those that were noticed.
    let (first, rest) = pollables.split_at(pollables.len().min(AT_ONCE - 1));
    for pollables in std::iter::once(first).chain(rest.chunks(AT_ONCE)) {
        let pollables: Vec<&Pollable> = pollables.iter().collect();
        while poll(&pollables).len() < pollables.len() {}
    }
    let values = futures.iter().map(|future| future.get().expect("it is ready"));
    values.collect()
}
