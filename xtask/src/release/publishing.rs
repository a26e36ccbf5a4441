//! What makes a release of it: the commands, in their order.

use super::project::Project;
use crate::process::{cargo, output_of, run, run_quietly, shown};
use anyhow::Result;
use std::path::Path;
use std::process::Command;

/// One command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Uploads this crate.
    Publish { name: String, version: String },
    /// Marks the commit.
    Tag { version: String },
}

impl Step {
    pub fn command(&self, root: &Path) -> Command {
        match self {
            Step::Publish { name, .. } => {
                let mut cargo = cargo();
                cargo.args(["publish", "--package", name]).current_dir(root);
                cargo
            }
            Step::Tag { version } => {
                let mut git = git(root);
                git.args(["tag", "--annotate", &tag(version), "--message", &format!("golem-rpc {version}")]);
                git
            }
        }
    }

    /// Whether a former run has done it.
    fn is_done(&self, root: &Path) -> bool {
        match self {
            // Not in the project's folder, where cargo would tell of the project's own crate.
            Step::Publish { name, version } => {
                let mut cargo = cargo();
                cargo.args(["info", &format!("{name}@{version}"), "--registry", "crates-io"]);
                run_quietly(cargo.current_dir(std::env::temp_dir())).is_ok()
            }
            Step::Tag { version } => tagged_commit(root, version).is_some(),
        }
    }
}

/// The steps of a release, in their order. Crates are uploaded after those that they depend on.
pub fn steps(project: &Project) -> Vec<Step> {
    let version = project.version().to_owned();
    let crates = project.crates.iter().map(|published| published.package.name.clone());
    let publish = crates.map(|name| Step::Publish { name, version: version.clone() });
    publish.chain([Step::Tag { version: version.clone() }]).collect()
}

/// What is left to do by hand: no command of a release changes what others have.
pub fn afterwards(version: &str) -> String {
    format!("git push origin {}", tag(version))
}

/// Does the steps, without those that a former run has done already.
///
/// # Errors
///
/// When one fails.
pub fn execute(steps: &[Step], root: &Path) -> Result<()> {
    for step in steps {
        let mut command = step.command(root);
        if step.is_done(root) {
            println!("done already: {}", shown(&command));
        } else {
            println!("{}", shown(&command));
            run(&mut command)?;
        }
    }
    Ok(())
}

/// Why the state of the project's git repository is none to release from.
pub fn refusals(project: &Project) -> Vec<String> {
    let root = project.root();
    let Ok(changes) = output_of(git(root).args(["status", "--porcelain"])) else {
        return vec![format!("{} is no git repository: release from a clone", root.display())];
    };
    let mut refusals = Vec::new();
    if let Some(first) = changes.lines().next() {
        let others = match changes.lines().count() - 1 {
            0 => String::new(),
            others => format!(" and {others} more"),
        };
        refusals.push(format!("there are changes without a commit, `{}`{others}: commit them", first.trim()));
    }
    let head = output_of(git(root).args(["rev-parse", "HEAD"])).unwrap_or_default();
    if tagged_commit(root, project.version()).is_some_and(|commit| commit != head) {
        let tag = tag(project.version());
        refusals.push(format!("{tag} is another commit: raise the version in Cargo.toml's [workspace.package]"));
    }
    refusals
}

fn tagged_commit(root: &Path, version: &str) -> Option<String> {
    let commit = format!("refs/tags/{}^{{commit}}", tag(version));
    output_of(git(root).args(["rev-parse", "--verify", "--quiet", &commit])).ok()
}

fn tag(version: &str) -> String {
    format!("v{version}")
}

fn git(root: &Path) -> Command {
    let mut git = Command::new("git");
    git.current_dir(root);
    git
}
