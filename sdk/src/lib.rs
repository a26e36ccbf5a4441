//! Remote calls between Golem workers as ordinary async Rust.
//!
//! A call is an [`RpcFuture`], a real [`std::future::Future`] over `wasi:io/poll`: whatever takes futures takes calls. Calls are made
//! through a typed client that `golem-rpc-codegen` generates from the target's WIT:
//!
//! ```no_run
//! # struct Api(golem_rpc_sdk::Remote);
//! # impl Api {
//! #     fn new(uri: &golem_rpc_sdk::WorkerUri) -> Self { Self(golem_rpc_sdk::Remote::new(uri)) }
//! #     fn get(&self) -> golem_rpc_sdk::RpcFuture<golem_rpc_sdk::Call<u64>> {
//! #         golem_rpc_sdk::RpcFuture::new(self.0.call("demo:component1/api.{get}", &[]))
//! #     }
//! # }
//! use golem_rpc_sdk::{WorkerUri, block_on, join_all};
//!
//! let mut counters = Vec::new();
//! for name in ["a", "b", "c"] {
//!     counters.push(Api::new(&WorkerUri::durable_from_env("TARGET_COMPONENT_ID", name)?));
//! }
//! // All three are asked at once. Each result is a `Result<u64, RpcError>`.
//! let values = block_on(join_all(counters.iter().map(|counter| counter.get())));
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```
//!
//! | to | use |
//! |---|---|
//! | run async code | [`block_on`], [`try_block_on`] |
//! | wait for many calls, all of them | [`join_all`](join_all()), which costs the least; [`try_join_all`](try_join_all()) up to the first error |
//! | take results as they come | [`as_completed`](as_completed()) |
//! | ask several, one answer will do | [`select_ok`](select_ok()) |
//! | make many calls, but only so many at a time | [`map_concurrent`](map_concurrent()) |
//! | call again when it failed | [`retry_at_least_once`] |
//! | run something beside the rest | [`spawn_local`](spawn_local()) |
//! | compute for long without keeping others waiting | [`yield_now`](yield_now()) |
//! | let time pass, or not too much of it | [`sleep`](sleep()), [`timeout`](timeout()) |
//! | name a worker | [`WorkerUri`] |
//! | tell failures apart | [`RpcError`] |
//! | test without Golem, in plain `cargo test` | [`mock`] |
//! | use it beside wstd | `in_wstd`, with the feature `wstd` |
//! | await bindings of your own | [`future_result!`], [`RpcFuture`] |
//!
//! # What Golem does with calls
//!
//! A call starts when the client's method is called, not when its future is first polled. Dropping the future does not take it
//! back: the target still runs it, unless it is dropped at once. A call that is made again because the first one failed or was too
//! slow may therefore run twice.
//!
//! Clients may be dropped at any time and in any order, also on Golem 1.1, which is particular
//! about that: what a client of a durable worker holds is its URI, and the host's `wasm-rpc` is
//! opened for each call. One of an ephemeral worker stays open as long as the client, its calls and
//! its resources, and each that is open makes all calls on Golem 1.1 a little slower.

// What a remote worker sends must never stop the component: each exception says why it can't.
#![deny(missing_debug_implementations)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

mod as_completed;
pub mod bindings;
mod block_on;
mod claim;
pub mod codec;
mod connection;
mod crowd;
mod deadline;
mod ephemeral_clients;
mod failed_calls;
mod fuse;
mod future_result;
mod in_order;
#[cfg(all(feature = "wstd", target_family = "wasm"))]
mod in_wstd;
mod join_all;
mod map_concurrent;
#[cfg(not(target_family = "wasm"))]
pub mod mock;
mod pace;
mod polled_again;
mod random;
mod reactor;
mod remote;
mod remote_resource;
mod retry;
mod rpc_error;
mod rpc_future;
mod select_ok;
mod sleep;
mod spawn_local;
mod tasks;
mod timeout;
mod try_join_all;
mod uri_from_env;
#[cfg(not(target_family = "wasm"))]
pub mod virtual_time;
mod wakes;
mod worker_uri;
mod yield_now;

pub use as_completed::{AsCompleted, Next, as_completed};
pub use block_on::{Stalled, block_on, try_block_on};
#[cfg(all(feature = "wstd", target_family = "wasm"))]
pub use in_wstd::{InWstd, in_wstd};
pub use join_all::{JoinAll, join_all};
pub use map_concurrent::{MapConcurrent, map_concurrent};
pub use remote::{Call, Remote};
pub use remote_resource::{Params, RemoteResource, ResourceCall};
pub use retry::{Backoff, Delays, retry_at_least_once, retry_at_least_once_if};
pub use rpc_error::RpcError;
pub use rpc_future::{FutureResult, RpcFuture};
pub use select_ok::{SelectOk, select_ok};
pub use sleep::{Sleep, sleep};
pub use spawn_local::{Join, JoinError, JoinHandle, spawn_local};
pub use timeout::{Elapsed, Timeout, timeout};
pub use try_join_all::{TryJoinAll, try_join_all};
pub use uri_from_env::UriFromEnvError;
pub use worker_uri::{UriError, WorkerUri};
pub use yield_now::{YieldNow, yield_now};
