//! Finds out which files have to change so that a workspace is as its links require.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::caller_manifest::{self, Dependency, Needs};
use super::links::Links;
use super::makefile;
use super::members::{Member, Packages};
use super::removal::Removal;
use super::rivals::{self, Manifest, Needed};
use super::role::Role;
use super::root_manifest::RootManifest;
use crate::client::Mode;
use crate::config::Config;
use crate::disk;
use crate::error::Error;
use crate::link::{Package, Placed, StubWit};
use crate::output::{Output, Plan};
use crate::paths::relative;
use crate::sdk::{Found, SDK, SDK_VERSION, Sdk};
use crate::style::Style;

/// Compares the workspace with what `links` requires, without changing anything. Files that belong
/// to components which are not in the workspace any more are left as they are.
pub(crate) fn plan(packages: &Packages, before: &Links, links: &Links) -> Result<Plan, Error> {
    let edit = Edit { packages, before, links, style: style(packages, links)?, sdk: sdk(packages, links)? };
    edit.refuse_same_packages()?;
    let crates = edit.crates()?;
    let mut placed = BTreeMap::new();
    for caller in links.callers() {
        placed.insert(caller.clone(), edit.placed(&caller, &crates)?);
    }
    let outputs: Vec<_> = crates
        .into_values()
        .chain(placed.values_mut().flat_map(|placed| std::mem::take(&mut placed.outputs)))
        .collect();
    let mut plan = Plan::new(&outputs)?;
    Removal { packages, before, links, wanted: &outputs }.add_to(&mut plan)?;
    placed.values().flat_map(|placed| &placed.kept).for_each(|path| plan.keep(path.clone()));
    for caller in before.callers().union(&links.callers()) {
        if let Some(member) = packages.named(caller) {
            edit.caller_manifest(&mut plan, member, placed.get(caller))?;
        }
    }
    edit.root_manifest(&mut plan)?;
    let path = packages.root.join("Makefile.toml");
    let old = disk::read(&path)?;
    let new = makefile::edited(&path, old.as_deref(), !links.is_empty())?;
    plan.edit(path, old.as_deref(), new);
    Ok(plan)
}

/// Where the SDK is, for these links. Paths that the manifest has are relative to it.
pub(crate) fn sdk(packages: &Packages, links: &Links) -> Result<Sdk, Error> {
    match &links.sdk {
        Some(Sdk::Path(folder)) => return Ok(Sdk::Path(packages.root.join(folder))),
        Some(other) => return Ok(other.clone()),
        None => {}
    }
    let root = RootManifest::read(&packages.root)?;
    for caller in links.callers() {
        let Some(member) = packages.named(&caller) else { continue };
        let path = member.folder.join("Cargo.toml");
        let text = disk::read(&path)?.unwrap_or_default();
        let (caller, root) = (Manifest { path: &path, text: &text }, Manifest { path: &root.path, text: &root.old });
        // With two SDKs the types of one would not be those of the other.
        if rivals::wants_a_version(&caller, &root, SDK)? {
            return Ok(Sdk::Version(SDK_VERSION.to_owned()));
        }
    }
    Sdk::of_this_program()
}

/// How the linked components are built. All of them must be built in the same way, since the stub
/// of a target is built like its callers.
fn style(packages: &Packages, links: &Links) -> Result<Style, Error> {
    let linked = links.callers().into_iter().chain(links.targets());
    let members = linked.filter_map(|name| packages.named(&name)).filter(|member| !member.is_elsewhere);
    let members: Vec<_> = members.collect();
    one_style(&members)
}

/// The way in which all of these are built. If there are two, that is an error.
pub(crate) fn one_style(members: &[&Member]) -> Result<Style, Error> {
    let of = |cargo_component| members.iter().find(|member| member.cargo_component == cargo_component);
    match (of(true), of(false)) {
        (Some(component), Some(plain)) => Err(Error::options(
            format!("`{}` is built by cargo-component and `{}` is not", component.name, plain.name),
            "have all components built in one way: give all of them a table `[package.metadata.component]`, or none",
        )),
        (Some(_), None) => Ok(Style::CargoComponent),
        (None, _) => Ok(Style::Cargo),
    }
}

struct Edit<'a> {
    packages: &'a Packages,
    /// The links that the files are made for now.
    before: &'a Links,
    /// The links that they are to be made for.
    links: &'a Links,
    style: Style,
    sdk: Sdk,
}

