//! Writes generated files: only those that have changed, and only over files that were generated.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use crate::disk;
use crate::error::Error;
use crate::left_out::LeftOut;
use crate::marker::{is_edited, is_generated};
use crate::rust::same::same;

/// What happened to each file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// For each destination in turn, in the order of their paths.
    pub files: Vec<FileReport>,
    /// Exports that cannot be called remotely. The generated files are without them.
    pub left_out: Vec<LeftOut>,
}

/// What happened to one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileReport {
    /// Where it is.
    pub path: PathBuf,
    /// What happened to it.
    pub outcome: Outcome,
}

/// What happened to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// It was new, or had another content.
    Written,
    /// It had the same content and was not touched. Formatting of Rust doesn't count.
    Unchanged,
    /// An earlier run had generated it, and it is not needed any more.
    Removed,
    /// It belongs to the user, and is right as it is.
    Kept,
    /// It was generated and then edited by somebody. It was left as it is.
    Edited,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Outcome::Written => "written",
            Outcome::Unchanged => "unchanged",
            Outcome::Removed => "removed",
            Outcome::Kept => "kept",
            Outcome::Edited => "edited",
        })
    }
}

/// The files to generate below one folder.
pub(crate) struct Output {
    pub(crate) root: PathBuf,
    /// Their texts, by their paths below the folder, with `/`.
    pub(crate) files: BTreeMap<String, String>,
    /// Folders below `root` from which generated files are removed that are not among `files`.
    pub(crate) swept: &'static [&'static str],
    /// Whether files that were not generated may be overwritten.
    pub(crate) overwrite: bool,
    /// The exports that the files are without.
    pub(crate) left_out: Vec<LeftOut>,
}

/// What is to be done with files. Making a plan changes nothing yet.
pub(crate) struct Plan {
    steps: Vec<(PathBuf, Step)>,
    left_out: Vec<LeftOut>,
}

enum Step {
    Write(String),
    Remove,
    Leave,
    /// It was generated and edited since. It stays as it is.
    Edited,
    /// A file of the user's is there that serves as well.
    Keep,
}

/// A file that gets another content, or is removed if `content` is `None`.
pub(crate) struct Change {
    pub(crate) path: PathBuf,
    pub(crate) content: Option<String>,
}

impl Plan {
    /// Compares `outputs` with the files that exist. It is an error if a file that was not
    /// generated is in the way; nothing has been written then.
    pub(crate) fn new(outputs: &[Output]) -> Result<Plan, Error> {
        let mut plan = Plan { steps: Vec::new(), left_out: Vec::new() };
        for output in outputs {
            plan.leave_out(&output.left_out);
            for (name, text) in &output.files {
                let path = output.root.join(name);
                plan.steps.push((path.clone(), step(&path, text, output.overwrite)?));
            }
            for path in left_over(output)? {
                plan.remove(path)?;
            }
        }
        Ok(plan)
    }

    /// Notes exports that are left out. The stub and the client may leave out the same one, which
    /// is to be reported only once.
    fn leave_out(&mut self, left_out: &[LeftOut]) {
        for export in left_out {
            if !self.left_out.contains(export) {
                self.left_out.push(export.clone());
            }
        }
    }

    /// Plans to change or remove a file that belongs to the user.
    pub(crate) fn edit(&mut self, path: PathBuf, old: Option<&str>, new: Option<String>) {
        let step = match new {
            None if old.is_none() => return,
            None => Step::Remove,
            Some(new) if old == Some(new.as_str()) => Step::Leave,
            Some(new) => Step::Write(new),
        };
        self.steps.push((path, step));
    }

    /// Plans to remove a generated file.
    pub(crate) fn remove(&mut self, path: PathBuf) -> Result<(), Error> {
        let text = std::fs::read_to_string(&path).map_err(Error::io("read", &path))?;
        let step = if is_edited(&path, &text) { Step::Edited } else { Step::Remove };
        self.steps.push((path, step));
        Ok(())
    }

    /// Reports that a file of the user's stays as it is.
    pub(crate) fn keep(&mut self, path: PathBuf) {
        self.steps.push((path, Step::Keep));
    }

    /// Carries the plan out.
    pub(crate) fn apply(self) -> Result<Report, Error> {
        for change in self.changes()? {
            match &change.content {
                Some(text) => disk::replace(&change.path, text.as_bytes())?,
                // Folders that are empty then are removed, too: tools that read WIT refuse a folder
                // below `deps` that has none.
                None => {
                    disk::remove(&change.path)?;
                    disk::remove_empty_folders(Path::new(""), &change.path)?;
                }
            }
        }
        Ok(self.report())
    }

    /// Fails if there is anything to do. Changes nothing.
    pub(crate) fn check(self) -> Result<Report, Error> {
        let report = self.report();
        let with = |outcomes: &[Outcome]| {
            let files = report.files.iter().filter(|file| outcomes.contains(&file.outcome));
            files.map(|file| file.path.clone()).collect::<Vec<_>>()
        };
        let (stale, edited) = (with(&[Outcome::Written, Outcome::Removed]), with(&[Outcome::Edited]));
        if stale.is_empty() && edited.is_empty() { Ok(report) } else { Err(Error::Stale { files: stale, edited }) }
    }

