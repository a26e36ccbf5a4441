//! `cargo xtask test`: all tests.

use crate::binaries::workspace;
use crate::process::run;
use anyhow::Result;
use std::process::Command;

/// Passes `arguments` on to `cargo test`.
///
/// # Errors
///
/// When a test fails.
pub fn run_all(arguments: &[String]) -> Result<()> {
    run(Command::new("cargo").args(["test", "--workspace"]).args(arguments).current_dir(workspace()))
}
