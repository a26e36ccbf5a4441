//! The packages of a workspace, and what their manifests say about each.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::role::Role;
use crate::error::Error;
use crate::paths::{is_same, shown};
use crate::style::Style;

/// The packages of a workspace.
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

/// What the manifest of a package says.
pub(crate) struct Described {
    /// The folder that the manifest is in.
    pub(crate) folder: PathBuf,
    pub(crate) name: String,
    /// The name of its library, if that is a `cdylib`.
    pub(crate) library: Option<String>,
    pub(crate) metadata: Value,
}

impl Described {
    /// The folder with its WIT, which cargo-component lets the manifest name.
    pub(crate) fn wit(&self) -> PathBuf {
        self.folder.join(self.metadata["component"]["target"]["path"].as_str().unwrap_or("wit"))
    }

    /// The world that it implements, if the manifest names it, for this program or for
    /// cargo-component.
    pub(crate) fn world(&self) -> Option<String> {
        let own = self.metadata["golem-rpc"]["world"].as_str();
        own.or_else(|| self.metadata["component"]["target"]["world"].as_str()).map(str::to_owned)
    }
}

impl Packages {
    /// Makes the packages. `root`, `target` and the packages' folders are absolute paths.
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

    /// The folder of a generated crate. A new one is made beside its target.
    pub(crate) fn crate_folder(&self, target: &str, role: Role) -> PathBuf {
        let name = role.crate_of(target);
        if let Some(member) = self.named(&name) {
            return member.folder.clone();
        }
        let target = self.named(target).filter(|target| !target.is_elsewhere);
        let above = target.and_then(|target| target.folder.parent());
        above.unwrap_or(&self.root).join(name)
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
}

/// The member that a manifest describes. Its folder is given below `root`, which is how the user
/// would type the path of `absolute_root`.
fn member(absolute_root: &Path, root: &Path, package: Described) -> Member {
    let folder = match package.folder.strip_prefix(absolute_root) {
        Ok(below) => root.join(below),
        Err(_) => package.folder.clone(),
    };
    let package = Described { folder, ..package };
    Member {
        wit: package.wit(),
        world: package.world(),
        wasm: package.library.map(|library| library.replace('-', "_")),
        cargo_component: !package.metadata["component"].is_null(),
        name: package.name,
        folder: package.folder,
        is_elsewhere: false,
    }
}
