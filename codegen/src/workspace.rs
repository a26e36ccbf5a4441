//! A cargo workspace of components that call each other: the links between them, and the files that
//! these links require.

mod app;
mod build;
pub(crate) mod caller_manifest;
mod compile;
mod compile_failure;
mod composing;
mod edit;
mod elsewhere;
mod freshness;
mod instant_stub;
mod journal;
mod links;
mod makefile;
mod manifests;
mod members;
mod metadata;
mod new;
mod progress;
mod removal;
mod rivals;
mod role;
mod root_manifest;
mod stale_stub;
mod status;
mod toml;
mod transaction;
mod wasm_target;

use std::path::{Path, PathBuf};
use std::time::Duration;

pub use build::{Build, Deployable};
pub use links::Link;
pub use new::{NewComponents, NewOptions};
pub use progress::Progress;
pub use status::{LinkStatus, Status};

use crate::client::Mode;
use crate::disk;
use crate::error::Error;
use crate::golem_version::GolemVersion;
use crate::lock::{Attempt, LOCK, Lock};
use crate::output::{Outcome, Plan, Report};
use crate::paths::relative;
use crate::root::workspace_above;
use crate::sdk::Sdk;
use links::Links;
use members::{Member, Packages};
use role::Role;
use root_manifest::RootManifest;

/// A cargo workspace of components that call each other.
///
/// A *link* says that one component, the caller, calls another one, the target. The links are
/// recorded in the workspace's `Cargo.toml`, in the table `[workspace.metadata.golem-rpc]`. The
/// files that they require are generated: stub and client crates beside the targets, the stubs' WIT
/// in the callers' `wit/deps`, the callers' dependencies on the clients, and tasks for cargo-make.
///
/// A method that changes files changes all of them or none. If the process is killed meanwhile, the
/// next one that finds the workspace completes the change. Processes that change one workspace take
/// turns: [`link`](Self::link), [`unlink`](Self::unlink), [`generate`](Self::generate) and
/// [`build`](Self::build) wait until no other process is changing it, and then read it again.
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
    /// The folder that the workspace was looked for from; absolute.
    folder: PathBuf,
    packages: Packages,
    links: Links,
    /// Where the SDK is from the next change on.
    sdk: Option<Sdk>,
    /// The version of Golem from the next change on.
    golem: Option<GolemVersion>,
    was_interrupted: bool,
}

impl Workspace {
    /// Finds the workspace that a folder is in. If an earlier run was interrupted there, its change
    /// is completed first.
    ///
    /// # Errors
    ///
    /// When the folder is in no workspace, when cargo cannot read the workspace, or when the
    /// journal of an interrupted run is there, but cannot have been written by this program.
    pub fn find(folder: impl AsRef<Path>) -> Result<Workspace, Error> {
        let folder = std::path::absolute(folder.as_ref()).map_err(Error::io("read", folder.as_ref()))?;
        let root = workspace_above(&folder);
        let mut was_interrupted = root.as_deref().map_or(Ok(false), settle)?;
        let mut read = read(&folder);
        // The read may have failed because another run was changing the files. Once that is done,
        // it is tried again.
        if let Some(root) = root.filter(|root| read.is_err() && root.join(LOCK).exists()) {
            let lock = Lock::take(&root)?;
            was_interrupted |= transaction::complete(&root, &lock)?;
            read = self::read(&folder);
        }
        let (packages, links) = read?;
        Ok(Workspace { folder, packages, links, sdk: None, golem: None, was_interrupted })
    }

    /// Runs `change` while no other process changes the workspace. The workspace is read again
    /// first, as another process may have changed it in the meantime.
    fn exclusively<T>(&mut self, change: impl FnOnce(&mut Workspace) -> Result<T, Error>) -> Result<T, Error> {
        let root = self.packages.absolute_root()?;
        let lock = Lock::take(&root)?;
        self.was_interrupted |= transaction::complete(&root, &lock)?;
        (self.packages, self.links) = read(&self.folder)?;
        if self.sdk.is_some() {
            self.links.sdk.clone_from(&self.sdk);
        }
        self.links.golem = self.golem.unwrap_or(self.links.golem);
        change(self)
    }

