//! What `join_all` replaces: the bookkeeping that Golem's documentation has everyone write at each place of a call.

use crate::bindings::demo::component1_stub::stub_component1::{Api, FutureGetResult};
use crate::worker;
use golem_rpc_sdk::bindings::poll::{Pollable, poll};
use golem_rpc_sdk::bindings::rpc::Uri;

pub fn values(counters: &[String]) -> Vec<u64> {
    let apis: Vec<Api> =
        counters.iter().map(|counter| Api::new(&Uri { value: worker(counter).to_string() })).collect();

    // Making the non-blocking calls
    let futures: Vec<FutureGetResult> = apis.iter().map(|api| api.get()).collect();

    // Subscribing to get the results
    let pollables: Vec<Pollable> = futures.iter().map(|future| future.subscribe()).collect();

    let mut values = vec![0u64; futures.len()];
    let mut remaining: Vec<&Pollable> = pollables.iter().collect();
    let mut mapping: Vec<usize> = (0..futures.len()).collect();

    // Repeatedly poll the futures until all of them are ready
    while !remaining.is_empty() {
        // poll_result is a list of indexes of the futures that are ready
        let poll_result = poll(&remaining);
        for idx in &poll_result {
            let counter_idx = mapping[*idx as usize];
            let value = futures[counter_idx]
                .get()
                .expect("future did not return a value because after marked as completed");
            values[counter_idx] = value;
        }

        // Removing the completed futures from the list
        remaining = remaining
            .into_iter()
            .enumerate()
            .filter_map(|(idx, item)| if poll_result.contains(&(idx as u32)) { None } else { Some(item) })
            .collect();

        // Updating the index mapping
        mapping = mapping
            .into_iter()
            .enumerate()
            .filter_map(|(idx, item)| if poll_result.contains(&(idx as u32)) { None } else { Some(item) })
            .collect();
    }
    values
}
