//! A cargo workspace of components below the tests' scratch folder.

use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use xtask::process::run_quietly;

/// Where a test writes crates, and cargo builds them for wasm32-wasip2.
pub struct Workspace {
    folder: PathBuf,
}

impl Workspace {
    pub fn new(name: &str) -> Self {
        Self { folder: Path::new(env!("CARGO_TARGET_TMPDIR")).join(name) }
    }

    /// The folder of a member.
    pub fn member(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Writes unless that is what the file says already, so that cargo builds again only what has changed.
    pub fn write(&self, file: &str, content: &str) -> Result<()> {
        let path = self.folder.join(file);
        if fs::read_to_string(&path).is_ok_and(|old| old == content) {
            return Ok(());
        }
        fs::create_dir_all(path.parent().context("a file lies in a folder")?)?;
        fs::write(&path, content).with_context(|| format!("could not write {}", path.display()))
    }

    /// Writes the manifest of a component.
    pub fn manifest(&self, name: &str, dependencies: &str) -> Result<()> {
        let text = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
             [lib]\ncrate-type = [\"cdylib\"]\n\n[dependencies]\nwit-bindgen = \"0.61\"\n{dependencies}"
        );
        self.write(&format!("{name}/Cargo.toml"), &text)
    }

    /// Writes the manifest of a component that calls through a client, which it names `client`.
    pub fn caller_manifest(&self, name: &str, client: &str) -> Result<()> {
        let client = format!("client = {{ package = \"{client}\", path = \"../{client}\" }}");
        let sdk = format!("golem-rpc-sdk = {{ path = {:?} }}", sdk());
        self.manifest(name, &format!("{client}\nfutures = \"0.3\"\n{sdk}\n"))
    }

    /// Builds the members. All workspaces share what they have in common.
    pub fn build(&self, mut members: Vec<String>) -> Result<()> {
        members.sort();
        members.dedup();
        let manifest =
            format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n\n[profile.dev]\ndebug = false\n");
        self.write("Cargo.toml", &manifest)?;
        let mut cargo = Command::new("cargo");
        cargo
            .args(["build", "--target", "wasm32-wasip2", "--target-dir", TARGET])
            .env("RUSTFLAGS", "-Dwarnings")
            .current_dir(&self.folder);
        run_quietly(&mut cargo).context("the components do not compile (without wasm32-wasip2: `cargo xtask setup`)")
    }

    /// A component that was built, by its crate's name.
    pub fn wasm(&self, name: &str) -> PathBuf {
        let built = self.folder.join(TARGET).join("wasm32-wasip2/debug");
        built.join(name.replace('-', "_")).with_extension("wasm")
    }
}

const TARGET: &str = "../target";

pub fn sdk() -> PathBuf {
    xtask::binaries::workspace().join("sdk")
}
