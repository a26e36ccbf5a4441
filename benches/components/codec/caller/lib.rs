//! Sends values of five shapes to a worker and takes them back, with the client and with the crate
//! golem-wasm-rpc. For comparison, it also copies as many bytes.

mod allocations;
mod limit;
mod ours;
mod peer;
mod values;

use client::WorkerUri;

wit_bindgen::generate!({ world: "caller", path: "wit", generate_all });

struct Caller;

impl Guest for Caller {
    /// Makes a value of the shape, and sends it this many times. With `reply`, the worker sends it
    /// back. Returns the number of bytes that were allocated for that.
    fn run(codec: String, shape: String, reply: bool, times: u32) -> u64 {
        match &*codec {
            "ours" => ours::run(&worker(), &shape, reply, times),
            "golem-wasm-rpc" => peer::run(&worker(), &shape, reply, times),
            "memcpy" => limit::run(&shape, reply, times),
            unknown => panic!("there is no codec {unknown}"),
        }
    }
}

export!(Caller);

fn worker() -> WorkerUri {
    WorkerUri::durable_from_env("TARGET_COMPONENT_ID", "echo").expect("the target is named")
}

/// Runs `step` this many times. Returns the number of bytes that it allocates.
///
/// A step keeps the value that it gets. Freeing it is not part of taking it from a reply, and costs
/// the same for each codec. For an order it would be a third of what ours takes.
fn repeat(times: u32, mut step: impl FnMut()) -> u64 {
    let before = allocations::bytes();
    (0..times).for_each(|_| step());
    allocations::bytes() - before
}
