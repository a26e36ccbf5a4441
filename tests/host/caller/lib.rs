//! The caller. It makes calls with a generated client, without one, and in ways that are wrong.

mod calls;
mod misuse;
mod raw;

wit_bindgen::generate!({
    world: "caller",
    path: "wit",
    with: {
        "wasi:io/poll@0.2.0": golem_rpc_sdk::bindings::poll,
        "test:target/types@1.2.0": client::types,
    },
    generate_all,
});

struct Caller;

export!(Caller);

/// The worker of the target that has this name.
fn worker(name: &str) -> golem_rpc_sdk::WorkerUri {
    golem_rpc_sdk::WorkerUri::durable_from_env("TARGET_COMPONENT_ID", name).expect("the target is named")
}
