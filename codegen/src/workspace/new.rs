//! New components, in the workspace that they are to be in; where there is none, it is made.
//!
//! The files of a component are written before the workspace's manifest names it, its `Cargo.toml`
//! as the last of them. A run that is killed meanwhile leaves nothing that the same command could
//! not complete: files that are as they would be written are taken for its own, and any other is in
//! the way.

use std::path::{Path, PathBuf};

use heck::ToKebabCase;

use super::caller_manifest::{self, Needs};
use super::elsewhere;
use super::links::Links;
use super::members::{Member, Packages};
use super::role::Role;
use super::root_manifest::RootManifest;
use super::{Workspace, edit, metadata, read, transaction, wasm_target};
use crate::client::Mode;
use crate::disk;
use crate::error::Error;
use crate::link::Package;
use crate::lock::Lock;
use crate::output::{FileReport, Outcome, Report};
use crate::paths::{is_reserved, normal, relative, shown};
use crate::root::workspace_above;
use crate::rust::names::is_keyword;
use crate::sdk::Sdk;
use crate::style::Style;
use crate::template::{self, Identity, NAMESPACE, Target};

/// What [`Workspace::create`] makes.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum NewComponents {
    /// One component, called like its folder.
    One {
        /// Its folder, which may be there if it is empty.
        folder: PathBuf,
        /// What it calls: components of the workspace, or paths as [`Workspace::link`] takes them.
        calls: Vec<String>,
    },
    /// The two of Golem's documentation, `component1` and `component2`, which calls it.
    Counters,
}

/// How they are made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct NewOptions {
    /// How they are built. Without this it is as the components are that the workspace has, or by
    /// cargo.
    pub style: Option<Style>,
    /// How they call each other.
    pub mode: Mode,
    /// Where the SDK is, if that is not to be as the workspace has it.
    pub sdk: Option<Sdk>,
}

/// A component that is to be there.
struct Wanted {
    name: String,
    /// Absolute.
    folder: PathBuf,
    calls: Vec<String>,
}

/// A file that this run has written, and what it said before.
struct Change {
    path: PathBuf,
    before: Option<String>,
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
        let root = root(&here, &wanted)?;
        let lock = Lock::take(&root)?;
        transaction::complete(&root, &lock)?;
        let mut making = Making { here, root, options, changes: Vec::new(), report: Report::default() };
        let made = making.make(new, &wanted);
        if made.is_err() {
            making.take_back();
        }
        let mut workspace = made?;
        workspace.folder.clone_from(&making.here);
        Ok((workspace, making.report))
    }

    /// Why the components of the workspace cannot be compiled on this machine, whatever is in them;
    /// nothing if they can. It costs the start of a compiler.
    pub fn missing_target(&self) -> Option<Error> {
        let own: Vec<_> = self.packages.members.iter().filter(|member| member.is_component()).collect();
        let style = edit::one_style(&own).ok()?;
        wasm_target::missing(&self.packages.absolute_root().ok()?, style)
    }
}

impl Wanted {
    fn all(here: &Path, new: &NewComponents) -> Result<Vec<Wanted>, Error> {
        match new {
            NewComponents::One { folder, calls } => {
                let folder = normal(&here.join(folder));
                Ok(vec![Wanted { name: name(&folder)?, folder, calls: calls.clone() }])
            }
            NewComponents::Counters => Ok(template::COUNTERS
                .iter()
                .map(|name| Wanted {
                    name: (*name).to_owned(),
                    folder: here.join(name),
                    calls: template::COUNTERS
                        .iter()
                        .take_while(|other| *other != name)
                        .map(|&n| n.to_owned())
                        .collect(),
                })
                .collect()),
        }
    }
}

/// The folder of the workspace: one that is there, or the one that becomes it.
fn root(here: &Path, wanted: &[Wanted]) -> Result<PathBuf, Error> {
    let folder = &wanted[0].folder;
    let above = folder.parent().unwrap_or(here);
    if let Some(root) = workspace_above(above) {
        return Ok(root);
    }
    let root = if folder.starts_with(here) { here } else { above };
    if root.join("Cargo.toml").exists() {
        return Err(Error::options(
            format!("`{}` is that of a package, and of no workspace", shown(root).join("Cargo.toml").display()),
            "run the command in the folder above, which becomes the workspace of both, or add an empty table \
             `[workspace]` to that Cargo.toml",
        ));
    }
    Ok(root.to_owned())
}

/// A run that makes them.
struct Making<'a> {
    here: PathBuf,
    root: PathBuf,
    options: &'a NewOptions,
    changes: Vec<Change>,
    report: Report,
}

