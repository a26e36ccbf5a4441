//! Our own programs, built.

use crate::process::{cargo, run};
use anyhow::{Context, Result};
use std::env::consts::EXE_EXTENSION;
use std::path::{Path, PathBuf};

/// What has programs that the demo needs, and this crate: see its Cargo.toml for why.
pub const PACKAGES: [&str; 3] = ["golem-rpc-codegen", "golem-rpc-host", "xtask"];

/// Builds the programs, and returns the folder they lie in.
///
/// Nothing else is built, for the first build of a new clone takes minutes: the tests can wait.
///
/// # Errors
///
/// When one does not compile.
pub fn build() -> Result<PathBuf> {
    let folder = folder()?;
    if !folder.join("golem-rpc-host").with_extension(EXE_EXTENSION).exists() {
        eprintln!("The first build compiles wasmtime: about six minutes on two cores. Later ones take seconds.");
    }
    let mut cargo = cargo();
    cargo.arg("build");
    for package in PACKAGES {
        cargo.args(["--package", package]);
    }
    run(cargo.current_dir(workspace()))?;
    Ok(folder)
}

/// Builds everything, tests and benchmarks as well, and returns the folder of the programs.
///
/// # Errors
///
/// When something does not compile.
pub fn build_all() -> Result<PathBuf> {
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
