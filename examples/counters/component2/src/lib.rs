//! The caller, composed with the stub of component1. It asks many counters for their values in
//! three ways.

mod by_hand;

use bindings::exports::demo::component2::api::Guest;
use component1_client::{Api, WorkerUri};
use golem_rpc_sdk::{block_on, join_all};

mod bindings {
    wit_bindgen::generate!({
        world: "component2",
        path: "wit",
        with: {
            "wasi:io/poll@0.2.0": golem_rpc_sdk::bindings::poll,
            "golem:rpc/types@0.1.0": golem_rpc_sdk::bindings::rpc,
        },
        generate_all,
    });
}

struct Component2;

impl Guest for Component2 {
    fn add(counter: String, value: u64) {
        Api::new(&worker(&counter)).trigger_add(value).expect("the call can be handed over");
    }

    fn sum_blocking(counters: Vec<String>) -> Vec<u64> {
        let counters = clients(&counters);
        counters.iter().map(|counter| counter.blocking_get().expect("the counter answers")).collect()
    }

    fn sum_by_hand(counters: Vec<String>) -> Vec<u64> {
        by_hand::values(&counters)
    }

    fn sum_joined(counters: Vec<String>) -> Vec<u64> {
        let counters = clients(&counters);
        let values = block_on(join_all(counters.iter().map(|counter| counter.get())));
        values.into_iter().map(|value| value.expect("the counter answers")).collect()
    }
}

fn clients(counters: &[String]) -> Vec<Api> {
    counters.iter().map(|counter| Api::new(&worker(counter))).collect()
}

/// The worker of component1 that is the counter with this name.
fn worker(counter: &str) -> WorkerUri {
    WorkerUri::durable_from_env("TARGET_COMPONENT_ID", counter).expect("the target is named")
}

bindings::export!(Component2 with_types_in bindings);
