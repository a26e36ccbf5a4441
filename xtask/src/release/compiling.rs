//! Compiles each crate from its package, with nothing of the project beside it but the other
//! packages.

use super::files_read::files_read;
use super::package_workspace::PackageWorkspace;
use super::packing::{self, Packed};
use super::project::{Crate, Project};
use crate::process::{cargo, run_quietly};
use crate::progress::step;
use anyhow::Result;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;

const WASM: &str = "wasm32-wasip2";

/// Compiles packages.
///
/// What they stand on is taken from where the project's other builds have put it: else wasmtime
/// would be compiled once more. What comes out lies in a folder of its own, so that the project's
/// programs are not replaced by those from the packages.
pub struct Compiler<'a> {
    project: &'a Project,
    pub workspace: PackageWorkspace,
}

impl<'a> Compiler<'a> {
    /// # Errors
    ///
    /// When the packages' workspace can't be written.
    pub fn new(project: &'a Project, packed: &[Packed]) -> Result<Self> {
        Ok(Self { project, workspace: PackageWorkspace::new(project, packed)? })
    }

    /// Compiles each for this machine and, if `for_wasm`, for components those that are for them.
    ///
    /// A crate without programs is compiled by itself, with the features that it asks for and with
    /// all of its own. Programs stand on more, so they are compiled together and with the features
    /// of the project's other builds, unless `each_alone`: then it may take ten minutes more.
    ///
    /// # Errors
    ///
    /// When one does not compile: with the compiler's messages.
    pub fn compile(&self, for_wasm: bool, each_alone: bool) -> Result<()> {
        let (programs, libraries): (Vec<_>, Vec<_>) =
            self.project.crates.iter().partition(|published| published.package.programs().next().is_some());
        for published in &libraries {
            self.compile_alone(published, None)?;
            if for_wasm && published.package.is_for_wasm() {
                self.compile_alone(published, Some(WASM))?;
            }
        }
        if each_alone {
            programs.iter().try_for_each(|published| self.compile_alone(published, None))?;
        }
        if programs.is_empty() { Ok(()) } else { self.compile_programs(&programs) }
    }

    fn compile_alone(&self, published: &Crate, target: Option<&str>) -> Result<()> {
        let package = &published.package;
        let place = target.map(|target| format!(" for {target}")).unwrap_or_default();
        let compile = |with: &str, arguments: &[&str]| {
            let mut cargo = cargo();
            cargo.args(["build", "--package", &package.name]).args(arguments).current_dir(&self.workspace.folder);
            cargo.args(target.iter().flat_map(|target| ["--target", *target]));
            self.as_for_components(&mut cargo);
            step(&format!("compiling {}{place} from its package{with}", package.name), || run_quietly(&mut cargo))
        };
        compile("", &[])?;
        if package.features.is_empty() { Ok(()) } else { compile(", all features", &["--all-features"]) }
    }

    fn compile_programs(&self, programs: &[&Crate]) -> Result<()> {
        let names: Vec<_> = programs.iter().map(|published| published.package.name.as_str()).collect();
        let mut cargo = cargo();
        cargo.arg("build").arg("--config").arg(&self.workspace.profiles).current_dir(&self.workspace.folder);
        cargo.args(names.iter().chain(&self.workspace.shared_features).flat_map(|name| ["--package", *name]));
        cargo.env("CARGO_BUILD_BUILD_DIR", self.project.target_folder());
        cargo.env("CARGO_TARGET_DIR", self.built_folder());
        let time = "minutes, if the project has not been built";
        step(&format!("compiling {} from their packages ({time})", names.join(", ")), || run_quietly(&mut cargo))
    }

    /// Has cargo, or a program that runs it, share what it compiles with the tests' components.
    pub fn as_for_components(&self, command: &mut Command) {
        command.env("CARGO_BUILD_BUILD_DIR", self.project.target_folder().join("tmp/target"));
        command.env("CARGO_PROFILE_DEV_DEBUG", "false");
        command.env("CARGO_TARGET_DIR", self.built_folder());
    }

    /// Where what comes out is.
    pub fn built_folder(&self) -> PathBuf {
        packing::folder(self.project).join("built")
    }

    /// A compiled program.
    pub fn program(&self, name: &str) -> PathBuf {
        self.built_folder().join("debug").join(name).with_extension(std::env::consts::EXE_EXTENSION)
    }

    /// The files of a package that were read to compile it, as paths within it, with `/`.
    ///
    /// # Errors
    ///
    /// When cargo's notes of them can't be read.
    pub fn files_read(&self, packed: &Packed) -> Result<BTreeSet<String>> {
        let folders = [self.built_folder().join("debug"), self.built_folder().join(WASM).join("debug")];
        let read = folders.iter().filter(|folder| folder.is_dir()).map(|folder| files_read(packed, folder));
        Ok(read.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
    }
}
