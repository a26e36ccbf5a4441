//! What golem-rpc-codegen generates, refuses, writes and composes.

mod cli;
mod compose;
mod files;
mod output;
mod refusals;
mod stub_wit;
mod support;