impl Edit<'_> {
    /// The generated crates, by target and role.
    fn crates(&self) -> Result<BTreeMap<(String, Role), Output>, Error> {
        let mut crates = BTreeMap::new();
        for (target, role) in self.links.crates() {
            let Some(member) = self.packages.named(&target) else { continue };
            if member.is_out_of_reach() {
                continue;
            }
            let folder = self.packages.crate_folder(&target, role);
            let mut config = Config::new(&member.wit).style(self.style).sdk(self.sdk.clone()).golem(self.links.golem);
            if let Some(world) = &member.world {
                config = config.world(world);
            }
            config = match role {
                Role::Stub => config.stub_crate(folder),
                Role::Client(mode) => config.client_crate(folder, mode),
            };
            for output in config.outputs()? {
                crates.insert((target.clone(), role), output);
            }
        }
        Ok(crates)
    }

    /// The WIT of the stubs of a caller, and where it goes.
    fn placed(&self, caller: &str, crates: &BTreeMap<(String, Role), Output>) -> Result<Placed, Error> {
        let folder = self.style.wit_folder();
        let member = self.packages.named(caller).filter(|member| member.wit.exists());
        let Some(member) = member else { return Ok(Placed::default()) };
        let (mut stubs, mut wanted) = (Vec::new(), BTreeSet::new());
        for link in self.links.composed(caller) {
            // Both have the stub's WIT. An instant stub has no crate.
            let role = if link.instant_stub { Role::Client(Mode::Composed) } else { Role::Stub };
            let of_target = self.packages.crate_folder(&link.target, role).join(folder);
            let Some(stub) = crates.get(&(link.target, role)) else {
                // Its target is out of reach, and what came with it stays.
                let read = if link.instant_stub { StubWit::in_client } else { StubWit::read };
                wanted.extend(read(&of_target).iter().flat_map(StubWit::packages).cloned());
                continue;
            };
            let files = stub.files.iter().filter_map(|(name, text)| {
                Some((name.strip_prefix(folder)?.strip_prefix('/')?.to_owned(), text.clone()))
            });
            stubs.push(StubWit::from_files(&stub.root.join(folder), &files.collect())?);
        }
        wanted.extend(stubs.iter().flat_map(StubWit::packages).cloned());
        let mut all = Placed::of_all(wanted);
        stubs.into_iter().try_for_each(|stub| all.add(stub, &member.wit, false))?;
        Ok(all)
    }

    fn caller_manifest(&self, plan: &mut Plan, member: &Member, placed: Option<&Placed>) -> Result<(), Error> {
        let path = member.folder.join("Cargo.toml");
        let old = disk::read(&path)?.unwrap_or_default();
        let mut needs = Needs::default();
        let mut by: BTreeMap<String, String> = BTreeMap::new();
        for link in self.links.of(&member.name) {
            let role = Role::Client(link.mode);
            let key = Role::Client(Mode::Direct).crate_of(&link.target);
            let package = role.crate_of(&link.target);
            let folder = self.packages.crate_folder(&link.target, role);
            let path = relative(&member.folder, &folder)?;
            let client = format!("the client of {}", self.declared(&link.target));
            by.entry(SDK.to_owned()).or_insert_with(|| format!("the SDK that {client} needs"));
            by.insert(key.clone(), client);
            needs
                .dependencies
                .insert(key.clone(), Dependency::Path { path, package: (package != key).then_some(package) });
            needs.dependencies.insert(SDK.to_owned(), self.sdk(member)?);
        }
        if let Some(placed) = placed.filter(|_| member.cargo_component) {
            needs.wit = caller_manifest::wit_needs(&member.folder, &placed.packages)?;
        }
        let needed = needs.dependencies.iter().map(|(key, dependency)| {
            let else_do = match (key.as_str(), &self.links.sdk) {
                (SDK, None) => "; or name the SDK's folder for the whole workspace: `initialize-workspace --sdk-path`",
                _ => "",
            };
            Needed { key, dependency, by: &by[key], else_do }
        });
        let root = RootManifest::read(&self.packages.root)?;
        let (caller, root) = (Manifest { path: &path, text: &old }, Manifest { path: &root.path, text: &root.old });
        rivals::refuse(&caller, &root, &needed.collect::<Vec<_>>())?;
        let new = caller_manifest::edited(&path, &old, &needs)?;
        plan.edit(path, Some(&old), Some(new));
        Ok(())
    }

    /// The name of a component, with the line of the `Cargo.toml` that declares it.
    fn declared(&self, component: &str) -> String {
        let member = self.packages.named(component);
        if let Some(elsewhere) = member.filter(|member| member.is_elsewhere) {
            return format!("`{component}` ({})", elsewhere.folder.display());
        }
        let manifest = member.map(|member| member.folder.join("Cargo.toml"));
        let manifest = manifest.unwrap_or_default();
        let text = disk::read(&manifest).ok().flatten().unwrap_or_default();
        let is_name = |line: &str| line.split_once('=').is_some_and(|(key, _)| key.trim() == "name");
        let line = text.lines().position(is_name).unwrap_or_default() + 1;
        format!("`{component}` ({}:{line})", manifest.display())
    }

    fn sdk(&self, member: &Member) -> Result<Dependency, Error> {
        Ok(match self.sdk.found_from(&member.folder)? {
            Found::Path(path) => Dependency::Path { path, package: None },
            Found::Version(version) => Dependency::Version(version),
        })
    }

    fn root_manifest(&self, plan: &mut Plan) -> Result<(), Error> {
        let root = &self.packages.root;
        let mut manifest = RootManifest::read(root)?;
        let (before, after) = (self.before.crates(), self.links.crates());
        for (target, role) in before.difference(&after) {
            manifest.remove_member(&relative(root, &self.packages.crate_folder(target, *role))?);
        }
        for (target, role) in &after {
            manifest.add_member(&relative(root, &self.packages.crate_folder(target, *role))?)?;
        }
        manifest.record(self.links)?;
        let text = manifest.text();
        plan.edit(manifest.path, Some(&manifest.old), Some(text));
        Ok(())
    }

    /// Gives an error if two linked components have the same WIT package name, since their stubs
    /// and WIT could not be told apart.
    fn refuse_same_packages(&self) -> Result<(), Error> {
        let mut seen: BTreeMap<String, (String, PathBuf)> = BTreeMap::new();
        for component in self.links.callers().union(&self.links.targets()) {
            let Some(member) = self.packages.named(component) else { continue };
            let Some(package) = Package::read(&member.wit).ok().flatten() else { continue };
            let known = seen.insert(package.name.to_string(), (component.clone(), member.wit.clone()));
            if let Some((other, wit)) = known {
                return Err(Error::options(
                    format!(
                        "the components `{other}` and `{component}` have the same WIT package name, `{}`",
                        package.name
                    ),
                    format!(
                        "give each its own: change `package {};` in `{}` or in `{}`",
                        package.name,
                        wit.display(),
                        member.wit.display()
                    ),
                ));
            }
        }
        Ok(())
    }
}
