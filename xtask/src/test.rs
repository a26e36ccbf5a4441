//! `cargo xtask test`: all tests. `cargo xtask fuzz` and `cargo xtask attack`: more of some of
//! them.

use crate::binaries::workspace;
use crate::process::{cargo, run};
use anyhow::Result;

/// Passes `arguments` on to `cargo test`.
///
/// # Errors
///
/// When a test fails.
pub fn run_all(arguments: &[String]) -> Result<()> {
    run(cargo().args(["test", "--workspace"]).args(arguments).current_dir(workspace()))
}

/// Runs codegen's fuzz test on these `seeds` (a range such as `0..20000`) and compiles what so many
/// of the packages give.
///
/// # Errors
///
/// When the test fails.
pub fn fuzz(seeds: &str, compile: usize) -> Result<()> {
    let mut cargo = cargo();
    cargo.args(["test", "--package", "golem-rpc-codegen", "--test", "fuzz", "--", "--nocapture"]);
    cargo.env("GOLEM_RPC_FUZZ_SEEDS", seeds).env("GOLEM_RPC_FUZZ_COMPILE", compile.to_string());
    run(cargo.current_dir(workspace()))
}

/// Runs the tests that attack the host and the generator, for so long in all.
///
/// # Errors
///
/// When one fails.
pub fn attack(seconds: u64) -> Result<()> {
    let half = (seconds / 2).to_string();
    let mut host = cargo();
    host.args(["test", "--workspace", "--test", "attacker", "--", "--nocapture"]);
    // About ten of these end in a second.
    host.env("GOLEM_RPC_ATTACK_SECONDS", &half).env("GOLEM_RPC_ATTACK_RUNS", seconds.to_string());
    run(host.current_dir(workspace()))?;
    let mut generator = cargo();
    generator.args(["test", "--package", "golem-rpc-codegen", "--test", "workspace", "attack", "--", "--nocapture"]);
    run(generator.env("GOLEM_RPC_ATTACK_SECONDS", half).current_dir(workspace()))
}
