//! Licences and duplicates among the dependencies, by `deny.toml`.

use super::project::Project;
use crate::process::{output_of, run_quietly};
use anyhow::Result;
use std::process::Command;

/// Runs `cargo deny` where it is installed, and returns whether it is.
///
/// # Errors
///
/// When a dependency is not allowed.
pub fn check(project: &Project) -> Result<bool> {
    let deny = || {
        let mut cargo = Command::new("cargo-deny");
        cargo.current_dir(project.root());
        cargo
    };
    if output_of(deny().arg("--version")).is_err() {
        return Ok(false);
    }
    // Not `advisories`, which fails by what happens elsewhere.
    run_quietly(deny().args(["check", "licenses", "bans", "sources"])).map(|()| true)
}
