//! The links of a workspace: which component calls which other.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::role::Role;
use crate::client::Mode;
use crate::golem_version::GolemVersion;
use crate::sdk::Sdk;

/// Says that one component calls another one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Link {
    /// Name of the package that calls.
    pub caller: String,
    /// Name of the package that is called.
    pub target: String,
    /// How it calls it.
    pub mode: Mode,
    /// Whether its stub is made by this program, without a compiler and without a crate. It is
    /// `false` if there is no stub.
    pub instant_stub: bool,
}

impl Link {
    /// The crates that it needs.
    pub(crate) fn roles(&self) -> &'static [Role] {
        Role::of(self.mode, self.instant_stub)
    }
}

/// All links of a workspace, and what they have in common.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Links {
    /// By the names of caller and target: the mode, and whether the stub is an instant one.
    modes: BTreeMap<(String, String), (Mode, bool)>,
    /// Where those targets are that are not in the workspace, relative to it.
    elsewhere: BTreeMap<String, PathBuf>,
    /// Where the user said that the SDK is. A path is relative to the workspace.
    pub(crate) sdk: Option<Sdk>,
    /// The version of Golem that the components run on. It is one for all, for they call each
    /// other.
    pub(crate) golem: GolemVersion,
}

impl Links {
    pub(crate) fn insert(&mut self, link: Link) {
        self.modes.insert((link.caller, link.target), (link.mode, link.instant_stub));
    }

    pub(crate) fn remove(&mut self, caller: &str, target: &str) -> bool {
        let was_there = self.modes.remove(&(caller.to_owned(), target.to_owned())).is_some();
        let targets = self.targets();
        self.elsewhere.retain(|target, _| targets.contains(target));
        if self.is_empty() {
            // Without links nothing is generated for it, and nothing may be left of them.
            self.golem = GolemVersion::default();
        }
        was_there
    }

    /// Says that a target is not in the workspace but at this path, relative to it.
    pub(crate) fn put_elsewhere(&mut self, target: &str, path: PathBuf) {
        self.elsewhere.insert(target.to_owned(), path);
    }

    /// The targets that are not in the workspace, with their paths.
    pub(crate) fn elsewhere(&self) -> impl Iterator<Item = (&str, &Path)> {
        self.elsewhere.iter().map(|(target, path)| (target.as_str(), path.as_path()))
    }

    /// Where a target is that is not in the workspace.
    pub(crate) fn path_of(&self, target: &str) -> Option<&Path> {
        self.elsewhere.get(target).map(PathBuf::as_path)
    }

    /// The link between these two.
    pub(crate) fn get(&self, caller: &str, target: &str) -> Option<Link> {
        self.of(caller).find(|link| link.target == target)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.modes.is_empty()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Link> {
        let links = self.modes.iter();
        links.map(|((caller, target), (mode, instant_stub))| Link {
            caller: caller.clone(),
            target: target.clone(),
            mode: *mode,
            instant_stub: *instant_stub,
        })
    }

    pub(crate) fn callers(&self) -> BTreeSet<String> {
        self.iter().map(|link| link.caller).collect()
    }

    pub(crate) fn targets(&self) -> BTreeSet<String> {
        self.iter().map(|link| link.target).collect()
    }

    /// The links of a caller.
    pub(crate) fn of(&self, caller: &str) -> impl Iterator<Item = Link> {
        self.iter().filter(move |link| link.caller == caller)
    }

    /// The links of a caller that the targets' stubs are linked into.
    pub(crate) fn composed(&self, caller: &str) -> impl Iterator<Item = Link> {
        self.of(caller).filter(|link| link.mode == Mode::Composed)
    }

    /// The crates that are generated, as pairs of a target and a role.
    pub(crate) fn crates(&self) -> BTreeSet<(String, Role)> {
        let crates = self.iter().flat_map(|link| link.roles().iter().map(move |role| (link.target.clone(), *role)));
        crates.collect()
    }
}
