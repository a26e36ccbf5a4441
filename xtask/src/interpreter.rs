//! The core modules that golem-rpc-codegen makes stubs of without a compiler: golem-rpc-stub,
//! compiled for each version of `golem:rpc`. They are committed, with what they were compiled from
//! and by which compiler beside them.

use crate::process::{cargo, output_of, run_quietly};
use crate::wasm_target::Target;
use crate::wasm_target::files::{files, find_file};
use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};
use toml_edit::DocumentMut;

/// The versions of `golem:rpc` that there is a module for.
pub const VERSIONS: [&str; 4] = ["0.1.0", "0.1.3", "0.2.0", "0.2.2"];

/// The committed module for a version, below the project's folder.
pub fn module(version: &str) -> String {
    format!("codegen/interpreter/interpreter-{version}.wasm")
}

/// Where they come from.
pub const PROVENANCE: &str = "codegen/interpreter/interpreter.toml";

/// The crate that is compiled.
const CRATE: &str = "golem-rpc-stub-interpreter";

/// What decides which bytes the modules have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// What `rustc --version` prints.
    pub compiler: String,
    /// The SHA-256 of the compiler's `core` library, as the same compiler may have one that was
    /// built on this machine.
    pub core: String,
    /// The SHA-256 of all sources, and of the project's version.
    pub sources: String,
    /// The SHA-256 of the modules themselves, in the order of [`VERSIONS`].
    pub modules: Vec<String>,
}

/// Compiles the module for a version, in the project whose folder is `root`.
///
/// # Errors
///
/// When it does not compile.
pub fn compile(root: &Path, version: &str) -> Result<Vec<u8>> {
    let target = Target::Wasip1.triple();
    let folder = root.join("target/interpreter");
    let mut cargo = cargo();
    cargo.args(["build", "--release", "--package", CRATE, "--target", target, "--target-dir"]).arg(&folder);
    // The first version is that of no feature.
    if version != VERSIONS[0] {
        cargo.args(["--features", &format!("{CRATE}/v{}", version.replace('.', "_"))]);
    }
    // As the stubs of the examples are compiled.
    for (setting, value) in
        [("LTO", "true"), ("OPT_LEVEL", "s"), ("STRIP", "true"), ("PANIC", "abort"), ("CODEGEN_UNITS", "1")]
    {
        cargo.env(format!("CARGO_PROFILE_RELEASE_{setting}"), value);
    }
    // The tables of a stub are put where its memory is free.
    let remapped = format!("--remap-path-prefix={}=golem-rpc", root.display());
    cargo.env("CARGO_ENCODED_RUSTFLAGS", ["-Clink-arg=--export=__heap_base", &remapped].join("\u{1f}"));
    run_quietly(cargo.current_dir(root)).context("without wasm32-wasip1: `cargo xtask setup`")?;
    let module = folder.join(target).join("release").join(CRATE.replace('-', "_")).with_extension("wasm");
    fs::read(&module).with_context(|| format!("could not read {}", module.display()))
}

/// Where modules come from that are compiled now. They are in the order of [`VERSIONS`].
///
/// # Errors
///
/// When the compiler or the sources are not there.
pub fn provenance(root: &Path, modules: &[Vec<u8>]) -> Result<Provenance> {
    Ok(Provenance {
        compiler: output_of(Command::new("rustc").arg("--version").current_dir(root))?.trim().to_owned(),
        core: hash(&fs::read(core_library(root)?)?),
        sources: sources(root)?,
        modules: modules.iter().map(|module| hash(module)).collect(),
    })
}

/// What was recorded when the committed modules were compiled.
///
/// # Errors
///
/// When it can't be read.
pub fn recorded(root: &Path) -> Result<Provenance> {
    let path = root.join(PROVENANCE);
    let document = fs::read_to_string(&path).with_context(|| format!("could not read {}", path.display()))?;
    let document: DocumentMut = document.parse().with_context(|| format!("{} is not valid", path.display()))?;
    let text = |key: &str| {
        let value = document.get(key).and_then(|value| value.as_str());
        value.map(str::to_owned).with_context(|| format!("{} has no `{key}`", path.display()))
    };
    let module = |version: &&str| {
        let value = document.get("modules").and_then(|modules| modules.get(version)?.as_str());
        value.map(str::to_owned).with_context(|| format!("{} has no module for {version}", path.display()))
    };
    Ok(Provenance {
        compiler: text("compiler")?,
        core: text("core")?,
        sources: text("sources")?,
        modules: VERSIONS.iter().map(module).collect::<Result<_>>()?,
    })
}

/// Compiles the modules, and writes them with their provenance to the project's folder.
///
/// # Errors
///
/// When one does not compile, or when a file can't be written.
pub fn renew(root: &Path) -> Result<()> {
    let compiled = VERSIONS.iter().map(|version| compile(root, version)).collect::<Result<Vec<_>>>()?;
    let Provenance { compiler, core, sources, modules } = provenance(root, &compiled)?;
    let modules: String =
        VERSIONS.iter().zip(modules).map(|(version, hash)| format!("\"{version}\" = \"{hash}\"\n")).collect();
    let text = format!(
        "# Where the modules come from: stub/interpreter and stub/src, compiled. `cargo xtask interpreter`\n\
         # compiles them again and writes all files; a test compares them. Hashes are SHA-256.\n\
         compiler = \"{compiler}\"\n\
         # The compiler's library `core` for {target}: one that was built on a machine may be another.\n\
         core = \"{core}\"\n\
         # The sources, and the project's version.\n\
         sources = \"{sources}\"\n\n\
         # By the version of golem:rpc.\n\
         [modules]\n\
         {modules}",
        target = Target::Wasip1.triple(),
    );
    for (version, compiled) in VERSIONS.iter().zip(&compiled) {
        fs::write(root.join(module(version)), compiled)?;
        eprintln!("{} has {} bytes", module(version), compiled.len());
    }
    fs::write(root.join(PROVENANCE), text)?;
    Ok(())
}

/// The hash of the files that the modules are compiled from, whatever their line ends.
fn sources(root: &Path) -> Result<String> {
    let mut found = Vec::new();
    for folder in ["stub", "stub/src", "stub/interpreter", "stub/interpreter/src"] {
        found.extend(files(&root.join(folder), |name| name.ends_with(".rs") || name == "Cargo.toml")?);
    }
    found.sort();
    let mut all = format!("version {}\n", env!("CARGO_PKG_VERSION"));
    for file in found {
        let text = fs::read_to_string(&file).with_context(|| format!("could not read {}", file.display()))?;
        let name = file.strip_prefix(root).unwrap_or(&file).to_string_lossy().replace('\\', "/");
        let _ = writeln!(all, "{name}\n{}", text.replace("\r\n", "\n"));
    }
    Ok(hash(all.as_bytes()))
}

/// The file of the library that everything is compiled with.
fn core_library(root: &Path) -> Result<PathBuf> {
    let sysroot = output_of(Command::new("rustc").args(["--print", "sysroot"]).current_dir(root))?;
    let folder = Path::new(sysroot.trim()).join("lib/rustlib").join(Target::Wasip1.triple()).join("lib");
    find_file(&folder, "libcore-", ".rlib").context("without wasm32-wasip1: `cargo xtask setup`")
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
