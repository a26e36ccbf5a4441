//! Sends values of five shapes and takes them back: with the client, and with the crate golem-wasm-rpc. Beside that, copies mere bytes.

mod allocations;
mod limit;
mod ours;
mod peer;
mod values;

use client::WorkerUri;

wit_bindgen::generate!({ world: "caller", path: "wit", generate_all });

struct Caller;

impl Guest for Caller {
    /// Makes a value of the shape, then sends it so many times, and has it sent back if a `reply` is wanted. Gives the bytes that were
    /// allocated for that.
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

/// Does `step` so many times; gives the bytes that it allocates.
///
/// A step keeps the value that it was given. To free that is not part of taking it from a reply, costs the same whoever decoded it, and would be a third of
/// what ours seems to take for an order.
fn repeat(times: u32, mut step: impl FnMut()) -> u64 {
    let before = allocations::bytes();
    (0..times).for_each(|_| step());
    allocations::bytes() - before
}
