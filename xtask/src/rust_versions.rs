//! `cargo xtask rust-versions`: published crates compile with the oldest Rust that they promise.

use crate::process::{cargo, output_of, run_quietly};
use crate::progress::step;
use crate::release::{Crate, Project};
use anyhow::{Context, Result, bail};
use std::env;
use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

const WASM: &str = "wasm32-wasip2";

/// How an older Rust is reached.
enum Toolchain {
    /// By its name in rustup.
    Rustup(String),
    /// This compiler, with the cargo that is there.
    Compiler(OsString),
}

/// Compiles each crate that the workspace in `root` publishes with the version of its
/// `rust-version`, for this machine and, if it is for them, for components.
///
/// One that promises no less than the compiler in use is left out, for every other build compiles
/// it. Versions that are not there are told and left out, unless `all` are to be checked. Rustup's
/// toolchains are found by themselves. Any other compiler is named in a variable such as
/// `GOLEM_RPC_RUSTC_1_88`, for which `variable` is asked.
///
/// # Errors
///
/// When a crate does not compile, or a version is not there and `all` are to be checked.
pub fn check(root: &Path, all: bool, variable: &dyn Fn(&str) -> Option<OsString>) -> Result<()> {
    let project = Project::load(root)?;
    let installed = output_of(Command::new("rustup").args(["toolchain", "list"])).unwrap_or_default();
    let in_use = version_in_use()?;
    let mut missing = Vec::new();
    for published in &project.crates {
        let package = &published.package;
        let version =
            package.rust_version.as_deref().with_context(|| format!("{} has no rust-version", package.name))?;
        if is_version(&in_use, version) {
            println!("{} promises Rust {version}, the compiler in use", package.name);
            continue;
        }
        let named = variable(&variable_name(version)).map(Toolchain::Compiler);
        match named.or_else(|| in_rustup(&installed, version).map(Toolchain::Rustup)) {
            Some(toolchain) => compile(published, version, &toolchain, &project)?,
            None => missing.push((&package.name, version)),
        }
    }
    for (name, version) in &missing {
        println!("{name} was not compiled with Rust {version}, which is not here: {}", cure(version));
    }
    match missing.first() {
        Some((_, version)) if all => bail!("Rust {version} is not here: {}", cure(version)),
        _ => Ok(()),
    }
}

fn cure(version: &str) -> String {
    let variable = variable_name(version);
    format!("`rustup toolchain install {version} --profile minimal --target {WASM}`, or name a rustc in {variable}")
}

fn variable_name(version: &str) -> String {
    format!("GOLEM_RPC_RUSTC_{}", version.replace('.', "_"))
}

/// The name of a version such as `1.88` in the list that rustup prints.
fn in_rustup(installed: &str, version: &str) -> Option<String> {
    let mut names = installed.lines().filter_map(|line| line.split_whitespace().next());
    names.find(|name| is_version(name, version)).map(str::to_owned)
}

/// Whether a name such as `1.88.1-x86_64` is of a version such as `1.88`.
fn is_version(name: &str, version: &str) -> bool {
    name.strip_prefix(version).is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '.']))
}

/// As in `1.95.0`.
fn version_in_use() -> Result<String> {
    // "rustc 1.95.0 (59807616e 2026-04-14)"
    let banner = output_of(Command::new("rustc").arg("--version"))?;
    banner.split_whitespace().nth(1).map(str::to_owned).context("`rustc --version` printed no version")
}

fn compile(published: &Crate, version: &str, toolchain: &Toolchain, project: &Project) -> Result<()> {
    let name = &published.package.name;
    let targets: &[_] = match published.package.is_for_wasm() && has_wasm(toolchain) {
        true => &[None, Some(WASM)],
        false => &[None],
    };
    for target in targets {
        let mut cargo = toolchain.command("cargo");
        cargo.args(["check", "--locked", "--all-features", "--package", name]).current_dir(project.root());
        cargo.arg("--target-dir").arg(project.target_folder().join("rust-versions"));
        cargo.args(target.iter().flat_map(|target| ["--target", *target]));
        let place = target.map(|target| format!(" for {target}")).unwrap_or_default();
        step(&format!("compiling {name}{place} with Rust {version}"), || run_quietly(&mut cargo))?;
    }
    Ok(())
}

/// Whether it has the standard library for components.
fn has_wasm(toolchain: &Toolchain) -> bool {
    let mut rustc = toolchain.command("rustc");
    rustc.args(["--print", "target-libdir", "--target", WASM]);
    output_of(&mut rustc).is_ok_and(|folder| Path::new(folder.trim()).is_dir())
}

impl Toolchain {
    /// `cargo` or `rustc`.
    fn command(&self, program: &str) -> Command {
        match self {
            Toolchain::Rustup(name) => {
                let mut rustup = Command::new("rustup");
                for (variable, _) in cargo().get_envs() {
                    rustup.env_remove(variable);
                }
                rustup.args(["run", name, program]);
                rustup
            }
            Toolchain::Compiler(rustc) if program == "rustc" => Command::new(rustc),
            Toolchain::Compiler(rustc) => {
                let mut cargo = cargo();
                cargo.env("RUSTC", rustc);
                cargo
            }
        }
    }
}

/// The variables of this process.
pub fn of_environment(name: &str) -> Option<OsString> {
    env::var_os(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_found_among_those_of_rustup() {
        let installed = "stable-x86_64 (active)\n1.8-x86_64\n1.88.1-x86_64\n1.95.0-x86_64 (default)\n1.9\n";
        let find = |version| in_rustup(installed, version);
        assert_eq!(find("1.88").as_deref(), Some("1.88.1-x86_64"));
        assert_eq!(find("1.8").as_deref(), Some("1.8-x86_64"));
        assert_eq!(find("1.9").as_deref(), Some("1.9"));
        assert_eq!(find("1.95").as_deref(), Some("1.95.0-x86_64"));
        assert_eq!(find("1.85"), None);
    }
}