impl Making<'_> {
    fn make(&mut self, new: &NewComponents, wanted: &[Wanted]) -> Result<Workspace, Error> {
        let is_workspace = self.root.join("Cargo.toml").exists();
        let (mut packages, links) = if is_workspace { read(&self.root)? } else { self.nothing() };
        let style = self.style(&packages)?;
        let mut linked = links.clone();
        for component in wanted {
            refuse_taken(&packages, component)?;
            let targets = self.targets(&packages, component)?;
            let namespace = namespace(&packages, &targets);
            let identity = Identity { name: &component.name, namespace: &namespace, style };
            let files = match new {
                NewComponents::Counters => template::counters(&identity),
                NewComponents::One { .. } if targets.is_empty() => template::target(&identity),
                NewComponents::One { .. } => {
                    let targets = targets.iter().map(|target| Target {
                        name: &target.name,
                        wit: &target.wit,
                        world: target.world.as_deref(),
                    });
                    template::caller(&identity, &targets.collect::<Vec<_>>())?
                }
            };
            self.write_component(component, &files)?;
            for target in targets {
                linked.insert(&component.name, &target.name, self.options.mode);
                if target.is_elsewhere {
                    linked.put_elsewhere(&target.name, relative(&self.root, &target.folder)?.into());
                }
            }
            self.add_to_workspace(component)?;
            packages = metadata::read(&self.root)?;
        }
        let (packages, links) = read(&self.root)?;
        let mut workspace = Workspace { folder: self.root.clone(), packages, links, sdk: None, was_interrupted: false };
        if linked != workspace.links {
            if let Some(sdk) = self.options.sdk.clone() {
                workspace.set_sdk(sdk)?;
                linked.sdk.clone_from(&workspace.sdk);
            }
            elsewhere::add(&mut workspace.packages, &linked);
            workspace.refuse_missing(&linked)?;
            let report = workspace.change(linked)?;
            super::merge(&mut self.report, report);
        }
        Ok(workspace)
    }

    /// What there is where no workspace is.
    fn nothing(&self) -> (Packages, Links) {
        (Packages::new(&self.root, &self.root.join("target"), Vec::new()), Links::default())
    }

    /// All components of a workspace are built in one way.
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

    /// What a component calls.
    fn targets(&self, packages: &Packages, component: &Wanted) -> Result<Vec<Member>, Error> {
        let find = |name: &String| {
            let path = Path::new(name);
            let known = packages.find(name);
            match known {
                Ok(member) => Ok(member.clone()),
                Err(unknown) => {
                    let found = elsewhere::find(path)?.filter(|found| packages.named(&found.name).is_none());
                    found.ok_or_else(|| if packages.members.is_empty() { nothing_to_call(name) } else { unknown })
                }
            }
        };
        component.calls.iter().map(find).collect()
    }

    /// Writes the files that are missing, unless one is in the way.
    fn write_component(&mut self, component: &Wanted, files: &template::Files) -> Result<(), Error> {
        let mut there = Vec::new();
        super::removal::files(&component.folder, &mut there)?;
        for path in &there {
            let name = path.strip_prefix(&component.folder).map(crate::paths::slashed).unwrap_or_default();
            let text = disk::read(path)?.unwrap_or_default();
            let is_as_made = files.get(&name).is_some_and(|made| is_as_made(path, &text, made));
            // What links have brought, cargo-component, and whoever has run cargo in it.
            let is_generated = crate::marker::is_generated(&text) || name == "src/bindings.rs";
            if !is_as_made && !is_generated {
                return Err(in_the_way(component, path));
            }
        }
        // The manifest comes last: with it, it is a component.
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

    /// Makes it a member, of a workspace that is made if there is none.
    fn add_to_workspace(&mut self, component: &Wanted) -> Result<(), Error> {
        let path = self.root.join("Cargo.toml");
        let member = relative(&self.root, &component.folder)?;
        if !path.exists() {
            let mut members = packages_in(&self.root)?;
            if !members.contains(&member) {
                members.push(member);
            }
            self.write(path, None, &workspace_text(&members))?;
            let ignored = self.root.join(".gitignore");
            if !ignored.exists() {
                self.write(ignored, None, "target/\n")?;
            }
            return Ok(());
        }
        let mut manifest = RootManifest::read(&self.root)?;
        if manifest.excludes(&member) {
            return Err(Error::options(
                format!("`{}` excludes `{member}` from the workspace", shown(&path).display()),
                "take it off the list `exclude`, or choose another name",
            ));
        }
        manifest.add_member(&member)?;
        let text = manifest.text();
        if text != manifest.old {
            self.write(path, Some(manifest.old), &text)?;
        }
        Ok(())
    }

    fn write(&mut self, path: PathBuf, before: Option<String>, text: &str) -> Result<(), Error> {
        self.tell(&path, Outcome::Written);
        self.changes.push(Change { path: path.clone(), before });
        disk::replace(&path, text.as_bytes())
    }

    fn tell(&mut self, path: &Path, outcome: Outcome) {
        let path = shown(path);
        match self.report.files.iter_mut().find(|file| file.path == path) {
            Some(file) if outcome == Outcome::Written => file.outcome = outcome,
            Some(_) => {}
            None => self.report.files.push(FileReport { path, outcome }),
        }
    }

    /// Undoes what this run has written. The first error is the one to report.
    fn take_back(&mut self) {
        while let Some(change) = self.changes.pop() {
            let _ = match change.before {
                Some(text) => disk::replace(&change.path, text.as_bytes()),
                None => disk::remove(&change.path).and_then(|()| disk::remove_empty_folders(&self.root, &change.path)),
            };
        }
    }
}