    /// The files to change. It is an error if one of them was edited by hand.
    pub(crate) fn changes(&self) -> Result<Vec<Change>, Error> {
        let change = |path: &PathBuf, content| Some(Ok(Change { path: path.clone(), content }));
        let steps = self.steps.iter();
        steps
            .filter_map(|(path, step)| match step {
                Step::Write(text) => change(path, Some(text.clone())),
                Step::Remove => change(path, None),
                Step::Edited => Some(Err(Error::Edited { path: path.clone() })),
                Step::Leave | Step::Keep => None,
            })
            .collect()
    }

    pub(crate) fn report(&self) -> Report {
        let steps = self.steps.iter();
        let files = steps.map(|(path, step)| FileReport {
            path: path.clone(),
            outcome: match step {
                Step::Write(_) => Outcome::Written,
                Step::Remove => Outcome::Removed,
                Step::Leave => Outcome::Unchanged,
                Step::Keep => Outcome::Kept,
                Step::Edited => Outcome::Edited,
            },
        });
        Report { files: files.collect(), left_out: self.left_out.clone() }
    }
}

fn step(path: &Path, text: &str, overwrite: bool) -> Result<Step, Error> {
    if disk::is_special(path) {
        return Ok(Step::Write(text.to_owned()));
    }
    let old = match std::fs::read(path) {
        Ok(old) => old,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Step::Write(text.to_owned())),
        Err(error) => return Err(Error::io("read", path)(error)),
    };
    let old = String::from_utf8_lossy(&old);
    let is_rust = path.extension().is_some_and(|extension| extension == "rs");
    if old.replace("\r\n", "\n") == text || is_rust && same(&old, text) {
        return Ok(Step::Leave);
    }
    if !overwrite && is_edited(path, &old) {
        return Ok(Step::Edited);
    }
    if overwrite || is_generated(&old) {
        return Ok(Step::Write(text.to_owned()));
    }
    Err(Error::NotGenerated {
        path: path.to_owned(),
        cure: "move it away or delete it, or choose another destination".to_owned(),
    })
}

/// The generated files in the folders `swept` that are not among the output's files.
fn left_over(output: &Output) -> Result<Vec<PathBuf>, Error> {
    let mut found = Vec::new();
    for folder in output.swept {
        collect(&output.root.join(folder), &mut found)?;
    }
    found.retain(|path| !output.files.keys().any(|name| output.root.join(name) == *path));
    found.sort();
    Ok(found)
}

/// Adds the generated files below a folder to `found`.
pub(crate) fn collect(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), Error> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(Error::io("read", folder)(error)),
    };
    for entry in entries {
        let entry = entry.map_err(Error::io("read", folder))?;
        let path = entry.path();
        if entry.file_type().map_err(Error::io("read", &path))?.is_dir() {
            collect(&path, found)?;
        } else if std::fs::read(&path).is_ok_and(|text| is_generated(&String::from_utf8_lossy(&text))) {
            found.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marker::{marker, seal};

    fn output(root: &Path, files: &[(&str, &str)]) -> Output {
        let marked = |(name, text): &(&str, &str)| ((*name).to_owned(), seal(name, &(marker(name, "a:b/c") + text)));
        Output {
            root: root.to_owned(),
            files: files.iter().map(marked).collect(),
            swept: &["src"],
            overwrite: false,
            left_out: Vec::new(),
        }
    }

    fn outcomes(report: &Report) -> Vec<Outcome> {
        report.files.iter().map(|file| file.outcome).collect()
    }

    #[test]
    fn what_is_not_needed_any_more_is_removed_and_other_files_stay() {
        let root = tempfile::tempdir().unwrap();
        let first = output(root.path(), &[("src/a.rs", "a"), ("src/b.rs", "b")]);
        Plan::new(&[first]).unwrap().apply().unwrap();
        std::fs::write(root.path().join("src/mine.rs"), "mine").unwrap();
        let report = Plan::new(&[output(root.path(), &[("src/a.rs", "a")])]).unwrap().apply().unwrap();
        assert_eq!(outcomes(&report), [Outcome::Unchanged, Outcome::Removed]);
        assert!(!root.path().join("src/b.rs").exists());
        assert!(root.path().join("src/mine.rs").exists());
    }

    #[test]
    fn a_folder_that_is_left_empty_goes_too() {
        let root = tempfile::tempdir().unwrap();
        let first = output(root.path(), &[("src/a.rs", "a"), ("src/deps/b/b.rs", "b"), ("src/deps/c/c.rs", "c")]);
        Plan::new(&[first]).unwrap().apply().unwrap();
        Plan::new(&[output(root.path(), &[("src/a.rs", "a"), ("src/deps/c/c.rs", "c")])]).unwrap().apply().unwrap();
        assert!(!root.path().join("src/deps/b").exists());
        assert!(root.path().join("src/deps/c/c.rs").exists());
    }

    #[test]
    fn nothing_is_written_when_one_file_is_in_the_way() {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir(root.path().join("src")).unwrap();
        std::fs::write(root.path().join("src/b.rs"), "mine").unwrap();
        let files = output(root.path(), &[("src/a.rs", "a"), ("src/b.rs", "b")]);
        assert!(matches!(Plan::new(&[files]), Err(Error::NotGenerated { .. })));
        assert!(!root.path().join("src/a.rs").exists());
        assert_eq!(std::fs::read_to_string(root.path().join("src/b.rs")).unwrap(), "mine");
    }
}
