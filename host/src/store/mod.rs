//! What a worker's store holds: the state that wasmtime hands to each function of the host that the
//! worker calls. What it needs of the other workers is in [`find_workers`].

mod find_workers;
mod last_panic;
mod logged;
mod open_files;
mod outgoing_http;
mod spans;
mod worker_output;
mod worker_state;

pub(crate) use find_workers::FindWorkers;
pub(crate) use spans::{OrderOfDrops, Span};
pub(crate) use worker_state::WorkerState;
