//! Compiles each crate from its package, with nothing of the project beside it but the other
//! packages.

use super::packing::{self, Packed};
use super::project::{Crate, Project};
use crate::process::{cargo, run_quietly};
use crate::progress::step;
use anyhow::{Context, Result};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, value};

/// The member that names features for all builds, so that they share what they have compiled.
const SHARED_FEATURES: &str = "xtask";
const WASM: &str = "wasm32-wasip2";

/// The packages as a workspace of their own, and what was read to compile them.
///
/// It has the profiles and the locked versions of the project's workspace, and puts what it
/// compiles of other crates where the project does. So what the project has compiled already,
/// wasmtime above all, is not compiled again.
pub struct Packages<'a> {
    project: &'a Project,
    packed: &'a [Packed],
    folder: PathBuf,
}

impl<'a> Packages<'a> {
    /// # Errors
    ///
    /// When the workspace can't be written.
    pub fn new(project: &'a Project, packed: &'a [Packed]) -> Result<Self> {
        let folder = packing::folder(project).join("unpacked");
        let packages = Self { project, packed, folder };
        packages.write_workspace()?;
        Ok(packages)
    }

    fn write_workspace(&self) -> Result<()> {
        let text = fs::read_to_string(self.project.manifest.path())?;
        let mut manifest: DocumentMut = text.parse().context("the workspace's manifest is no TOML")?;
        let mut members: Array = self.packed.iter().map(|packed| file_name(&packed.folder)).collect();
        if self.write_shared_features()? {
            members.push(SHARED_FEATURES);
        }
        let workspace = manifest["workspace"].as_table_mut().context("the project is no workspace")?;
        workspace["members"] = value(members);
        workspace.remove("exclude");
        if let Some(dependencies) = workspace.get_mut("dependencies").and_then(Item::as_table_like_mut) {
            // Nothing but the packages depends on them here, and these name versions.
            for published in &self.project.crates {
                dependencies.remove(&published.package.name);
            }
        }
        manifest["patch"] = Item::Table(self.patches(Path::new("")));
        write(&self.folder.join("Cargo.toml"), manifest.to_string())?;
        let lock = self.project.root().join("Cargo.lock");
        if lock.is_file() {
            fs::copy(lock, self.folder.join("Cargo.lock")).context("could not copy Cargo.lock")?;
        }
        Ok(())
    }

    /// Whether the project has such a member. Its dependencies alone are taken.
    fn write_shared_features(&self) -> Result<bool> {
        let manifest = self.project.root().join(SHARED_FEATURES).join("Cargo.toml");
        if !manifest.is_file() {
            return Ok(false);
        }
        let folder = self.folder.join(SHARED_FEATURES);
        fs::create_dir_all(folder.join("src"))?;
        fs::copy(manifest, folder.join("Cargo.toml"))?;
        write(&folder.join("src/lib.rs"), String::new())?;
        Ok(true)
    }

    /// `[patch.crates-io]`, by which a workspace in the folder `from`'s place takes the packages in
    /// place of what a registry has.
    fn patches(&self, from: &Path) -> Table {
        let mut patches = Table::new();
        for packed in self.packed {
            let mut place = InlineTable::new();
            let folder = from.join(file_name(&packed.folder));
            place.insert("path", folder.to_string_lossy().replace('\\', "/").into());
            patches[&packed.name] = value(place);
        }
        let mut table = Table::new();
        table.set_implicit(true);
        table["crates-io"] = Item::Table(patches);
        table
    }

    /// The same as text, for a workspace anywhere.
    pub fn patches_for_others(&self) -> String {
        let mut manifest = DocumentMut::new();
        manifest["patch"] = Item::Table(self.patches(&self.folder));
        manifest.to_string()
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
        for features in [None, package.has_features().then_some("--all-features")].into_iter().flatten_first() {
            let mut cargo = self.cargo();
            cargo.args(["build", "--package", &package.name]).args(features);
            cargo.args(target.iter().flat_map(|target| ["--target", *target]));
            let place = target.map(|target| format!(" for {target}")).unwrap_or_default();
            let with = if features.is_some() { ", all features" } else { "" };
            step(&format!("compiling {}{place} from its package{with}", package.name), || run_quietly(&mut cargo))?;
        }
        Ok(())
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn write(path: &Path, text: String) -> Result<()> {
    fs::write(path, text).with_context(|| format!("could not write {}", path.display()))
}
