//! `cargo xtask bench`: what golem-rpc costs.

use crate::process;
use anyhow::Result;
use std::process::Command;

/// Builds the benchmarks with all else, so that nothing is compiled for them alone, and runs them.
///
/// # Errors
///
/// When one does not compile or fails.
pub fn run(arguments: &[String]) -> Result<()> {
    process::run(Command::new(crate::binaries::build_all()?.join("golem-rpc-benches")).args(arguments))
}
