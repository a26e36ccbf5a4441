//! Remote calls between Golem workers as ordinary async Rust.
//!
//! A call is an [`RpcFuture`], a real [`std::future::Future`] over `wasi:io/poll`: whatever takes
//! futures takes calls. Calls are made through a typed client that `golem-rpc-codegen` generates
//! from the target's WIT:
//!
//! ```no_run
//! # use golem_rpc_sdk::{RpcFuture, client::{Call, Remote}};
//! # struct Api(Remote);
//! # impl Api {
//! #     fn new(uri: &WorkerUri) -> Self { Self(Remote::new(uri)) }
//! #     fn get(&self) -> RpcFuture<Call<u64>> {
//! #         RpcFuture::new(self.0.call("demo:component1/api.{get}", &[]))
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
//! | wait for all of many calls | [`join_all`](join_all()), which costs the least |
//! | the same, up to the first error | [`try_join_all`](try_join_all()) |
//! | take results as they come | [`as_completed`](as_completed()) |
//! | ask several, one answer will do | [`select_ok`](select_ok()) |
//! | make many calls, but only so many at a time | [`map_concurrent`](map_concurrent()) |
//! | the same, up to the first error | [`try_map_concurrent`](try_map_concurrent()) |
//! | the same, from a stream to a stream | [`map_concurrent_stream`](map_concurrent_stream()) |
//! | call again when it failed | [`retry_at_least_once`], [`retry_at_least_once_if`], [`retry_at_least_once_with`] |
//! | give all calls of a client a deadline, or more attempts | [`CallOptions`] |
//! | run tasks beside each other that may borrow and end together | [`scope`](scope()), [`try_scope`](try_scope()) |
//! | run something beside the rest | [`spawn_local`](spawn_local()) |
//! | end a task from elsewhere | [`AbortHandle`] |
//! | compute for long without keeping others waiting | [`yield_now`](yield_now()) |
//! | let time pass, or not too much of it | [`sleep`](sleep()), [`timeout`](timeout()), [`RpcFuture::timeout`] |
//! | change what a call gives | [`RpcFuture::map`], [`RpcFuture::map_ok`], [`RpcFuture::map_err`] |
//! | have a function called at a later time | [`client::Remote::schedule`], [`time::Datetime`] |
//! | name a worker | [`WorkerUri`] |
//! | choose the version of Golem | [`golem`], which a generated client has done |
//! | tell failures apart | [`RpcError`] |
//! | test without Golem, in plain `cargo test` | [`mock`] |
//! | use it beside wstd | `in_wstd`, with the feature `wstd` |
//! | await bindings of your own | [`future_result!`], [`RpcFuture`] |
//!
//! # What Golem does with calls
//!
//! A call starts when the client's method is called, not when its future is first polled. Dropping
//! the future does not take it back: the target still runs it, unless it is dropped at once. A call
//! that is made again because the first one failed or was too slow may therefore run twice.
//!
//! Clients may be dropped at any time and in any order. That is not so of the host's `wasm-rpc`s,
//! for which Golem 1.1 traps when the order is wrong. So a client of a durable worker keeps only
//! the URI, and opens a `wasm-rpc` for each call. That of an ephemeral worker stays open as long as
//! the client, its calls and its resources are there. Each one that is open makes all calls on
//! Golem 1.1 a little slower.
//!
//! # Rooms
//!
//! For whoever works on this crate: its modules, from the uppermost to the lowest. A file uses
//! those of its own room and of the rooms below, never one above. `cargo test -p xtask` reads this
//! table and checks that.
//!
//! | room | what is in it |
//! |---|---|
//! | `testing` | mocks of other workers, for tests outside of Golem |
//! | `future` | many futures at once (`join_all`, …), one made again (`retry`), functions on outputs |
//! | `time` | `sleep` and `timeout`, and times of the wall clock |
//! | `client` | calls to one worker: clients, their futures, resources and errors |
//! | `runtime` | `block_on`, tasks, timers, and the reactor, which waits in the host for all of them |
//! | `codec` | Rust values as `wit-value`s, and back |
//! | `worker` | which worker a client calls, and what stays open in the host for that |
//! | `golem` | the versions of Golem, and what each of them has |
//! | `bindings` | the host's interfaces; natively, what stands in for them |
//! | `naming` | `WorkerUri` |
//! | `error_text` | how errors write their texts |
#![cfg_attr(docsrs, feature(doc_cfg))]
// No reply of a remote worker may make the component panic. So code that may panic is an error
// here, and each exception says why a reply can't cause it.
#![deny(missing_debug_implementations)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

pub mod bindings;
pub mod client;
// Hidden, for [`client`] has it. Clients that were generated earlier look for it here.
#[doc(hidden)]
pub mod codec;
mod error_text;
mod future;
pub mod golem;
mod naming;
mod runtime;
#[cfg(not(target_family = "wasm"))]
mod testing;
pub mod time;
mod worker;

// Hidden, for [`client`] has them. Clients that were generated earlier look for them here.
#[doc(hidden)]
#[allow(deprecated)]
pub use client::former_names::{Call, Params, Remote, RemoteResource, ResourceCall};
pub use client::{Backoff, CallOptions, DecodeError, Delays, FutureResult, RpcError, RpcFuture};
pub use future::{
    AsCompleted, CallTimeout, JoinAll, Map, MapConcurrent, MapConcurrentStream, Next, Scope, SelectOk, TryJoinAll,
    TryMapConcurrent, as_completed, join_all, map_concurrent, map_concurrent_stream, retry_at_least_once,
    retry_at_least_once_if, retry_at_least_once_with, scope, select_ok, try_join_all, try_map_concurrent, try_scope,
};
pub use naming::{UriError, UriFromEnvError, WorkerUri};
pub use runtime::{
    AbortHandle, Join, JoinError, JoinHandle, Stalled, YieldNow, block_on, spawn_local, try_block_on, yield_now,
};
#[cfg(all(feature = "wstd", target_family = "wasm"))]
pub use runtime::{InWstd, in_wstd};
// Hidden, for only the tests of this crate need it.
#[cfg(not(target_family = "wasm"))]
#[doc(hidden)]
pub use testing::internals;
#[cfg(not(target_family = "wasm"))]
pub use testing::{mock, virtual_time};
pub use time::{Elapsed, Sleep, Timeout, sleep, timeout};
