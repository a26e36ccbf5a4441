//! The active toolchain: where its libraries lie, and whether it can compile for wasm.

use super::Target;
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The sysroot of the `rustc` on the path.
pub struct Sysroot {
    root: PathBuf,
    version: String,
    target: Target,
}

impl Sysroot {
    pub fn active(target: Target) -> Result<Self> {
        let root = rustc(&["--print", "sysroot"])?;
        // "rustc 1.95.0 (59807616e 2026-04-14)"
        let banner = rustc(&["--version"])?;
        let version = banner.split_whitespace().nth(1).context("`rustc --version` printed no version")?;
        Ok(Self { root: root.into(), version: version.to_owned(), target })
    }

    /// The target that is looked at.
    pub fn target(&self) -> Target {
        self.target
    }

    /// As in "1.95.0".
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Where cargo looks for the standard library's source.
    pub fn library_source(&self) -> PathBuf {
        self.root.join("lib/rustlib/src/rust/library")
    }

    /// Where rustc looks for the target's `*.rlib`, and below it, in `self-contained`, for the C
    /// library.
    pub fn target_libraries(&self) -> PathBuf {
        self.root.join("lib/rustlib").join(self.target.triple()).join("lib")
    }

    /// Tries it: a target can be there and still not fit the compiler.
    pub fn compiles_for_wasm(&self) -> bool {
        try_compile(self.target).unwrap_or(false)
    }
}

fn try_compile(target: Target) -> Result<bool> {
    let scratch = tempfile::tempdir()?;
    let source = scratch.path().join("probe.rs");
    std::fs::write(&source, "fn main() {}\n")?;
    let status = Command::new("rustc")
        .arg("--target")
        .arg(target.triple())
        .arg("--out-dir")
        .args([scratch.path(), &source])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()?;
    Ok(status.success())
}

fn rustc(args: &[&str]) -> Result<String> {
    let output = Command::new("rustc").args(args).output().context("could not run rustc: is Rust installed?")?;
    if !output.status.success() {
        bail!("`rustc {}` failed: {}", args.join(" "), String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

/// Copies `from` to `to/{its file name}`.
pub fn copy_into(from: &Path, to: &Path) -> Result<()> {
    let name = from.file_name().with_context(|| format!("{} has no file name", from.display()))?;
    std::fs::copy(from, to.join(name))
        .with_context(|| format!("could not copy {} to {}", from.display(), to.display()))?;
    Ok(())
}
