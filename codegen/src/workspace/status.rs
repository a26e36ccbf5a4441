//! The state of a workspace: its links, and the files that are not up to date.

use std::path::{Path, PathBuf};

use super::links::Link;
use super::{Workspace, freshness};
use crate::error::Error;
use crate::golem_version::GolemVersion;
use crate::output::Outcome;

/// The state of a workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Status {
    /// The version of Golem that everything is generated for.
    pub golem: GolemVersion,
    /// Sorted by caller and target.
    pub links: Vec<LinkStatus>,
    /// The files that the next [`build`](Workspace::build) or [`generate`](Workspace::generate)
    /// will write or remove.
    pub stale: Vec<PathBuf>,
    /// Generated files that somebody has edited.
    pub edited: Vec<PathBuf>,
}

/// The state of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LinkStatus {
    /// The link itself.
    pub link: Link,
    /// The stale and the edited files that the link needs.
    pub stale: Vec<PathBuf>,
}

impl Workspace {
    /// The links, and which files are stale. Writes nothing.
    ///
    /// # Errors
    ///
    /// When WIT cannot be read, or when a linked component is not in the workspace any more.
    pub fn status(&self) -> Result<Status, Error> {
        self.refuse_missing(&self.links)?;
        let known = freshness::up_to_date(self);
        let report = known.map_or_else(|| self.plan(&self.links).map(|plan| plan.report()), Ok)?;
        let with = |outcomes: &[Outcome]| {
            let files = report.files.iter().filter(|file| outcomes.contains(&file.outcome));
            files.map(|file| file.path.clone()).collect::<Vec<_>>()
        };
        let (stale, edited) = (with(&[Outcome::Written, Outcome::Removed]), with(&[Outcome::Edited]));
        let links = self.links.iter().map(|link| {
            let needed = stale.iter().chain(&edited).filter(|path| self.is_of(&link, path));
            LinkStatus { stale: needed.cloned().collect(), link }
        });
        Ok(Status { golem: self.golem(), links: links.collect(), stale, edited })
    }

    /// Whether a file belongs to a link: it is in one of the target's crates, or was added to the
    /// caller.
    fn is_of(&self, link: &Link, path: &Path) -> bool {
        let caller = self.packages.named(&link.caller);
        link.roles().iter().any(|role| path.starts_with(self.packages.crate_folder(&link.target, *role)))
            || caller.is_some_and(|caller| {
                path.starts_with(caller.wit.join("deps")) || path == caller.folder.join("Cargo.toml")
            })
    }
}