/// A component that can be called so: its folder's name.
fn name(folder: &Path) -> Result<String, Error> {
    const TAKEN: [&str; 8] =
        ["alloc", "core", "golem-rpc-sdk", "golem-rpc-stub", "proc-macro", "std", "test", "wit-bindgen"];
    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let no_name = |why: &str, cure: String| {
        Err(Error::options(format!("`{name}` cannot be the name of a component: {why}"), cure))
    };
    let another = || "choose another name".to_owned();
    let is_word = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_lowercase())
            && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
    };
    if !name.split('-').all(is_word) {
        let better = name.to_kebab_case();
        let cure = if better.split('-').all(is_word) { format!("call it `{better}`") } else { another() };
        return no_name(
            "it has to be words of lower-case letters and digits, each beginning with a letter, with `-` between them",
            cure,
        );
    }
    if is_reserved(&name) {
        return no_name("Windows has no folder of that name", another());
    }
    if is_keyword(&name.replace('-', "_")) {
        return no_name("it is a keyword of Rust", another());
    }
    if TAKEN.contains(&name.as_str()) {
        return no_name("a crate that components need is called so", another());
    }
    Ok(name)
}

/// The names of packages in a workspace differ, and so do those of what is generated for them.
fn refuse_taken(packages: &Packages, component: &Wanted) -> Result<(), Error> {
    let Wanted { name, folder, .. } = component;
    let other = packages.named(name).filter(|member| relative(&member.folder, folder).is_ok_and(|path| path != "."));
    if let Some(other) = other {
        return Err(Error::options(
            format!("the workspace has a package `{name}` already, in `{}`", other.folder.display()),
            "choose another name",
        ));
    }
    let roles = [Role::Stub, Role::Client(Mode::Direct), Role::Client(Mode::Composed)];
    let of = packages.members.iter().find(|member| roles.iter().any(|role| role.crate_of(&member.name) == *name));
    of.map_or(Ok(()), |of| {
        Err(Error::options(
            format!("`{name}` is what the crate is called that is generated for callers of `{}`", of.name),
            "choose another name",
        ))
    })
}

/// Whether a file is as it would be made, but for what a link has added and for line ends.
fn is_as_made(path: &Path, text: &str, made: &str) -> bool {
    let is_manifest = path.file_name().is_some_and(|name| name == "Cargo.toml");
    let unlinked = if is_manifest { caller_manifest::edited(path, text, &Needs::default()).ok() } else { None };
    unlinked.as_deref().unwrap_or(text).replace("\r\n", "\n") == made
}

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

fn nothing_to_call(name: &str) -> Error {
    Error::options(
        format!("there is no component `{name}` here to call"),
        format!(
            "make it first: `golem-rpc-codegen new {name}`; one that is elsewhere is named by its folder, its \
             WIT or its `.wasm` file"
        ),
    )
}

/// That of the components that it is made for.
fn namespace(packages: &Packages, targets: &[Member]) -> String {
    let components = packages.members.iter().filter(|member| member.is_component());
    let mut packages = targets.iter().chain(components).filter_map(|member| Package::read(&member.wit).ok().flatten());
    packages.next().map_or_else(|| NAMESPACE.to_owned(), |package| package.name.namespace)
}

/// The packages in a folder's folders. Cargo refuses those that are in a workspace's folder and not
/// its members.
fn packages_in(root: &Path) -> Result<Vec<String>, Error> {
    let mut members = Vec::new();
    for entry in std::fs::read_dir(root).map_err(Error::io("read", root))? {
        let folder = entry.map_err(Error::io("read", root))?.path();
        let Some(text) = disk::read(&folder.join("Cargo.toml")).ok().flatten() else { continue };
        let manifest = text.parse::<toml_edit::DocumentMut>().ok();
        if manifest.is_some_and(|manifest| manifest.contains_key("package") && !manifest.contains_key("workspace")) {
            members.push(relative(root, &folder)?);
        }
    }
    members.sort();
    Ok(members)
}

fn workspace_text(members: &[String]) -> String {
    let members = members.iter().map(|member| format!("    {},\n", toml_edit::Value::from(member)));
    format!(
        "[workspace]\nresolver = \"3\"\nmembers = [\n{}]\n\n\
         # What is deployed is small.\n[profile.release]\nopt-level = \"s\"\nlto = true\nstrip = true\n",
        members.collect::<String>()
    )
}
