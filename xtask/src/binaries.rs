//! Our own programs, built.

use crate::process::{cargo, run};
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

/// Builds all programs of the workspace, and returns the folder they lie in.
///
/// And all tests beside them: cargo shares what it has built between two commands only when both
/// build for the same packages and kinds of target, and wasmtime is not to be built twice.
///
/// # Errors
///
/// When one does not compile.
pub fn build() -> Result<PathBuf> {
    run(cargo().args(["build", "--workspace", "--all-targets"]).current_dir(workspace()))?;
    folder()
}

/// Cargo puts tests into a folder below that of the programs.
fn folder() -> Result<PathBuf> {
    let own = std::env::current_exe()?;
    let folder = own.parent().context("a program lies in a folder")?;
    Ok(if folder.ends_with("deps") { folder.parent().unwrap_or(folder) } else { folder }.to_owned())
}

/// The root of this project.
pub fn workspace() -> &'static Path {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own)
}
