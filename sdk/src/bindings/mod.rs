//! The types of host interfaces that a component shares with the SDK, for `wit_bindgen::generate!`
//! to map to.
//!
//! Bindings of a component's own, which any version of `wit-bindgen` may have made, use these types
//! when they are generated with
//!
//! ```text
//! with: {
//!     "wasi:io/poll@0.2.0": golem_rpc_sdk::bindings::poll,
//!     "golem:rpc/types@0.1.0": golem_rpc_sdk::bindings::rpc,
//! }
//! ```
//!
//! What depends on the version of `golem:rpc` is in this module: [`rpc`], the layout of its values
//! in memory, and `generated`, which `tests/bindings.rs` writes.

pub(crate) mod clock;
#[allow(missing_docs, clippy::undocumented_unsafe_blocks, reason = "`wit-bindgen` wrote it")]
mod generated;
#[cfg(not(target_family = "wasm"))]
pub(crate) mod native;
pub(crate) mod notice_limit;
pub mod poll;
#[cfg(target_family = "wasm")]
pub(crate) mod poll_list;
#[cfg_attr(not(any(test, target_family = "wasm")), allow(dead_code, reason = "there is no host that would call it"))]
pub(crate) mod reply_memory;
pub mod rpc;
mod runtime;
mod uri;
#[cfg(target_family = "wasm")]
pub(crate) mod wire;
pub(crate) mod wit_value;

#[cfg(not(target_family = "wasm"))]
pub(crate) use native::{poll_list, wire};
