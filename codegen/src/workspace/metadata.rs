//! Asks cargo for the packages of a workspace.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;
use serde_json::Value;

use super::members::{Described, Packages};
use super::{manifests, root_manifest, wasm_target};
use crate::error::Error;
use crate::sdk::SDK;

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    workspace_root: PathBuf,
    target_directory: PathBuf,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    manifest_path: PathBuf,
    targets: Vec<Target>,
    metadata: Value,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    crate_types: Vec<String>,
}

/// Asks cargo for the packages of the workspace that `folder` is in.
pub(crate) fn read(folder: &Path) -> Result<Packages, Error> {
    let mut cargo = Command::new(cargo());
    cargo.args(["metadata", "--format-version", "1", "--no-deps", "--offline"]).current_dir(folder);
    let output = cargo.output().map_err(|error| cannot_run(&cargo, error))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        // When the checkout with the SDK was moved, the manifests still name its old folder, and
        // cargo fails until this program has written them again.
        let misses_sdk = [SDK, "golem-rpc-stub"].iter().any(|name| said.contains(name));
        let rest = manifests::read(folder, misses_sdk)?;
        return rest.ok_or_else(|| refused(folder, &said));
    }
    let metadata: Metadata = serde_json::from_slice(&output.stdout)
        .map_err(std::io::Error::from)
        .map_err(Error::io("understand", "cargo metadata"))?;
    let packages = metadata.packages.into_iter().map(|package| Described {
        folder: package.manifest_path.parent().unwrap_or(&metadata.workspace_root).to_owned(),
        library: package.library(),
        name: package.name,
        metadata: package.metadata,
    });
    Ok(Packages::new(&metadata.workspace_root, &metadata.target_directory, packages.collect()))
}

impl Package {
    fn library(&self) -> Option<String> {
        let is_cdylib = |target: &&Target| target.crate_types.iter().any(|kind| kind == "cdylib");
        self.targets.iter().find(is_cdylib).map(|target| target.name.clone())
    }
}

/// The error for a cargo that cannot be started.
fn cannot_run(cargo: &Command, error: std::io::Error) -> Error {
    match error.kind() {
        ErrorKind::NotFound => wasm_target::not_installed("cargo"),
        _ => Error::io("run", cargo.get_program())(error),
    }
}

/// The cargo that runs this program, or otherwise the one in the `PATH`.
pub(crate) fn cargo() -> std::ffi::OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// The error for a workspace that cargo cannot read.
fn refused(folder: &Path, stderr: &str) -> Error {
    if stderr.contains("could not find `Cargo.toml`") {
        return root_manifest::no_workspace(&format!("there is no Cargo.toml in `{}` or above it", folder.display()));
    }
    Error::options(
        format!("cargo cannot read the workspace: {}", stderr.trim().trim_start_matches("error: ")),
        "correct its Cargo.toml: `cargo metadata --no-deps` says the same",
    )
}
