//! Changes many files, all of them or none, even if the process is killed or the disk is full.
//!
//! The changes are first written to a [journal](Journal), in one step. From then on they will be
//! made: a run that finds the journal of an earlier one makes the changes which that one did not
//! get to.

use std::path::{Path, PathBuf};

use super::journal::{JOURNAL, Journal, is_inside};
use crate::disk;
use crate::error::Error;
use crate::lock::Lock;
use crate::output::Change;

/// A file that changes.
struct Step {
    path: PathBuf,
    old: Option<String>,
    new: Option<String>,
}

/// Makes the changes. If one of them fails, those before it are undone.
///
/// A file may be outside of the workspace, if a member is or if a symbolic link leads there. Such
/// files are changed before the journal is written, since a journal that names one is refused. If
/// the process ends in between, the links that are recorded are still the old ones, and the next
/// run sees that these files don't agree with them.
pub(crate) fn commit(root: &Path, changes: Vec<Change>) -> Result<(), Error> {
    let read = |change: Change| Ok(Step { old: disk::read(&change.path)?, path: change.path, new: change.content });
    let steps = changes.into_iter().map(read).collect::<Result<Vec<_>, Error>>()?;
    let (inside, outside): (Vec<_>, Vec<_>) = steps.into_iter().partition(|step| is_inside(root, &step.path));
    make(root, &outside)?;
    if inside.is_empty() {
        return Ok(());
    }
    let files = inside.iter().map(|step| (step.path.as_path(), step.old.as_deref(), step.new.as_deref()));
    if let Err(error) = Journal::new(root, files).write(root) {
        // The first error is the one to report.
        let _ = take_back(root, &outside);
        return Err(error);
    }
    if let Err(error) = make(root, &inside) {
        // If something could not be undone, the journal stays, so that the next run completes the
        // changes.
        let is_as_before = inside.iter().all(Step::is_undone);
        if is_as_before && take_back(root, &outside).is_ok() {
            disk::remove(&root.join(JOURNAL))?;
        }
        return Err(error);
    }
    disk::remove(&root.join(JOURNAL))
}

/// Completes the changes of a run that was interrupted, and returns whether there were any.
///
/// # Errors
///
/// When the journal can't have been left by a run of this program, or when reading or writing
/// fails.
pub(crate) fn complete(root: &Path, lock: &Lock) -> Result<bool, Error> {
    let Some(journal) = Journal::read(root, lock)? else { return Ok(false) };
    journal.complete(root)?;
    disk::remove(&root.join(JOURNAL))?;
    Ok(true)
}

/// Whether a run was interrupted in a workspace, or is changing it now.
pub(crate) fn is_under_way(root: &Path) -> bool {
    root.join(JOURNAL).symlink_metadata().is_ok()
}

/// Applies the steps one after the other. If one fails, it and those before it are undone as far as
/// possible.
fn make(root: &Path, steps: &[Step]) -> Result<(), Error> {
    for (done, step) in steps.iter().enumerate() {
        if let Err(error) = step.apply(root) {
            // The first error is the one to report.
            let _ = take_back(root, &steps[..=done]);
            return Err(error);
        }
    }
    Ok(())
}

/// Undoes as many steps as possible, the last one first. On a full disk that makes room for undoing
/// the others.
fn take_back(root: &Path, steps: &[Step]) -> Result<(), Error> {
    steps.iter().rev().map(|step| step.take_back(root)).fold(Ok(()), Result::and)
}

impl Step {
    fn apply(&self, root: &Path) -> Result<(), Error> {
        put(root, &self.path, self.new.as_deref())
    }

    fn take_back(&self, root: &Path) -> Result<(), Error> {
        disk::remove_temporary(&self.path)?;
        if self.is_undone() && self.old.is_some() { Ok(()) } else { put(root, &self.path, self.old.as_deref()) }
    }

    fn is_undone(&self) -> bool {
        disk::read(&self.path).is_ok_and(|now| now == self.old)
    }
}

