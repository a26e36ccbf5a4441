//! Runs other programs.

use anyhow::{Context, Result, bail};
use std::process::{Command, Output};
use std::{env, iter};

/// Cargo as it is when nobody's program runs it.
///
/// A program that cargo runs is told of its package in variables. There are build scripts, such as
/// that of `ring`, which run again when these change: then all that depends on it, the host among
/// it, would be built anew for each who builds, and once more for the next.
pub fn cargo() -> Command {
    let mut cargo = Command::new("cargo");
    for (name, _) in env::vars_os() {
        let of_package = |prefix| name.to_string_lossy().starts_with(prefix);
        if ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_CFG_", "OUT_DIR"].into_iter().any(of_package) {
            cargo.env_remove(name);
        }
    }
    cargo
}

/// Runs to the end with the output on the terminal, which is for programs that show their own
/// progress.
///
/// # Errors
///
/// When it can't be started or fails.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("could not run {}", shown(command)))?;
    if !status.success() {
        bail!("`{}` failed ({status})", shown(command));
    }
    Ok(())
}

/// Runs to the end and shows the output only in the error when it fails.
///
/// # Errors
///
/// When it can't be started or fails.
pub fn run_quietly(command: &mut Command) -> Result<()> {
    capture(command).map(drop)
}

/// What it printed.
///
/// # Errors
///
/// When it can't be started, fails, or prints what is not UTF-8.
pub fn output_of(command: &mut Command) -> Result<String> {
    Ok(String::from_utf8(capture(command)?.stdout)?)
}

fn capture(command: &mut Command) -> Result<Output> {
    let output = command.output().with_context(|| format!("could not run {}", shown(command)))?;
    if !output.status.success() {
        let stderr = String::from_utf8_lossy(&output.stderr);
        bail!("`{}` failed ({}): {}", shown(command), output.status, stderr.trim());
    }
    Ok(output)
}

/// As one would type it.
pub fn shown(command: &Command) -> String {
    let words = iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
