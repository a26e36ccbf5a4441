//! `cargo xtask release`: checks that the crates can be published, and publishes them.
//!
//! What is checked, from what takes no time to what takes some:
//!
//! 1. manifests, versions and the changelog (`metadata`, `versions`, `rust_versions`, `changelog`,
//!    `denied`);
//! 2. what is in the packages (`packing`, `contents`);
//! 3. that they compile with nothing beside them but each other (`compiling`), and that a new
//!    user's first steps work with them (`generating`).

mod changelog;
mod compiling;
mod contents;
mod denied;
mod files_read;
mod finding;
mod generating;
mod manifest;
mod metadata;
mod package_workspace;
mod packing;
mod project;
mod publishing;
mod rust_versions;
mod versions;

use crate::process::shown;
use crate::progress::step;
use crate::wasm_target::{self, Target};
use anyhow::{Context, Result, bail};
use compiling::Compiler;
pub use finding::Finding;
use generating::Generated;
use packing::Packed;
pub use project::{Crate, Project};
use std::fs;
use std::path::Path;

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Run {
    /// Everything is checked, and nothing published.
    Dry,
    /// Everything is checked, and if nothing is found, published.
    Execute,
}

/// Checks the workspace in `root`; publishes it, too, if that is to be done.
///
/// With `each_alone` each program is compiled by itself as well, which takes some minutes more. A
/// release always does so.
///
/// # Errors
///
/// When something must be put right first, or a command fails.
pub fn run(root: &Path, run: Run, each_alone: bool) -> Result<()> {
    let project = Project::load(root)?;
    let refusals = refusals(&project)?;
    if run == Run::Execute && !refusals.is_empty() {
        bail!("this is not to be released yet:\n  - {}", refusals.join("\n  - "));
    }
    if run == Run::Execute && !wasm_target::is_there(Target::Wasip2) {
        bail!("the compiler can't build components, for which the crates are: run `cargo xtask setup`");
    }
    none_of(step("checking manifests, versions and the changelog", || without_compiling(&project))?)?;
    report_licences(&project)?;

    let packed = step("packaging", || packing::pack(&project))?;
    show(&packed);
    none_of(packed.iter().map(|packed| contents::missing(packed, &project)).collect::<Result<Vec<_>>>()?.concat())?;
    none_of(compile(&project, &packed, each_alone || run == Run::Execute)?)?;

    if run == Run::Execute {
        publishing::execute(&publishing::steps(&project), project.root())?;
        println!("released; to show it to others: {}", publishing::afterwards(project.version()));
        return Ok(());
    }
    println!("\n`--execute` would do this:");
    for (command, number) in commands(&project).iter().zip(1..) {
        println!("  {number}. {command}");
    }
    println!("and leave to you: {}", publishing::afterwards(project.version()));
    for refusal in refusals {
        println!("\n`--execute` would refuse, for now: {refusal}");
    }
    Ok(())
}

/// What makes a release of it, as one would type it, in order.
pub fn commands(project: &Project) -> Vec<String> {
    publishing::steps(project).iter().map(|step| shown(&step.command(project.root()))).collect()
}

/// Why it could be published only later, although nothing is wrong with it.
///
/// # Errors
///
/// When the changelog can't be read.
pub fn refusals(project: &Project) -> Result<Vec<String>> {
    let mut refusals = publishing::refusals(project);
    if let changelog::State::Unreleased(finding) = changelog(project)? {
        refusals.push(finding.to_string());
    }
    Ok(refusals)
}

fn changelog(project: &Project) -> Result<changelog::State> {
    let path = project.root().join(changelog::FILE);
    let text = fs::read_to_string(&path).with_context(|| format!("could not read {}", path.display()))?;
    Ok(changelog::check(&text, project.version()))
}

/// What is wrong with the texts of the project.
///
/// # Errors
///
/// When one can't be read.
pub fn without_compiling(project: &Project) -> Result<Vec<Finding>> {
    let mut findings = metadata::check(project);
    findings.extend(versions::check(project)?);
    findings.extend(rust_versions::check(project)?);
    if let changelog::State::Wrong(finding) = changelog(project)? {
        findings.push(finding);
    }
    Ok(findings)
}

/// What is wrong with the packages. They lie in the project's `target` folder afterwards.
///
/// # Errors
///
/// When they can't be made or do not compile.
pub fn with_packages(project: &Project) -> Result<Vec<Finding>> {
    let packed = packing::pack(project)?;
    let mut findings = packed.iter().map(|packed| contents::missing(packed, project)).collect::<Result<Vec<_>>>()?;
    findings.push(compile(project, &packed, false)?);
    Ok(findings.concat())
}

fn compile(project: &Project, packed: &[Packed], each_alone: bool) -> Result<Vec<Finding>> {
    let for_wasm = wasm_target::is_there(Target::Wasip2);
    if !for_wasm {
        println!("Nothing is compiled for components, for the target wasm32-wasip2 is missing: `cargo xtask setup`.");
    }
    let compiler = Compiler::new(project, packed)?;
    compiler.compile(for_wasm, each_alone)?;
    if let Some(generated) = Generated::new(&compiler, project)?
        && for_wasm
    {
        step("generating, compiling and running new components with the packages", || generated.run())?;
    }
    let strays = packed.iter().map(|packed| contents::strays(packed, &compiler.files_read(packed)?, project));
    Ok(strays.collect::<Result<Vec<_>>>()?.concat())
}

fn report_licences(project: &Project) -> Result<()> {
    if !step("checking licences and duplicates of dependencies", || denied::check(project))? {
        println!("They were not checked: cargo-deny is not installed (`cargo install cargo-deny --locked`).");
    }
    Ok(())
}

fn show(packed: &[Packed]) {
    println!("\n{:<20}{:>7}{:>12}{:>14}", "package", "files", "packed", "unpacked");
    for Packed { name, files, packed_bytes, unpacked_bytes, .. } in packed {
        println!("{name:<20}{:>7}{:>12}{:>14}", files.len(), kilobytes(*packed_bytes), kilobytes(*unpacked_bytes));
    }
    println!();
}

fn kilobytes(bytes: u64) -> String {
    format!("{:.1} kB", bytes as f64 / 1000.0)
}

fn none_of(findings: Vec<Finding>) -> Result<()> {
    if findings.is_empty() {
        return Ok(());
    }
    let list: Vec<_> = findings.iter().map(Finding::to_string).collect();
    bail!("to be put right before a release:\n{}", list.join("\n"))
}
