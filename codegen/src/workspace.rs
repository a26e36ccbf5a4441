//! A cargo workspace of components that call each other: who calls whom, and all that follows from it.

mod build;
pub(crate) mod caller_manifest;
mod compile;
mod composing;
mod edit;
mod freshness;
mod journal;
mod links;
mod makefile;
mod manifests;
mod members;
mod removal;
mod rivals;
mod root_manifest;
mod stale_stub;
mod status;
mod toml;
mod transaction;

use std::path::{Path, PathBuf};
use std::time::Duration;

pub use build::{Build, Deployable, Progress};
pub use links::Link;
pub use status::{LinkStatus, Status};

use crate::client::Mode;
use crate::disk;
use crate::error::Error;
use crate::lock::{Attempt, LOCK, Lock};
use crate::output::{Outcome, Report};
use crate::root::workspace_above;
use links::Links;
use members::{Packages, Role};
use root_manifest::RootManifest;

/// A cargo workspace of components that call each other.
///
/// The links are recorded in the table `[workspace.metadata.golem-rpc]` of its `Cargo.toml`. All that follows from them is generated:
/// stub and client crates beside their targets, the stubs' WIT in `wit/deps` of the callers, the callers' dependencies on the clients, and
/// tasks for cargo-make.
///
/// Whatever changes files changes all that it has to, or none; and when the process is killed meanwhile, the next one completes it.
/// Processes that change one workspace take turns: [`link`](Self::link), [`unlink`](Self::unlink), [`generate`](Self::generate) and
/// [`build`](Self::build) wait until no other is at work, and then go by what they find.
///
/// ```no_run
/// # fn main() -> Result<(), golem_rpc_codegen::Error> {
/// use golem_rpc_codegen::{Mode, Workspace};
///
/// let mut workspace = Workspace::find(".")?;
/// workspace.link(&["component1"], &["component2"], Some(Mode::Direct))?;
/// # Ok(())
/// # }
/// ```
pub struct Workspace {
    /// Absolute.
    folder: PathBuf,
    packages: Packages,
    links: Links,
    /// Where the SDK is from the next change on.
    sdk: Option<PathBuf>,
    was_interrupted: bool,
}

impl Workspace {
    /// The workspace that a folder is in. If an earlier run was interrupted there, its changes are completed.
    ///
    /// # Errors
    ///
    /// When there is no workspace, or cargo cannot read it; when what an interrupted run is said to have left is no work of this
    /// program.
    pub fn find(folder: impl AsRef<Path>) -> Result<Workspace, Error> {
        let folder = std::path::absolute(folder.as_ref()).map_err(Error::io("read", folder.as_ref()))?;
        let root = workspace_above(&folder);
        let mut was_interrupted = root.as_deref().map_or(Ok(false), settle)?;
        let mut read = read(&folder);
        // It may have been read while another run was changing it.
        if let Some(root) = root.filter(|root| read.is_err() && root.join(LOCK).exists()) {
            let lock = Lock::take(&root)?;
            was_interrupted |= transaction::complete(&root, &lock)?;
            read = self::read(&folder);
        }
        let (packages, links) = read?;
        Ok(Workspace { folder, packages, links, sdk: None, was_interrupted })
    }

    /// Changes the workspace while no other process does. What has happened since it was read is taken into account.
    fn exclusively<T>(&mut self, change: impl FnOnce(&mut Workspace) -> Result<T, Error>) -> Result<T, Error> {
        let root = self.packages.absolute_root()?;
        let lock = Lock::take(&root)?;
        self.was_interrupted |= transaction::complete(&root, &lock)?;
        (self.packages, self.links) = read(&self.folder)?;
        if self.sdk.is_some() {
            self.links.sdk.clone_from(&self.sdk);
        }
        change(self)
    }

    /// Whether an earlier run was interrupted here, so that [`find`](Self::find) had to complete it.
    pub fn was_interrupted(&self) -> bool {
        self.was_interrupted
    }

    /// The links, by caller and target.
    pub fn links(&self) -> Vec<Link> {
        self.links.iter().collect()
    }

    /// Has the generated crates depend on the SDK in this folder instead of a published version, from the next change on.
    ///
    /// # Errors
    ///
    /// When a folder that is looked at cannot be read.
    pub fn set_sdk_path(&mut self, folder: impl AsRef<Path>) -> Result<(), Error> {
        self.sdk = Some(crate::manifest::relative(&self.packages.root, folder.as_ref())?.into());
        self.links.sdk.clone_from(&self.sdk);
        Ok(())
    }

    /// Lets each caller call each target. What is linked already stays so.
    ///
    /// Components are named by their package or by their folder. Without a `mode`, links that there are keep theirs, and new ones are
    /// [composed](Mode::Composed).
    ///
    /// # Errors
    ///
    /// When a component is not in the workspace, when two have one WIT package name, when a target's WIT cannot be called remotely, when
    /// a file is in the way that was not generated or was edited since, or when reading or writing fails. Nothing is changed then.
    pub fn link(&mut self, targets: &[&str], callers: &[&str], mode: Option<Mode>) -> Result<Report, Error> {
        self.exclusively(|workspace| {
            let mut links = workspace.links.clone();
            for target in targets {
                let target = workspace.packages.find(target)?;
                for caller in callers {
                    let caller = workspace.packages.find(caller)?;
                    let mode = mode.or_else(|| links.mode(&caller.name, &target.name)).unwrap_or(Mode::Composed);
                    links.insert(&caller.name, &target.name, mode);
                }
            }
            workspace.refuse_missing(&links)?;
            workspace.change(links)
        })
    }

