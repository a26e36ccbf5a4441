//! Remembers that all generated files were up to date, so that a build in which nothing has changed
//! does not have to generate them again to compare.
//!
//! Like cargo, this goes by the length and the time of change of files: of those that are
//! generated, and of those that they are generated from.

use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use super::members::Member;
use super::{Workspace, removal};
use crate::disk;
use crate::error::Error;
use crate::left_out::LeftOut;
use crate::output::{FileReport, Outcome, Report};
use crate::source;

/// The state of the workspace when everything was up to date.
#[derive(Serialize, Deserialize)]
struct Seen {
    states: Vec<State>,
    /// The generated files, and the user's own files that are used in place of one.
    files: Vec<PathBuf>,
    left_out: Vec<LeftOut>,
}

/// The state of a file: its path, its length in bytes, and its time of change in nanoseconds since
/// 1970.
#[derive(Serialize, Deserialize, PartialEq, Eq)]
pub(crate) struct State(PathBuf, u64, u128);

impl State {
    pub(crate) fn of(path: &Path) -> Result<State, Error> {
        let metadata = std::fs::metadata(path).map_err(Error::io("read", path))?;
        let changed = metadata.modified().map_err(Error::io("read", path))?;
        let changed = changed.duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
        Ok(State(path.to_owned(), metadata.len(), changed))
    }
}

/// The report on a workspace in which nothing has changed since [`remember`] was called. It is
/// `None` if something has, or if that isn't known.
pub(crate) fn up_to_date(workspace: &Workspace) -> Option<Report> {
    let text = disk::read(&record(workspace)).ok()??;
    let seen: Seen = serde_json::from_str(&text).ok()?;
    if seen.states != states(workspace).ok()? {
        return None;
    }
    let files = seen.files.into_iter().map(|path| FileReport { path, outcome: Outcome::Unchanged });
    Some(Report { files: files.collect(), left_out: seen.left_out })
}

/// Records that all generated files are up to date now. `report` is the report on making them so.
pub(crate) fn remember(workspace: &Workspace, report: &Report) -> Result<(), Error> {
    let files = report.files.iter().filter(|file| file.outcome != Outcome::Removed).map(|file| file.path.clone());
    let seen = Seen { states: states(workspace)?, files: files.collect(), left_out: report.left_out.clone() };
    let path = record(workspace);
    let text = serde_json::to_string(&seen).map_err(std::io::Error::from).map_err(Error::io("write", &path))?;
    disk::replace(&path, text.as_bytes())
}

fn record(workspace: &Workspace) -> PathBuf {
    workspace.packages.target.join("golem-rpc-codegen.json")
}

fn states(workspace: &Workspace) -> Result<Vec<State>, Error> {
    let root = &workspace.packages.root;
    let mut files = vec![root.join("Cargo.toml"), root.join("Makefile.toml")];
    // The program itself is among the files, as another version of it may generate something else.
    files.extend(std::env::current_exe());
    for component in workspace.links.callers().union(&workspace.links.targets()) {
        let Some(member) = workspace.packages.named(component) else { continue };
        files.extend(sources(member)?);
    }
    for (target, role) in workspace.links.crates() {
        removal::files(&workspace.packages.crate_folder(&target, role), &mut files)?;
    }
    files.sort();
    files.iter().filter(|file| file.exists()).map(|file| State::of(file)).collect()
}

/// The files that say what a component exports.
pub(crate) fn sources(member: &Member) -> Result<Vec<PathBuf>, Error> {
    let mut files = vec![member.folder.join("Cargo.toml")];
    removal::files(&member.wit, &mut files)?;
    files.extend(Some(member.wit.clone()).filter(|wit| wit.is_file()));
    if member.wit.exists() {
        for path in source::declared_paths(&member.wit)? {
            if path.is_file() { files.push(path) } else { removal::files(&path, &mut files)? }
        }
    }
    Ok(files)
}
