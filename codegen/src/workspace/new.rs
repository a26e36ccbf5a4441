//! Makes new components, in the workspace that they are to be in. If there is no workspace, it is
//! made, too.
//!
//! A run may be killed while it writes. What it leaves then, the same command can complete: a file
//! that is already there as it would be written is taken for one of an earlier run. Any other file
//! is taken for the user's, and the command fails and leaves it as it is. The files of a component
//! are written before the workspace's manifest names it, so that cargo can read the workspace at
//! any time.

mod joining;
mod name;
mod wanted;
mod writing;

use std::path::{Path, PathBuf};

use super::links::{Link, Links};
use super::members::{Member, Packages};
use super::{Workspace, edit, elsewhere, metadata, read, transaction};
use crate::client::Mode;
use crate::error::Error;
use crate::golem_version::GolemVersion;
use crate::link::Package;
use crate::lock::Lock;
use crate::output::Report;
use crate::paths::relative;
use crate::sdk::Sdk;
use crate::style::Style;
use crate::template::{self, Identity, NAMESPACE, Target};
pub use wanted::NewComponents;
use wanted::Wanted;
use writing::Writing;

/// How [`Workspace::create`] makes components.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct NewOptions {
    /// How they are built. Without this they are built as the components are that the workspace has
    /// already, or by cargo if it has none.
    pub style: Option<Style>,
    /// How they call each other.
    pub mode: Mode,
    /// Where the SDK is, if that is not to be as the workspace has it.
    pub sdk: Option<Sdk>,
    /// The version of Golem that the components run on, if it is not to be the workspace's.
    pub golem: Option<GolemVersion>,
}

impl Workspace {
    /// Makes new components, with WIT and code that compile, and the links to what they call.
    ///
    /// They join the workspace that `here` is in; where there is none, `here` becomes one. Relative
    /// paths are relative to the current folder. When everything is as it would be made, nothing is
    /// changed.
    ///
    /// # Errors
    ///
    /// When a name cannot be that of a component or is taken, when a folder has files that are not
    /// as they would be made, when what is to be called is not there, or when reading or writing
    /// fails. Nothing is changed then.
    pub fn create(
        here: impl AsRef<Path>,
        new: &NewComponents,
        options: &NewOptions,
    ) -> Result<(Workspace, Report), Error> {
        let here = std::path::absolute(here.as_ref()).map_err(Error::io("read", here.as_ref()))?;
        let wanted = Wanted::all(&here, new)?;
        let root = joining::root(&here, &wanted[0].folder)?;
        let lock = Lock::take(&root)?;
        transaction::complete(&root, &lock)?;
        let mut making = Making { writing: Writing::new(&root), root, options };
        let made = making.make(new, &wanted);
        if made.is_err() {
            making.writing.take_back();
        }
        let mut workspace = made?;
        workspace.folder = here;
        Ok((workspace, making.writing.report))
    }
}

/// One run that makes components.
struct Making<'a> {
    /// The folder of the workspace.
    root: PathBuf,
    options: &'a NewOptions,
    writing: Writing,
}