    /// Whether an earlier run was interrupted here, so that its change had to be completed.
    pub fn was_interrupted(&self) -> bool {
        self.was_interrupted
    }

    /// The links, sorted by caller and target.
    pub fn links(&self) -> Vec<Link> {
        self.links.iter().collect()
    }

    /// Has the generated crates depend on the SDK there, from the next change on. It is recorded
    /// with the links.
    ///
    /// # Errors
    ///
    /// When a folder that is looked at cannot be read.
    pub fn set_sdk(&mut self, sdk: Sdk) -> Result<(), Error> {
        self.sdk = Some(match sdk {
            Sdk::Path(folder) => Sdk::Path(relative(&self.packages.root, &folder)?.into()),
            other => other,
        });
        self.links.sdk.clone_from(&self.sdk);
        Ok(())
    }

    /// Has the generated crates depend on the SDK in this folder: [`Sdk::Path`].
    ///
    /// # Errors
    ///
    /// As those of [`set_sdk`](Self::set_sdk).
    pub fn set_sdk_path(&mut self, folder: impl AsRef<Path>) -> Result<(), Error> {
        self.set_sdk(Sdk::Path(folder.as_ref().to_owned()))
    }

    /// Has everything generated for this version of Golem, from the next change on. It is recorded
    /// with the links, and is one for all of them: components that call each other run on one
    /// Golem.
    pub fn set_golem(&mut self, version: GolemVersion) {
        self.golem = Some(version);
        self.links.golem = version;
    }

    /// The version of Golem that everything is generated for. It is [`GolemVersion::V1_0`] where
    /// nothing else was recorded.
    pub fn golem(&self) -> GolemVersion {
        self.links.golem
    }

    /// The version of Golem that the workspace which a folder is in is for; nothing if there is no
    /// workspace.
    ///
    /// # Errors
    ///
    /// When its manifest cannot be read.
    pub fn recorded_golem(folder: impl AsRef<Path>) -> Result<Option<GolemVersion>, Error> {
        let Some(root) = workspace_above(folder.as_ref()) else { return Ok(None) };
        Ok(Some(RootManifest::read(&root)?.links()?.golem))
    }

    /// Where the workspace that a folder is in says that the SDK is; nothing if there is no
    /// workspace, or it says nothing.
    ///
    /// # Errors
    ///
    /// When its manifest cannot be read.
    pub fn recorded_sdk(folder: impl AsRef<Path>) -> Result<Option<Sdk>, Error> {
        let Some(root) = workspace_above(folder.as_ref()) else { return Ok(None) };
        let recorded = RootManifest::read(&root)?.links()?.sdk;
        Ok(recorded.map(|sdk| match sdk {
            Sdk::Path(folder) => Sdk::Path(root.join(folder)),
            other => other,
        }))
    }

    /// Where the SDK is.
    ///
    /// What the user said counts most. Else it is a version if a caller has a dependency on one,
    /// and at last [that of this program](Sdk::of_this_program).
    ///
    /// # Errors
    ///
    /// When a manifest cannot be read, or the checkout that this program was built from is gone.
    pub fn sdk(&self) -> Result<Sdk, Error> {
        edit::sdk(&self.packages, &self.links)
    }

    /// Links each of the callers to each of the targets. Other links stay as they are.
    ///
    /// Components are named by their package or by their folder. Without a `mode`, existing links
    /// keep theirs, and new ones are [composed](Mode::Composed).
    ///
    /// # Errors
    ///
    /// When a component is not in the workspace, when two have the same WIT package name, when a
    /// target exports nothing that can be called remotely, when a file is in the way that was not
    /// generated or was edited since, or when reading or writing fails. Nothing is changed then.
    pub fn link(&mut self, targets: &[&str], callers: &[&str], mode: Option<Mode>) -> Result<Report, Error> {
        self.link_as(targets, callers, mode.map(|mode| (mode, false)))
    }

