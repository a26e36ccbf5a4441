//! The caller without a stub. It has the code of component2, with a client that calls `golem:rpc`
//! itself.
//!
//! Nothing has to be composed. A call that fails gives an `RpcError` with its reason, where a call
//! through a stub would trap.

use bindings::exports::demo::component2_direct::api::Guest;
use component1_direct_client::{Api, RpcError, WorkerUri};
use golem_rpc_sdk::{block_on, join_all};

#[cfg(test)]
mod tests;

mod bindings {
    wit_bindgen::generate!({ world: "component2-direct", path: "wit" });
}

struct Component2;

impl Guest for Component2 {
    fn sum_joined(counters: Vec<String>) -> Vec<u64> {
        let uri = |counter: &String| WorkerUri::durable_from_env("TARGET_COMPONENT_ID", counter);
        let client = |counter| uri(counter).map(|uri| Api::new(&uri));
        let counters: Vec<Api> = counters.iter().map(client).collect::<Result<_, _>>().expect("the target is named");
        values(&counters).expect("the counters answer")
    }
}

/// The values of all counters, in the same order.
fn values(counters: &[Api]) -> Result<Vec<u64>, RpcError> {
    block_on(join_all(counters.iter().map(|counter| counter.get()))).into_iter().collect()
}

bindings::export!(Component2 with_types_in bindings);
