//! The caller in the documentation.

use bindings::exports::demo::component2::api::Guest;
use component1_client::{Api, WorkerUri};
use golem_rpc_sdk::{block_on, join_all};

mod bindings {
    wit_bindgen::generate!({ world: "component2", path: "wit" });
}

struct Component2;

impl Guest for Component2 {
    fn sum_joined(counters: Vec<String>) -> Vec<u64> {
        let worker =
            |name: &String| WorkerUri::durable_from_env("TARGET_COMPONENT_ID", name).expect("the target is named");
        let counters: Vec<Api> = counters.iter().map(|name| Api::new(&worker(name))).collect();
        let values = block_on(join_all(counters.iter().map(|counter| counter.get())));
        values.into_iter().map(|value| value.expect("the counter answers")).collect()
    }
}

bindings::export!(Component2 with_types_in bindings);
