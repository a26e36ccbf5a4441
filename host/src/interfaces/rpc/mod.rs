//! `golem:rpc/types`: how a worker calls others.

mod client;
mod constructors;
mod deferred_call;
mod destination;
mod future_invoke_result;
mod future_result;
mod handles;
mod reply;
mod schedule;
mod typed_values;
mod uuids;
mod versions;
mod wasm_rpc;

pub(crate) use future_result::FutureResult;
pub(crate) use versions::{ServedBy, add_to_linker, served_by};
