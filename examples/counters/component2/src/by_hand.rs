//! Calls many workers without `join_all`. This loop around `poll` is needed at each such place.

use crate::bindings::demo::component1_stub::stub_component1::{Api, FutureGetResult};
use crate::worker;
use golem_rpc_sdk::bindings::poll::{Pollable, poll};
use golem_rpc_sdk::bindings::rpc::Uri;

pub fn values(counters: &[String]) -> Vec<u64> {
    let apis: Vec<Api> =
        counters.iter().map(|counter| Api::new(&Uri { value: worker(counter).to_string() })).collect();
    let calls: Vec<FutureGetResult> = apis.iter().map(|api| api.get()).collect();
    let pollables: Vec<Pollable> = calls.iter().map(|call| call.subscribe()).collect();

    let mut values = vec![0; calls.len()];
    // The calls that have not ended yet, by their positions in `calls`.
    let mut pending: Vec<usize> = (0..calls.len()).collect();
    while !pending.is_empty() {
        let list: Vec<&Pollable> = pending.iter().map(|call| &pollables[*call]).collect();
        // It waits until some of them have ended, and gives their positions in `list`.
        let ended = poll(&list);
        for position in &ended {
            let call = pending[*position as usize];
            values[call] = calls[call].get().expect("poll said that it has ended");
        }
        let mut position = 0;
        pending.retain(|_| {
            position += 1;
            !ended.contains(&(position - 1))
        });
    }
    values
}