    /// Links each of the callers to each of the targets in composed mode, with stubs that this
    /// program makes itself: there are no stub crates, and nothing is compiled for a stub.
    /// [`build`](Self::build) makes them when it composes.
    ///
    /// # Errors
    ///
    /// The same as those of [`link`](Self::link).
    pub fn link_with_instant_stubs(&mut self, targets: &[&str], callers: &[&str]) -> Result<Report, Error> {
        self.link_as(targets, callers, Some((Mode::Composed, true)))
    }

    /// `how` is the mode, and whether the stub is an instant one. Without it existing links stay as
    /// they are.
    fn link_as(&mut self, targets: &[&str], callers: &[&str], how: Option<(Mode, bool)>) -> Result<Report, Error> {
        self.exclusively(|workspace| {
            let mut links = workspace.links.clone();
            for target in targets {
                let target = workspace.target(target)?;
                if target.is_elsewhere {
                    let at = relative(&workspace.packages.root, &target.folder)?;
                    links.put_elsewhere(&target.name, at.into());
                }
                for caller in callers {
                    let caller = workspace.packages.find(caller)?;
                    workspace.refuse_as_caller(caller)?;
                    let known = || links.get(&caller.name, &target.name).map(|link| (link.mode, link.instant_stub));
                    let (mode, instant_stub) = how.or_else(known).unwrap_or((Mode::Composed, false));
                    let (caller, target) = (caller.name.clone(), target.name.clone());
                    links.insert(Link { caller, target, mode, instant_stub });
                }
            }
            elsewhere::add(&mut workspace.packages, &links);
            workspace.refuse_missing(&links)?;
            workspace.change(links)
        })
    }

    /// A component to be called: one of the workspace, or what is at a path.
    fn target(&self, name: &str) -> Result<Member, Error> {
        let path = Path::new(name);
        let known = self.packages.find(name);
        // One that is elsewhere may be at another path now.
        let elsewhere = match &known {
            Ok(member) if !member.is_elsewhere || !path.exists() => None,
            _ => elsewhere::find(path)?,
        };
        match elsewhere {
            Some(found) => self.refuse_taken(found),
            None => known.cloned(),
        }
    }

    /// What is generated for a target is called after it.
    fn refuse_taken(&self, found: Member) -> Result<Member, Error> {
        match self.packages.named(&found.name).filter(|member| !member.is_elsewhere) {
            None => Ok(found),
            Some(member) => Err(Error::options(
                format!(
                    "`{}` is called `{}`, as is a component of the workspace, in `{}`",
                    found.folder.display(),
                    found.name,
                    member.folder.display()
                ),
                "rename one of them: the client is called after the component",
            )),
        }
    }

    fn refuse_as_caller(&self, caller: &Member) -> Result<(), Error> {
        if !caller.is_elsewhere {
            return Ok(());
        }
        Err(Error::options(
            format!("`{}` is not in this workspace, so that it cannot be made a caller from here", caller.name),
            "run the command in the workspace that it is in",
        ))
    }

    /// The linked targets that are not in the workspace and cannot be found now, with the path at
    /// which they should be. What was generated for them is left as it is; whether it is stale
    /// cannot be told.
    pub fn out_of_reach(&self) -> Vec<(String, PathBuf)> {
        let targets = self.links.targets().into_iter().filter_map(|target| self.packages.named(&target));
        let targets = targets.filter(|target| target.is_out_of_reach());
        targets.map(|target| (target.name.clone(), target.folder.clone())).collect()
    }

    /// Removes the link between a caller and a target, and all generated files that no other link
    /// needs.
    ///
    /// # Errors
    ///
    /// When there is no such link, when the caller's WIT still imports the stub, when a file that
    /// has to be removed was edited since it was generated, or when reading or writing fails.
    /// Nothing is changed then.
    pub fn unlink(&mut self, target: &str, caller: &str) -> Result<Report, Error> {
        self.exclusively(|workspace| {
            let mut links = workspace.links.clone();
            let name = |component: &str| {
                workspace.packages.find(component).map_or(component.to_owned(), |member| member.name.clone())
            };
            let (target, caller) = (name(target), name(caller));
            if !links.remove(&caller, &target) {
                // The run that was interrupted, and has been completed now, was this same command.
                if workspace.was_interrupted {
                    return Ok(Report::default());
                }
                return Err(workspace.no_link(&target, &caller));
            }
            workspace.change(links)
        })
    }