    /// Takes the link between a caller and a target away, with all that nobody else needs.
    ///
    /// # Errors
    ///
    /// When there is no such link, when the caller's WIT still imports the stub, when a file that would go was edited since it was
    /// generated, or when reading or writing fails. Nothing is changed then.
    pub fn unlink(&mut self, target: &str, caller: &str) -> Result<Report, Error> {
        self.exclusively(|workspace| {
            let mut links = workspace.links.clone();
            let name = |component: &str| {
                workspace.packages.find(component).map_or(component.to_owned(), |member| member.name.clone())
            };
            let (target, caller) = (name(target), name(caller));
            if !links.remove(&caller, &target) {
                // The interrupted run has been this one.
                if workspace.was_interrupted {
                    return Ok(Report::default());
                }
                return Err(workspace.no_link(&target, &caller));
            }
            workspace.change(links)
        })
    }

    /// Names of our tasks that the user's `Makefile.toml` has for tasks of its own. They are left alone.
    ///
    /// # Errors
    ///
    /// When the file cannot be read.
    pub fn tasks_taken(&self) -> Result<Vec<&'static str>, Error> {
        let path = self.packages.root.join("Makefile.toml");
        makefile::taken(&path, disk::read(&path)?.as_deref())
    }

    /// Writes what is not as it should be.
    ///
    /// # Errors
    ///
    /// As those of [`link`](Self::link).
    pub fn generate(&mut self) -> Result<Report, Error> {
        self.exclusively(Workspace::write_stale)
    }

    fn write_stale(&mut self) -> Result<Report, Error> {
        self.refuse_missing(&self.links)?;
        self.change(self.links.clone())
    }

    /// Writes nothing and fails with [`Error::Stale`] when [`generate`](Self::generate) would write something.
    ///
    /// # Errors
    ///
    /// As those of `generate`, and when anything is stale.
    pub fn check(&self) -> Result<Report, Error> {
        self.refuse_missing(&self.links)?;
        edit::plan(self, &self.links)?.check()
    }

    /// Changes files until they are as the links have it. What is generated for one component may be WIT that another is generated from.
    fn change(&mut self, links: Links) -> Result<Report, Error> {
        let mut report = Report::default();
        // WIT packages do not stand on each other in a circle: it takes a round for each at most.
        for _ in 0..=links.targets().len() {
            let plan = edit::plan(self, &links)?;
            let changes = plan.changes()?;
            let changes_wit = changes.iter().any(|change| self.is_wit_of_a_target(&links, &change.path));
            merge(&mut report, plan.report());
            transaction::commit(&self.packages.root, changes)?;
            self.links = links.clone();
            if !changes_wit {
                break;
            }
        }
        Ok(report)
    }

    fn is_wit_of_a_target(&self, links: &Links, path: &Path) -> bool {
        let targets = links.targets();
        targets.iter().filter_map(|target| self.packages.named(target)).any(|target| path.starts_with(&target.wit))
    }

    /// A component that the links name and that is not in the workspace any more.
    fn refuse_missing(&self, links: &Links) -> Result<(), Error> {
        let missing = links.iter().find_map(|link| {
            let missing = [&link.target, &link.caller].into_iter().find(|name| self.packages.named(name).is_none())?;
            Some((missing.clone(), link.clone()))
        });
        missing.map_or(Ok(()), |(missing, Link { caller, target, .. })| {
            Err(Error::options(
                format!("`{caller}` is linked to `{target}`, but the workspace has no component `{missing}` any more"),
                format!(
                    "put it back into `members`, or run `golem-rpc-codegen unlink --target {target} --caller {caller}`"
                ),
            ))
        })
    }

    /// Where a crate is generated: beside its target.
    fn crate_folder(&self, target: &str, role: Role) -> PathBuf {
        let name = role.crate_of(target);
        if let Some(member) = self.packages.named(&name) {
            return member.folder.clone();
        }
        let above = self.packages.named(target).and_then(|target| target.folder.parent());
        above.unwrap_or(&self.packages.root).join(name)
    }

    fn no_link(&self, target: &str, caller: &str) -> Error {
        let links: Vec<_> =
            self.links.iter().map(|link| format!("`{}` calls `{}`", link.caller, link.target)).collect();
        Error::options(
            format!("`{caller}` is not linked to `{target}`"),
            if links.is_empty() {
                "nothing is linked here".to_owned()
            } else {
                format!("these links are there: {}", links.join(", "))
            },
        )
    }
}

/// What there is, and who calls whom.
fn read(folder: &Path) -> Result<(Packages, Links), Error> {
    let packages = Packages::read(folder)?;
    let links = RootManifest::read(&packages.root)?.links()?;
    Ok((packages, links))
}

/// Completes what an interrupted run had begun. Says whether there was anything. A run that is at work does so itself.
fn settle(root: &Path) -> Result<bool, Error> {
    while transaction::is_under_way(root) {
        if let Attempt::Taken(lock) = Lock::try_take(root)? {
            return transaction::complete(root, &lock);
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(false)
}

/// What happened to each file over several rounds. What is left out, the last one knows.
fn merge(report: &mut Report, round: Report) {
    report.left_out = round.left_out;
    for file in round.files {
        match report.files.iter_mut().find(|known| known.path == file.path) {
            Some(known) if file.outcome != Outcome::Unchanged => known.outcome = file.outcome,
            Some(_) => {}
            None => report.files.push(file),
        }
    }
}