impl Making<'_> {
    fn make(&mut self, new: &NewComponents, wanted: &[Wanted]) -> Result<Workspace, Error> {
        let (mut packages, mut links) = self.there()?;
        let style = self.style(&packages)?;
        for component in wanted {
            let targets = self.make_component(new, component, &packages, style)?;
            for target in targets {
                links.insert(Link {
                    caller: component.name.clone(),
                    target: target.name.clone(),
                    mode: self.options.mode,
                    instant_stub: false,
                });
                if target.is_elsewhere {
                    links.put_elsewhere(&target.name, relative(&self.root, &target.folder)?.into());
                }
            }
            packages = metadata::read(&self.root)?;
        }
        self.link(links)
    }

    /// The packages of the workspace and its links. There are none if the workspace is still to be
    /// made.
    fn there(&self) -> Result<(Packages, Links), Error> {
        if self.root.join("Cargo.toml").exists() {
            return read(&self.root);
        }
        Ok((Packages::new(&self.root, &self.root.join("target"), Vec::new()), Links::default()))
    }

    /// Makes a component and has it join the workspace. Returns what it is to be linked to.
    fn make_component(
        &mut self,
        new: &NewComponents,
        component: &Wanted,
        packages: &Packages,
        style: Style,
    ) -> Result<Vec<Member>, Error> {
        name::refuse_taken(packages, &component.name, &component.folder)?;
        let targets = targets(packages, component)?;
        let namespace = namespace(packages, &targets);
        let identity = Identity { name: &component.name, namespace: &namespace, style };
        self.writing.write_component(component, &files(new, &identity, &targets)?)?;
        joining::join(&mut self.writing, &self.root, &component.folder)?;
        Ok(targets)
    }

    /// Links the components that were made to those that they call.
    fn link(&mut self, mut wanted: Links) -> Result<Workspace, Error> {
        let (packages, links) = read(&self.root)?;
        wanted.golem = self.options.golem.unwrap_or(wanted.golem);
        let folder = self.root.clone();
        let mut workspace = Workspace { folder, packages, links, sdk: None, golem: None, was_interrupted: false };
        if wanted == workspace.links {
            return Ok(workspace);
        }
        if let Some(sdk) = self.options.sdk.clone() {
            workspace.set_sdk(sdk)?;
            wanted.sdk.clone_from(&workspace.sdk);
        }
        elsewhere::add(&mut workspace.packages, &wanted);
        workspace.refuse_missing(&wanted)?;
        let report = workspace.change(wanted)?;
        super::merge(&mut self.writing.report, report);
        Ok(workspace)
    }

    /// How the components are built: as the options say, or as the workspace's other components
    /// are. Fails if these differ, since all components of a workspace have to be built in the same
    /// way.
    fn style(&self, packages: &Packages) -> Result<Style, Error> {
        let components: Vec<_> = packages.members.iter().filter(|member| member.is_component()).collect();
        let theirs = if components.is_empty() { None } else { Some(edit::one_style(&components)?) };
        match (self.options.style, theirs) {
            (Some(style), Some(theirs)) if style != theirs => Err(Error::options(
                format!("the components of this workspace are built {}", theirs.by()),
                "leave out `--style`: all have to be built in one way",
            )),
            (Some(style), _) | (None, Some(style)) => Ok(style),
            (None, None) => Ok(Style::default()),
        }
    }
}

/// The files of a new component that calls `targets`.
fn files(new: &NewComponents, identity: &Identity<'_>, targets: &[Member]) -> Result<template::Files, Error> {
    match new {
        NewComponents::Counters => Ok(template::counters(identity)),
        NewComponents::One { .. } if targets.is_empty() => Ok(template::target(identity)),
        NewComponents::One { .. } => {
            let targets = targets.iter().map(|target| Target {
                name: &target.name,
                wit: &target.wit,
                world: target.world.as_deref(),
            });
            template::caller(identity, &targets.collect::<Vec<_>>())
        }
    }
}

/// The components that a new one calls. They are members of the workspace, or at a path outside of
/// it.
fn targets(packages: &Packages, component: &Wanted) -> Result<Vec<Member>, Error> {
    let find = |name: &String| match packages.find(name) {
        Ok(member) => Ok(member.clone()),
        Err(unknown) => {
            let found = elsewhere::find(Path::new(name))?.filter(|found| packages.named(&found.name).is_none());
            found.ok_or_else(|| if packages.members.is_empty() { nothing_to_call(name) } else { unknown })
        }
    };
    component.calls.iter().map(find).collect()
}

fn nothing_to_call(name: &str) -> Error {
    Error::options(
        format!("there is no component `{name}` here to call"),
        format!(
            "make it first: `golem-rpc-codegen new {name}`; one that is elsewhere is named by its folder, its \
             WIT or its `.wasm` file"
        ),
    )
}

/// The namespace of a new component's WIT package. It is that of the first component that it calls,
/// or else that of a component in the workspace.
fn namespace(packages: &Packages, targets: &[Member]) -> String {
    let components = packages.members.iter().filter(|member| member.is_component());
    let mut packages = targets.iter().chain(components).filter_map(|member| Package::read(&member.wit).ok().flatten());
    packages.next().map_or_else(|| NAMESPACE.to_owned(), |package| package.name.namespace)
}
