//! Runs Golem components that call each other over `golem:rpc`, on a laptop or in CI.
//!
//! Golem runs WebAssembly components as *workers* that call each other by URI. This crate does the
//! same in one process, on wasmtime. Workers are created when they are first called. Each runs one
//! invocation at a time, and all of them run in parallel.
//!
//! It is as strict as Golem, so that what runs here runs there, and it counts what each call costs
//! ([`HostCalls`]). Workers survive the process if a folder is given for that
//! ([`HostBuilder::durable`]); production is Golem itself.
//!
//! Start at [`Host`].
//!
//! # Rooms
//!
//! For whoever works on this crate: its modules, from the uppermost to the lowest. A file uses
//! those of its own room and of the rooms below, never one above. `cargo test -p xtask` reads this
//! table and checks that.
//!
//! | room | what is in it |
//! |---|---|
//! | `cli` | the program, thin over the library |
//! | `api` | the library's face: a host, how it is built, and calls from outside |
//! | `workers` | tasks that each run one invocation at a time, and the registry of them |
//! | `guest` | components, compiled and instantiated |
//! | `interfaces` | what components can import: one file an interface, with `golem:rpc` in `rpc` |
//! | `store` | what a worker's store holds, and the trait by which it finds other workers |
//! | `calls` | calls from the caller into the queue of a worker, and back; who waits for whom |
//! | `settings` | how a host treats its workers, faults included |
//! | `disk` | files of the host itself: temporary ones, workers' directories, compiled components |
//! | `log` | what a worker can't compute again when it is run a second time |
//! | `observe` | counts of host calls, findings of the lint, recordings, what workers print |
//! | `error`, `failure` | what can go wrong with the host, and with an invocation |
//! | `durable` | a folder that keeps what workers need to go on in another process |
//! | `values` | `wit-value`s and component values, and their text |
//! | `limits` | how much workers may take, and what counts it |
//! | `time` | real and virtual time, and how long workers compute |
//! | `naming` | what components, workers and functions are called |
//! | `bindings` | the wire contract `golem:rpc/types`, generated |
#![cfg_attr(docsrs, feature(doc_cfg))]

mod api;
mod bindings;
mod calls;
mod disk;
mod durable;
mod error;
mod failure;
#[cfg(test)]
mod folder_names;
mod guest;
mod interfaces;
mod limits;
mod log;
mod naming;
mod observe;
mod settings;
mod store;
mod time;
mod values;
mod workers;

pub use api::{Host, HostBuilder, Invocation, Recovery, RecoveryCause, RecoveryOptions, RecoveryRule, Resumed};
pub use disk::remove_temporary_files;
pub use error::Error;
pub use failure::Failure;
pub use limits::{LimitHit, Limits};
pub use log::{LogEntry, LogEntryKind};
pub use naming::ComponentId;
pub use observe::{Finding, HostCalls, LintRule, LogLine, LogStream, PollOrder, Recording, printable};
pub use settings::{Fault, GolemVersion, UnknownGolemVersion};

/// A component value, for [`Host::call`] and [`Invocation::results`].
pub use wasmtime::component::Val;

/// What the library shares with the program of this crate. It is no part of the public interface.
#[doc(hidden)]
pub mod program {
    pub use crate::disk::read_file;
}

/// The example in the README is compiled with the documentation tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