fn put(root: &Path, path: &Path, content: Option<&str>) -> Result<(), Error> {
    match content {
        Some(text) => disk::replace(path, text.as_bytes()),
        None => disk::remove(path).and_then(|()| disk::remove_empty_folders(root, path)),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fs;

    use super::*;
    use crate::disk::faults::{Faults, during};
    use crate::marker::marker;

    type Tree = BTreeMap<PathBuf, String>;

    /// Two files that are changed, one that is added in a new folder, and one that is removed with
    /// its folder.
    fn workspace() -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("old")).unwrap();
        for (name, text) in [("Cargo.toml", "[workspace]\n"), ("a.rs", "old"), ("old/b.rs", "old")] {
            fs::write(root.path().join(name), generated(name, text)).unwrap();
        }
        root
    }

    fn generated(name: &str, text: &str) -> String {
        marker(name, "d:a") + text
    }

    fn changes(root: &Path) -> Vec<Change> {
        let new = |name: &str| Change { path: root.join(name), content: Some(generated(name, "new and longer")) };
        vec![new("Cargo.toml"), new("a.rs"), new("new/c.rs"), Change { path: root.join("old/b.rs"), content: None }]
    }

    fn tree(root: &Path) -> Tree {
        fn collect(folder: &Path, root: &Path, tree: &mut Tree) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    collect(&path, root, tree);
                } else {
                    tree.insert(path.strip_prefix(root).unwrap().to_owned(), fs::read_to_string(&path).unwrap());
                }
            }
        }
        let mut found = Tree::new();
        collect(root, root, &mut found);
        found
    }

    /// Makes something go wrong at each possible moment. Each time, the tree is either as it was
    /// before, or the next run makes it what it was to become.
    fn check(faults: impl Fn(usize) -> Faults, most: usize) {
        let (before, after) = (workspace(), workspace());
        commit(after.path(), changes(after.path())).unwrap();
        let (before, after) = (tree(before.path()), tree(after.path()));
        let (mut failed, mut completed) = (0, 0);
        for at in 0..=most {
            let root = workspace();
            let root = root.path();
            let (result, ..) = during(faults(at), || commit(root, changes(root)));
            failed += usize::from(result.is_err());
            if tree(root) == before {
                assert!(result.is_err(), "at {at}");
                continue;
            }
            let lock = Lock::take(root).unwrap();
            completed += usize::from(complete(root, &lock).unwrap());
            drop(lock);
            assert_eq!(tree(root), after, "at {at}");
        }
        assert!(failed + 1 >= most, "only {failed} of {most} failed");
        println!("{failed} failed, {completed} were completed by the next run");
    }

    #[test]
    fn a_disk_that_is_full_at_any_byte_leaves_the_old_state_or_one_that_is_completed() {
        let root = workspace();
        let (done, _, bytes) = during(Faults::default(), || commit(root.path(), changes(root.path())));
        done.unwrap();
        check(|at| Faults { full_at_byte: Some(at), ..Faults::default() }, bytes);
    }

    #[test]
    fn so_does_any_operation_that_fails() {
        let root = workspace();
        let (done, operations, _) = during(Faults::default(), || commit(root.path(), changes(root.path())));
        done.unwrap();
        check(|at| Faults { fail_at_operation: Some(at), ..Faults::default() }, operations);
    }

    #[cfg(unix)]
    #[test]
    fn what_a_link_leads_to_outside_is_changed_with_the_rest_or_not_at_all() {
        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("a.rs"), generated("a.rs", "old")).unwrap();
        let root = workspace();
        let root = root.path();
        fs::remove_file(root.join("a.rs")).unwrap();
        std::os::unix::fs::symlink(outside.path().join("a.rs"), root.join("a.rs")).unwrap();
        let before = tree(root);
        for at in 0.. {
            let faults = Faults { fail_at_operation: Some(at), ..Faults::default() };
            let (result, ..) = during(faults, || commit(root, changes(root)));
            if result.is_ok() {
                break;
            }
            let lock = Lock::take(root).unwrap();
            if complete(root, &lock).unwrap() {
                break;
            }
            drop(lock);
            assert_eq!(tree(root), before, "at {at}");
        }
        assert_eq!(fs::read_to_string(outside.path().join("a.rs")).unwrap(), generated("a.rs", "new and longer"));
        assert!(root.join("a.rs").is_symlink() && !root.join("old").exists() && root.join("new/c.rs").exists());
    }
}
