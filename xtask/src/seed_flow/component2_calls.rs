BINDINGS

use bindings::exports::demo::component2::api::Guest;
use crate::bindings::demo::component1_stub::stub_component1::*;
use crate::bindings::golem::rpc::types::Uri;

struct Component;

impl Guest for Component {
    fn add(values: Vec<u64>) {
        for (counter, value) in counters().iter().zip(values) {
            counter.blocking_add(value);
        }
    }

    fn sum_blocking() -> Vec<u64> {
        counters().iter().map(|counter| counter.blocking_get()).collect()
    }

    fn sum_by_hand() -> Vec<u64> {
        let [counter1, counter2, counter3] = counters();

        // Making the non-blocking calls
        let future_value1 = counter1.get();
        let future_value2 = counter2.get();
        let future_value3 = counter3.get();
        let futures = &[&future_value1, &future_value2, &future_value3];

        // Subscribing to get the results
        let poll_value1 = future_value1.subscribe();
        let poll_value2 = future_value2.subscribe();
        let poll_value3 = future_value3.subscribe();

        let mut values = [0u64; 3];
        let mut remaining = vec![&poll_value1, &poll_value2, &poll_value3];
        let mut mapping = vec![0, 1, 2];

        // Repeatedly poll the futures until all of them are ready
        while !remaining.is_empty() {
            let poll_result = bindings::wasi::io::poll::poll(&remaining);

            // poll_result is a list of indexes of the futures that are ready
            for idx in &poll_result {
                let counter_idx = mapping[*idx as usize];
                let future = futures[counter_idx];
                let value =
                    future.get().expect("future did not return a value because after marked as completed");
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

        // values contains the results of the three calls
        values.to_vec()
    }
}

fn counters() -> [Api; 3] {
    ["counter1", "counter2", "counter3"].map(|worker| {
        let component_id = std::env::var("TARGET_COMPONENT_ID").expect("TARGET_COMPONENT_ID not set");
        let target_uri = Uri { value: format!("urn:worker:{component_id}/{worker}") };
        Api::new(&target_uri)
    })
}

bindings::export!(Component with_types_in bindings);
