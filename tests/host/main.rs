//! The local host, end to end: what it promises, with components in both project styles.
//!
//! Those of plain cargo, for wasm32-wasip2, and those of cargo-component, for wasm32-wasip1 with the adapter from WASI preview 1. Each test runs with both
//! components of the one style, of the other, and with a caller of the one that calls a target of the other ([`guests::Guests::all`]).
//!
//! | what the host promises | file |
//! |---|---|
//! | `golem:rpc/types` as strict as on Golem | `semantics.rs` |
//! | WASI, logging, what Golem tells a worker of itself; unknown imports | `surroundings.rs` |
//! | workers: creation, inheritance, order, parallelism, removal | `workers.rs` |
//! | circles of workers that await each other | `deadlocks.rs` |
//! | workers that trapped | `failed_workers.rs` |
//! | limits | `limits.rs` |
//! | values and resources, malformed ones too | `values.rs` |

mod cache;
mod command_line;
mod deadlocks;
mod failed_workers;
mod guests;
mod library;
mod limits;
mod lint;
mod pictures;
mod program;
#[cfg(unix)]
mod progress;
mod semantics;
mod support;
mod surroundings;
mod values;
mod workers;
