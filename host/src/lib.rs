//! Runs Golem components that call each other over `golem:rpc`, on a laptop or in CI.
//!
//! Golem runs WebAssembly components as *workers* that call each other by URI. This crate does the same in one process, on
//! wasmtime: workers are created when they are first called, run one invocation at a time, and run in parallel to each other.
//! It is as strict as Golem, so that what runs here runs there, and it counts what each call costs ([`HostCalls`]).
//! Workers do not survive the process: production is Golem itself.
//!
//! Start at [`Host`].

mod bindings;
mod busy;
mod call;
mod call_text;
mod chrome_trace;
mod clock;
mod compiled_cache;
mod component;
mod component_id;
mod copied_files;
mod did_you_mean;
mod effects;
mod engine;
mod error;
mod executor;
mod failure;
mod faults;
mod file_use;
mod files;
mod filesystem;
mod function_name;
mod golem_api;
mod golem_version;
mod host;
mod host_builder;
mod host_calls;
mod http;
mod hub;
mod imports;
mod input_file;
mod instance;
mod invocation;
mod limited_stream;
mod limits;
mod lint;
mod logging;
mod memory_limit;
mod open_files;
mod outside_call;
mod own_files;
mod own_time;
mod places;
mod poll;
mod poll_order;
mod printable;
mod queue;
mod recording;
mod remove_all;
mod replaced_function;
mod request;
mod resource_handles;
mod rpc;
mod settings;
mod sockets;
mod spans;
mod surroundings;
mod temporary;
mod time_limit;
mod timeline;
mod trap_text;
mod typed_arguments;
mod unfinished;
mod val_measure;
mod virtual_clock;
mod waits;
mod wave;
mod wit_value;
mod worker;
mod worker_handle;
mod worker_id;
mod worker_info;
mod worker_log;
mod worker_state;
mod worker_uri;

pub use component_id::ComponentId;
pub use error::Error;
pub use failure::Failure;
pub use faults::Fault;
pub use golem_version::{GolemVersion, UnknownGolemVersion};
pub use host::Host;
pub use host_builder::HostBuilder;
pub use host_calls::HostCalls;
pub use invocation::Invocation;
pub use limits::{LimitHit, Limits};
pub use lint::{Finding, LintRule};
pub use poll_order::PollOrder;
pub use printable::printable;
pub use recording::Recording;
pub use temporary::remove_temporary_files;
pub use worker_log::{LogLine, LogStream};

/// A component value, for [`Host::call`] and [`Invocation::results`].
pub use wasmtime::component::Val;

/// What the program of this crate shares with it. No part of its interface.
#[doc(hidden)]
pub mod program {
    pub use crate::input_file::read_file;
}

#[cfg(test)]
use worker_id::WorkerId;

/// The example in the README is compiled with the documentation tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
