//! The packages of a workspace, as cargo describes them.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;
use serde_json::Value;

use super::{manifests, root_manifest, wasm_target};
use crate::error::Error;
use crate::paths::{is_same, shown};
use crate::sdk::SDK;
use crate::style::Style;

/// The packages of a workspace, from `cargo metadata`.
pub(crate) struct Packages {
    /// The workspace's folder. It is relative to the current folder if it is at or below that.
    pub(crate) root: PathBuf,
    pub(crate) members: Vec<Member>,
    /// Cargo's target folder.
    pub(crate) target: PathBuf,
}

/// A package of the workspace.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) folder: PathBuf,
    /// The name of the `.wasm` file of its library, without the extension. It is `None` if it has
    /// no `cdylib` library.
    pub(crate) wasm: Option<String>,
    /// Whether it is built by cargo-component.
    pub(crate) cargo_component: bool,
    /// The folder with its WIT.
    pub(crate) wit: PathBuf,
    /// The world that its manifest names, if it does.
    pub(crate) world: Option<String>,
    /// Whether it is no member at all, but a target that is somewhere else.
    pub(crate) is_elsewhere: bool,
}

impl Member {
    /// Whether it is somewhere else, and not to be found there now.
    pub(crate) fn is_out_of_reach(&self) -> bool {
        self.is_elsewhere && !self.wit.exists()
    }

    /// Whether it can be compiled to a component. That takes a `cdylib` library, and WIT that says
    /// what it exports.
    pub(crate) fn is_component(&self) -> bool {
        self.wasm.is_some() && (self.wit.exists() || self.folder.join(Style::CargoComponent.wit_folder()).exists())
    }

    /// Its compiled `.wasm` file, below cargo's folder for the target and profile.
    pub(crate) fn wasm_in(&self, folder: &Path) -> PathBuf {
        folder.join(self.wasm.as_deref().unwrap_or_default()).with_extension("wasm")
    }

    /// Its `.wasm` file with the stubs linked in.
    pub(crate) fn composed_in(&self, folder: &Path) -> PathBuf {
        folder.join(format!("{}_composed.wasm", self.wasm.as_deref().unwrap_or_default()))
    }
}

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

/// What the manifest of a package says.
pub(crate) struct Described {
    /// Absolute.
    pub(crate) folder: PathBuf,
    pub(crate) name: String,
    /// The name of its library, if that is a `cdylib`.
    pub(crate) library: Option<String>,
    pub(crate) metadata: Value,
}

impl Packages {
    /// Makes the packages. `root` and `target` are absolute paths.
    pub(crate) fn new(root: &Path, target: &Path, packages: Vec<Described>) -> Packages {
        let here = shown(root);
        let members = packages.into_iter().map(|package| member(root, &here, package)).collect();
        Packages { members, target: shown(target), root: here }
    }

    /// The absolute path of the workspace's folder. The relative one may be empty, and a program
    /// can't be run in a folder with an empty name.
    pub(crate) fn absolute_root(&self) -> Result<PathBuf, Error> {
        let root = if self.root.as_os_str().is_empty() { Path::new(".") } else { &self.root };
        std::path::absolute(root).map_err(Error::io("read", root))
    }

    /// The package with this name.
    pub(crate) fn named(&self, name: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.name == name)
    }

    /// The package with this name, or in this folder.
    pub(crate) fn find(&self, name: &str) -> Result<&Member, Error> {
        let path = Path::new(name);
        let in_folder = |member: &&Member| is_same(&member.folder, path) || is_same(&member.wit, path);
        let found = self.named(name).or_else(|| self.members.iter().find(in_folder));
        found.ok_or_else(|| self.unknown(name))
    }

    fn unknown(&self, name: &str) -> Error {
        let near = self
            .members
            .iter()
            .map(|member| (strsim::normalized_damerau_levenshtein(name, &member.name), &member.name));
        let near = near.filter(|(likeness, _)| *likeness > 0.6).max_by(|a, b| a.0.total_cmp(&b.0));
        let members: Vec<_> = self.members.iter().map(|member| format!("`{}`", member.name)).collect();
        let cure = match near {
            Some((_, name)) => format!("did you mean `{name}`?"),
            None => format!(
                "the workspace has {}; add it to `members` in `{}`, make it with `golem-rpc-codegen new {name}`, or, \
                 if it is in another workspace, name its folder, its WIT or its `.wasm` file",
                members.join(", "),
                self.root.join("Cargo.toml").display()
            ),
        };
        Error::options(format!("the workspace has no component `{name}`"), cure)
    }

    /// Asks cargo for the packages of the workspace that `folder` is in.
    pub(crate) fn read(folder: &Path) -> Result<Packages, Error> {
        let mut cargo = Command::new(cargo());
        cargo.args(["metadata", "--format-version", "1", "--no-deps", "--offline"]).current_dir(folder);
        let output = cargo.output().map_err(|error| cannot_run(&cargo, error))?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            // A checkout that was moved is where cargo looks for it until the manifests name it
            // anew.
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
}

impl Package {
    fn library(&self) -> Option<String> {
        let is_cdylib = |target: &&Target| target.crate_types.iter().any(|kind| kind == "cdylib");
        self.targets.iter().find(is_cdylib).map(|target| target.name.clone())
    }
}

/// Cargo cannot be started.
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

fn member(absolute_root: &Path, root: &Path, package: Described) -> Member {
    let folder = match package.folder.strip_prefix(absolute_root) {
        Ok(below) => root.join(below),
        Err(_) => package.folder,
    };
    let component = &package.metadata["component"];
    let text = |value: &Value| value.as_str().map(str::to_owned);
    Member {
        wit: folder.join(component["target"]["path"].as_str().unwrap_or("wit")),
        world: text(&package.metadata["golem-rpc"]["world"]).or_else(|| text(&component["target"]["world"])),
        wasm: package.library.map(|library| library.replace('-', "_")),
        cargo_component: !component.is_null(),
        name: package.name,
        folder,
        is_elsewhere: false,
    }
}

fn refused(folder: &Path, stderr: &str) -> Error {
    if stderr.contains("could not find `Cargo.toml`") {
        return root_manifest::no_workspace(&format!("there is no Cargo.toml in `{}` or above it", folder.display()));
    }
    Error::options(
        format!("cargo cannot read the workspace: {}", stderr.trim().trim_start_matches("error: ")),
        "correct its Cargo.toml: `cargo metadata --no-deps` says the same",
    )
}
