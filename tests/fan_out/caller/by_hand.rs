//! Waits for many calls by a loop around `poll`, which a caller has to write itself without the
//! SDK's combinators. `join_all` is compared with it. So it does as much work as the loop in
//! Golem's documentation: after each poll, it makes new lists of the calls that are left.

use golem_rpc_sdk::FutureResult;
use golem_rpc_sdk::bindings::poll::{Pollable, poll};
use std::time::Duration;
use wasip2::clocks::monotonic_clock::subscribe_duration;

/// The same with a deadline for all calls together. Its timer is one more in each list.
pub fn values_in_time<F: FutureResult<Output = u32>>(calls: Vec<F>, deadline: Duration) -> Vec<u32> {
    let timer = subscribe_duration(deadline.as_nanos() as u64);
    let pollables: Vec<Pollable> = calls.iter().map(F::subscribe).collect();
    let mut values = vec![0; calls.len()];
    let mut pending: Vec<usize> = (0..calls.len()).collect();
    while !pending.is_empty() {
        let list: Vec<&Pollable> = pending.iter().map(|call| &pollables[*call]).chain([&timer]).collect();
        let ended = poll(&list);
        assert!(!ended.contains(&(pending.len() as u32)), "the deadline has passed");
        for position in &ended {
            let call = pending[*position as usize];
            values[call] = calls[call].get().expect("poll said that it has ended");
        }
        let left = pending.into_iter().enumerate();
        pending = left.filter(|(position, _)| !ended.contains(&(*position as u32))).map(|(_, call)| call).collect();
    }
    values
}

/// The results of all calls, in the order of `calls`.
pub fn values<F: FutureResult<Output = u32>>(calls: Vec<F>) -> Vec<u32> {
    let pollables: Vec<Pollable> = calls.iter().map(F::subscribe).collect();
    let mut values = vec![0; calls.len()];
    // The calls that have not ended yet: their positions in `calls`, and their pollables.
    let mut pending: Vec<usize> = (0..calls.len()).collect();
    let mut list: Vec<&Pollable> = pollables.iter().collect();
    while !list.is_empty() {
        // It waits until some of the calls have ended, and gives their positions in `list`.
        let ended = poll(&list);
        for position in &ended {
            let call = pending[*position as usize];
            values[call] = calls[call].get().expect("poll said that it has ended");
        }
        let has_ended = |position: usize| ended.contains(&(position as u32));
        let left = pending.into_iter().enumerate().filter(|(position, _)| !has_ended(*position));
        pending = left.map(|(_, call)| call).collect();
        let left = list.into_iter().enumerate().filter(|(position, _)| !has_ended(*position));
        list = left.map(|(_, pollable)| pollable).collect();
    }
    values
}
