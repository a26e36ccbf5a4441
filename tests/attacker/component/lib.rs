//! An attacking component. It does what may harm its host, its own workers or those of others, with
//! one interface for each kind of attack.
//!
//! It uses the bindings of `golem:rpc/types` directly, since a generated client would not send
//! invalid values.

mod counter;
mod crowds;
mod ends;
mod files;
mod handles;
mod loops;
mod memory;
mod network;
mod output;
mod remote;
mod requests;

wit_bindgen::generate!({
    path: "wit",
    world: "attacker",
    with: { "wasi:io/poll@0.2.0": wasip2::io::poll },
    generate_all,
});

struct Attacker;

export!(Attacker);
