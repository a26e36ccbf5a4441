//! What a generated stub runs on.
//!
//! A stub says what its functions are in tables: a [`Function`] each, with the [`Type`]s of its
//! parameters and its result. Calls are carried out by one piece of code for all of them, which
//! goes through a value in memory, laid out as the component model's canonical ABI has it, and
//! makes the nodes of `golem:rpc`'s `wit-value` on the way, or the reverse. So another function
//! costs a stub little more than its names, and nothing is copied that need not be.
//!
//! A stub speaks one version of `golem:rpc`: 0.1.0 through the functions at the root, any other
//! through those of its module (`v0_1_3`, `v0_2_0`, `v0_2_2`).
//!
//! Nothing here needs the standard library, nor may it: with it, a stub would be three times as
//! large. That is why a stub depends on this crate alone, and not on `golem-rpc-sdk`: cargo builds
//! a crate with all features that anybody in the workspace asks for.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(target_family = "wasm", no_std)]
// What a remote worker sends must never stop the component without a reason: each exception says
// why it can't.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

#[cfg(target_family = "wasm")]
extern crate alloc;

mod flat;
#[cfg(any(test, target_family = "wasm"))]
mod heap;
mod types;

#[cfg(target_family = "wasm")]
mod calls;
#[cfg(target_family = "wasm")]
mod connection;
#[cfg(target_family = "wasm")]
mod decode;
#[cfg(target_family = "wasm")]
mod encode;
#[cfg(target_family = "wasm")]
mod entries;
#[cfg(target_family = "wasm")]
mod failure;
#[cfg(target_family = "wasm")]
mod gathered;
#[cfg(target_family = "wasm")]
mod memory;
#[cfg(target_family = "wasm")]
mod objects;
#[cfg(target_family = "wasm")]
mod rpc;
#[cfg(target_family = "wasm")]
mod versions;
#[cfg(target_family = "wasm")]
mod wire;
#[cfg(any(test, target_family = "wasm"))]
mod worker_uri;

pub use flat::Flat;
pub use types::{
    BOOL, CHAR, F32, F64, Function, LENT, Resource, S8, S16, S32, S64, STRING, Target, Type, U8, U16, U32, U64, WORKER,
};

// A stub that speaks the first version takes the functions from here, and any other from a module.
#[cfg(target_family = "wasm")]
pub use entries::v0_1_0::{blocking, connect, drop_call, drop_client, drop_resource, get, start, subscribe, trigger};
#[cfg(target_family = "wasm")]
pub use entries::{v0_1_3, v0_2_0, v0_2_2};
