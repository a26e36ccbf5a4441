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
//! For Golem 1.2 the latter is `"golem:rpc/types@0.2.0": golem_rpc_sdk::bindings::rpc_0_2_0`, and
//! for 1.3 and 1.4 `"golem:rpc/types@0.2.2": golem_rpc_sdk::bindings::rpc_0_2_2`.
//!
//! What depends on the version of `golem:rpc` is in this module: its functions (`interfaces`), how
//! they take a worker (`address`), and the layout of its values in memory (`wit_value`), which is
//! the same in all.

pub(crate) mod address;
mod cancellation_token;
pub(crate) mod clock;
pub(crate) mod datetime;
mod ids;
#[cfg(target_family = "wasm")]
pub(crate) mod interface;
#[cfg(target_family = "wasm")]
pub(crate) mod interfaces;
#[cfg(not(target_family = "wasm"))]
pub(crate) mod native;
#[cfg(target_family = "wasm")]
pub(crate) mod no_ephemeral_workers;
pub(crate) mod notice_limit;
pub mod poll;
#[cfg(target_family = "wasm")]
pub(crate) mod poll_list;
#[cfg(target_family = "wasm")]
mod reply;
#[cfg_attr(not(any(test, target_family = "wasm")), allow(dead_code, reason = "there is no host that would call it"))]
pub(crate) mod reply_memory;
pub mod rpc;
pub mod rpc_0_1_3;
pub mod rpc_0_2_0;
pub mod rpc_0_2_2;
mod rpc_error;
mod uri;
mod version;
mod wall_clock;
#[cfg(target_family = "wasm")]
pub(crate) mod wire;
pub(crate) mod wit_value;
mod worker_id;
#[cfg(target_family = "wasm")]
mod worker_record;

#[cfg(not(target_family = "wasm"))]
pub(crate) use native::{interface, interfaces, no_ephemeral_workers, poll_list, wire};
