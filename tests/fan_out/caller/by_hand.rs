//! The loop of Golem's documentation.

use golem_rpc_sdk::FutureResult;
use golem_rpc_sdk::bindings::poll::{Pollable, poll};

pub fn values<F: FutureResult<Output = u32>>(futures: Vec<F>) -> Vec<u32> {
    // Subscribing to get the results
    let pollables: Vec<Pollable> = futures.iter().map(|future| future.subscribe()).collect();

    let mut values = vec![0u32; futures.len()];
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
