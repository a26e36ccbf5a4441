//! Builds the target's standard library from its source, and puts it where rustc looks for it.

use super::{
    Target,
    files::files,
    sysroot::{Sysroot, copy_into},
};
use crate::process::run_quietly;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// `library` is the folder of that name in Rust's source, of the compiler's own version;
/// `wasi_libc` the C library's for the target.
pub fn build_from(sysroot: &Sysroot, library: &Path, wasi_libc: &Path) -> Result<()> {
    let scratch = tempfile::tempdir()?;
    let source = sysroot.library_source();
    let borrowed = if source.exists() {
        None
    } else {
        copy_tree(library, &source)?;
        Some(source)
    };
    let built = build(scratch.path(), sysroot.target()).and_then(|deps| install(sysroot, &deps, wasi_libc));
    // The source was needed for the build only; what rustup or the user put there stays.
    if let Some(source) = borrowed {
        fs::remove_dir_all(source)?;
    }
    built
}

/// Builds a crate without content, which builds everything it links with. Returns the folder of the
/// `*.rlib`s.
fn build(scratch: &Path, target: Target) -> Result<PathBuf> {
    let manifest = "[package]\nname = \"seed_of_std\"\nversion = \"0.0.0\"\nedition = \"2021\"\n\
                    [lib]\npath = \"lib.rs\"\n[workspace]\n";
    fs::write(scratch.join("Cargo.toml"), manifest)?;
    fs::write(scratch.join("lib.rs"), "#![no_std]\n")?;
    run_quietly(
        Command::new("cargo")
            .args(["build", "--release", "--target", target.triple()])
            .arg("-Zbuild-std=std,panic_abort,panic_unwind,proc_macro,test")
            .arg("--target-dir")
            .arg(scratch.join("target"))
            // A stable compiler builds its own standard library only when told that it may;
            // embedded bitcode is what LTO needs.
            .env("RUSTC_BOOTSTRAP", "1")
            .env("RUSTFLAGS", "-Cembed-bitcode=yes")
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .current_dir(scratch),
    )?;
    Ok(scratch.join("target").join(target.triple()).join("release/deps"))
}

fn install(sysroot: &Sysroot, deps: &Path, wasi_libc: &Path) -> Result<()> {
    let libraries = sysroot.target_libraries();
    let self_contained = libraries.join("self-contained");
    fs::create_dir_all(&self_contained)
        .with_context(|| format!("could not write to the toolchain at {}", libraries.display()))?;
    let rlibs = files(deps, |name| name.ends_with(".rlib") && !name.starts_with("libseed_of_std"))?;
    let libc = files(wasi_libc, |name| {
        name.starts_with("crt1") && name.ends_with(".o") || name.starts_with("lib") && name.ends_with(".a")
    })?;
    if rlibs.is_empty() || libc.is_empty() {
        bail!("{} libraries of Rust and {} of WASI's C library were found", rlibs.len(), libc.len());
    }
    rlibs.iter().try_for_each(|file| copy_into(file, &libraries))?;
    libc.iter().try_for_each(|file| copy_into(file, &self_contained))
}

fn copy_tree(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).with_context(|| format!("could not create {}", to.display()))?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            copy_tree(&entry.path(), &to.join(entry.file_name()))?;
        } else {
            copy_into(&entry.path(), to)?;
        }
    }
    Ok(())
}
