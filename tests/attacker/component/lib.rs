//! A component that means harm: what it can do to its host, to its own workers and to those of others, one interface a file.
//!
//! It is written with the bindings of `golem:rpc/types` alone, because a generated client would not send what it sends.

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
