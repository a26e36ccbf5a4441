//! What is published: the workspace's crates that are not marked with `publish = false`.

use super::manifest::Manifest;
use crate::process::{cargo, output_of};
use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A cargo workspace, as far as a release looks at it.
#[derive(Debug)]
pub struct Project {
    /// The workspace's own manifest.
    pub manifest: Manifest,
    /// The crates to publish. Each stands after those that it depends on; apart from that they are
    /// in the order in which the workspace names its members.
    pub crates: Vec<Crate>,
    root: PathBuf,
    target_folder: PathBuf,
}

/// A crate to publish.
#[derive(Debug)]
pub struct Crate {
    /// Its own manifest, as it is written.
    pub manifest: Manifest,
    /// The same, with what the workspace's manifest adds.
    pub package: Package,
}

/// A manifest as cargo reads it.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Package {
    pub name: String,
    pub version: String,
    pub id: String,
    pub manifest_path: PathBuf,
    pub description: Option<String>,
    pub license: Option<String>,
    pub repository: Option<String>,
    pub readme: Option<PathBuf>,
    pub rust_version: Option<String>,
    pub keywords: Vec<String>,
    pub categories: Vec<String>,
    /// Empty if it must not be published.
    publish: Option<Vec<String>>,
    pub dependencies: Vec<Dependency>,
    pub features: BTreeMap<String, Vec<String>>,
    pub targets: Vec<CompilationTarget>,
    metadata: Option<Metadata>,
}

/// A crate that another one depends on.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Dependency {
    pub name: String,
    /// The versions that will do, as in `^0.1.0`.
    pub req: String,
    /// Where it is, if not on a registry.
    pub path: Option<PathBuf>,
    /// `dev`, `build`, or none for an ordinary one.
    pub kind: Option<String>,
}

impl Dependency {
    /// Whether it is compiled for those who use the crate.
    pub fn is_published(&self) -> bool {
        self.kind.as_deref() != Some("dev")
    }
}

/// A library or a program.
#[derive(Debug, Clone, Deserialize)]
pub struct CompilationTarget {
    pub name: String,
    pub kind: Vec<String>,
    pub src_path: PathBuf,
}

#[derive(Debug, Clone, Default, Deserialize)]
struct Metadata {
    docs: Option<Docs>,
}

#[derive(Debug, Clone, Default, Deserialize)]
struct Docs {
    rs: Option<DocsRs>,
}

/// How docs.rs is to document it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct DocsRs {
    pub all_features: bool,
    pub features: Vec<String>,
    pub rustdoc_args: Vec<String>,
    pub targets: Vec<String>,
}

impl Package {
    pub fn docs_rs(&self) -> Option<&DocsRs> {
        self.metadata.as_ref()?.docs.as_ref()?.rs.as_ref()
    }

    /// Whether it is compiled for components, too.
    pub fn is_for_wasm(&self) -> bool {
        self.docs_rs().is_some_and(|docs| docs.targets.iter().any(|target| target == "wasm32-wasip2"))
    }

    pub fn programs(&self) -> impl Iterator<Item = &str> {
        let programs = self.targets.iter().filter(|target| target.kind.iter().any(|kind| kind == "bin"));
        programs.map(|program| program.name.as_str())
    }
}

/// What `cargo metadata` prints.
#[derive(Deserialize)]
struct Printed {
    packages: Vec<Package>,
    workspace_root: PathBuf,
    target_directory: PathBuf,
}

impl Project {
    /// The workspace in this folder.
    ///
    /// # Errors
    ///
    /// When there is none, or nothing in it is to be published.
    pub fn load(folder: &Path) -> Result<Self> {
        let mut cargo = cargo();
        cargo.args(["metadata", "--no-deps", "--format-version", "1"]).current_dir(folder);
        let printed: Printed = serde_json::from_str(&output_of(&mut cargo)?).context("cargo printed no metadata")?;
        let manifest = Manifest::read(&printed.workspace_root.join("Cargo.toml"))?;
        let published = printed.packages.into_iter().filter(|package| package.publish != Some(Vec::new()));
        let crates = published.map(|package| Ok(Crate { manifest: Manifest::read(&package.manifest_path)?, package }));
        let crates = in_order(crates.collect::<Result<_>>()?);
        ensure!(!crates.is_empty(), "every crate in {} is marked with `publish = false`", manifest.path().display());
        Ok(Self { manifest, crates, root: printed.workspace_root, target_folder: printed.target_directory })
    }

    /// The workspace's folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where cargo puts what it builds.
    pub fn target_folder(&self) -> &Path {
        &self.target_folder
    }

    /// The one version of all that is released.
    pub fn version(&self) -> &str {
        let written = self.manifest.get(&["workspace", "package", "version"]).and_then(|item| item.as_str());
        written.unwrap_or(&self.crates[0].package.version)
    }

    /// The published crate of this name.
    pub fn crate_named(&self, name: &str) -> Option<&Crate> {
        self.crates.iter().find(|published| published.package.name == name)
    }

    /// The path as it is seen from the project's folder.
    pub fn relative<'a>(&self, path: &'a Path) -> &'a Path {
        path.strip_prefix(&self.root).unwrap_or(path)
    }
}

/// Each after those that it depends on.
fn in_order(mut waiting: Vec<Crate>) -> Vec<Crate> {
    let mut ordered: Vec<Crate> = Vec::new();
    while !waiting.is_empty() {
        let is_waiting = |name: &str| waiting.iter().any(|other| other.package.name == name);
        let ready = waiting.iter().position(|next| {
            let mut needs = next.package.dependencies.iter().filter(|dependency| dependency.is_published());
            !needs.any(|dependency| is_waiting(&dependency.name))
        });
        // Cargo has refused circles already.
        ordered.push(waiting.remove(ready.unwrap_or(0)));
    }
    ordered
}
