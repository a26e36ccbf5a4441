//! Writes the files of new components, so that they can be taken back if something fails later.

use std::path::{Path, PathBuf};

use super::wanted::Wanted;
use crate::disk;
use crate::error::Error;
use crate::marker::is_generated;
use crate::output::{FileReport, Outcome, Report};
use crate::paths::{shown, slashed};
use crate::template::Files;
use crate::workspace::caller_manifest::{self, Needs};
use crate::workspace::removal;

/// The files that one run writes.
pub(crate) struct Writing {
    /// The folder of the workspace.
    root: PathBuf,
    /// What was written, in this order.
    changes: Vec<Change>,
    /// What happened to each file, for the user.
    pub(crate) report: Report,
}

/// A file that was written.
struct Change {
    path: PathBuf,
    /// Its text before. It is `None` if the file was not there.
    before: Option<String>,
}

impl Writing {
    /// Nothing is written yet.
    pub(crate) fn new(root: &Path) -> Writing {
        Writing { root: root.to_owned(), changes: Vec::new(), report: Report::default() }
    }

    /// Writes a file, which has the text `before` now, or is not there.
    pub(crate) fn write(&mut self, path: PathBuf, before: Option<String>, text: &str) -> Result<(), Error> {
        self.tell(&path, Outcome::Written);
        self.changes.push(Change { path: path.clone(), before });
        disk::replace(&path, text.as_bytes())
    }

    /// Writes those of a component's files that are missing.
    ///
    /// # Errors
    ///
    /// When something else is in the component's folder: a file that is not as it would be written,
    /// or one that does not belong to the component. Nothing is written then. The user may have
    /// work there that is not to be overwritten or mixed with that of the new component.
    pub(crate) fn write_component(&mut self, component: &Wanted, files: &Files) -> Result<(), Error> {
        let mut there = Vec::new();
        removal::files(&component.folder, &mut there)?;
        for path in &there {
            let name = path.strip_prefix(&component.folder).map(slashed).unwrap_or_default();
            let text = disk::read(path)?.unwrap_or_default();
            let is_as_made = files.get(&name).is_some_and(|made| is_as_made(path, &text, made));
            // If the component was made by an earlier run, it may have been linked and built since.
            // Linking adds generated files, and cargo-component writes `src/bindings.rs`.
            let is_of_tools = is_generated(&text) || name == "src/bindings.rs";
            if !is_as_made && !is_of_tools {
                return Err(in_the_way(component, path));
            }
        }
        // The manifest comes last. Where the workspace's `members` has a pattern such as `*`, cargo
        // takes any folder with a manifest for a member, and refuses one that has no source yet. So
        // a run that is killed before it has written the source would leave a broken workspace.
        let (manifest, others): (Vec<_>, Vec<_>) = files.iter().partition(|(name, _)| *name == "Cargo.toml");
        for (name, text) in others.into_iter().chain(manifest) {
            let path = component.folder.join(name);
            if there.contains(&path) {
                self.tell(&path, Outcome::Unchanged);
            } else {
                self.write(path, None, text)?;
            }
        }
        Ok(())
    }

    /// Adds a file to the report. One that was written before stays in it as written.
    fn tell(&mut self, path: &Path, outcome: Outcome) {
        let path = shown(path);
        match self.report.files.iter_mut().find(|file| file.path == path) {
            Some(file) if outcome == Outcome::Written => file.outcome = outcome,
            Some(_) => {}
            None => self.report.files.push(FileReport { path, outcome }),
        }
    }

    /// Makes all files as they were before the run. It is called when the run has failed, and the
    /// user is told why it has. So an error in here is not reported.
    pub(crate) fn take_back(&mut self) {
        while let Some(change) = self.changes.pop() {
            let _ = match change.before {
                Some(text) => disk::replace(&change.path, text.as_bytes()),
                None => disk::remove(&change.path).and_then(|()| disk::remove_empty_folders(&self.root, &change.path)),
            };
        }
    }
}

/// Whether a file is as it would be written. What a link has added to a manifest does not count,
/// and neither do the ends of lines, which git changes on Windows.
fn is_as_made(path: &Path, text: &str, made: &str) -> bool {
    let is_manifest = path.file_name().is_some_and(|name| name == "Cargo.toml");
    let unlinked = if is_manifest { caller_manifest::edited(path, text, &Needs::default()).ok() } else { None };
    unlinked.as_deref().unwrap_or(text).replace("\r\n", "\n") == made
}

/// The error for a file in the component's folder that the command would not write.
fn in_the_way(component: &Wanted, path: &Path) -> Error {
    let (name, folder) = (&component.name, shown(&component.folder));
    Error::options(
        format!(
            "`{}` is there already and stays as it is: `{}` is not what this command would write",
            folder.display(),
            shown(path).display()
        ),
        match component.calls.as_slice() {
            [] => "choose another name".to_owned(),
            calls => format!(
                "choose another name, or let the component that is there make calls: `golem-rpc-codegen \
                 initialize-workspace --targets {} --callers {name}`",
                calls.join(" ")
            ),
        },
    )
}