    /// Names of tasks that the user's `Makefile.toml` defines itself, although they are among those
    /// that are generated. They are left as they are.
    ///
    /// # Errors
    ///
    /// When the file cannot be read.
    pub fn tasks_taken(&self) -> Result<Vec<&'static str>, Error> {
        let path = self.packages.root.join("Makefile.toml");
        makefile::taken(&path, disk::read(&path)?.as_deref())
    }

    /// Writes the generated files that are stale or missing.
    ///
    /// # Errors
    ///
    /// The same as those of [`link`](Self::link).
    pub fn generate(&mut self) -> Result<Report, Error> {
        self.exclusively(Workspace::write_stale)
    }

    fn write_stale(&mut self) -> Result<Report, Error> {
        self.refuse_missing(&self.links)?;
        self.change(self.links.clone())
    }

    /// Fails with [`Error::Stale`] if [`generate`](Self::generate) would write something. Writes
    /// nothing itself.
    ///
    /// # Errors
    ///
    /// The same as those of `generate`, and when a file is stale.
    pub fn check(&self) -> Result<Report, Error> {
        self.refuse_missing(&self.links)?;
        self.plan(&self.links)?.check()
    }

    /// What has to be done for the files to be as `links` requires.
    fn plan(&self, links: &Links) -> Result<Plan, Error> {
        edit::plan(&self.packages, &self.links, links)
    }

    /// Changes files until they are as `links` requires. This may take several rounds, as the
    /// stub's WIT that one component gets may be what the client of that component is generated
    /// from.
    fn change(&mut self, links: Links) -> Result<Report, Error> {
        let mut report = Report::default();
        // WIT packages can't depend on each other in a circle, so there is at most one round for
        // each target, and one more to see that nothing is left to do.
        for _ in 0..=links.targets().len() {
            let plan = self.plan(&links)?;
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

    /// Gives an error if a link names a component that is not in the workspace any more.
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
        })?;
        // Without what was generated from it, a target has to be there.
        let is_lost = |link: &Link| {
            let target = self.packages.named(&link.target).filter(|target| target.is_out_of_reach())?;
            let is_there = |role: &Role| self.packages.crate_folder(&link.target, *role).join("Cargo.toml").exists();
            (!link.roles().iter().all(is_there)).then(|| target.folder.clone())
        };
        let lost = links.iter().find_map(|link| Some((is_lost(&link)?, link)));
        lost.map_or(Ok(()), |(path, Link { caller, target, .. })| {
            Err(Error::options(
                format!("`{caller}` is linked to `{target}`, and there is nothing at `{}`", path.display()),
                format!(
                    "put it there, or say where it is: `golem-rpc-codegen initialize-workspace --targets PATH \
                     --callers {caller}`, or run `golem-rpc-codegen unlink --target {target} --caller {caller}`"
                ),
            ))
        })
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

/// Reads the packages of the workspace, and the links between them.
fn read(folder: &Path) -> Result<(Packages, Links), Error> {
    let mut packages = metadata::read(folder)?;
    let links = RootManifest::read(&packages.root)?.links()?;
    elsewhere::add(&mut packages, &links);
    Ok((packages, links))
}

/// Completes the change of a run that was interrupted, and returns whether there was one. A run
/// that is still going on completes its change itself, so this waits for it.
fn settle(root: &Path) -> Result<bool, Error> {
    while transaction::is_under_way(root) {
        if let Attempt::Taken(lock) = Lock::try_take(root)? {
            return transaction::complete(root, &lock);
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(false)
}

/// Adds the report on one round to that on the rounds before. What is left out is taken from the
/// last round, which has seen everything.
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
