//! Builds a workspace: generates, compiles and composes, up to the files that are deployed.

use std::path::{Path, PathBuf};

use super::compile::{self, Profile};
use super::composing::Composing;
use super::edit::one_style;
use super::members::Member;
use super::progress::Progress;
use super::role::Role;
use super::{Workspace, app, compile_failure, freshness, metadata};
use crate::error::{Error, WitError};
use crate::output::Outcome;
use crate::source::Source;
use crate::source::place::Place;

/// The result of a build.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Build {
    /// The files to deploy, one for each component.
    pub deploy: Vec<Deployable>,
    /// Links that have no effect, as caller and target: the caller does not import the target's
    /// stub, so the stub was left out.
    pub unused: Vec<(String, String)>,
    /// All of it as an application for `golem-rpc-host invoke --app`. A component's id is in the
    /// variable `{NAME}_COMPONENT_ID`.
    pub app: PathBuf,
}

/// A component, and the file to deploy for it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Deployable {
    /// The package's name.
    pub component: String,
    /// The `.wasm` file. It is the composed one if the component calls through stubs.
    pub file: PathBuf,
}

impl Workspace {
    /// Generates what is stale, compiles what changed, and composes callers with the stubs that
    /// they import.
    ///
    /// Components are the members of the workspace that have a `cdylib` library and WIT. With
    /// `release` they are compiled with cargo's release profile. `progress` is called at each step.
    ///
    /// ```no_run
    /// # fn main() -> Result<(), golem_rpc_codegen::Error> {
    /// let mut workspace = golem_rpc_codegen::Workspace::find(".")?;
    /// let build = workspace.build(true, &mut |progress| println!("{progress:?}"))?;
    /// for deployable in &build.deploy {
    ///     println!("{}: {}", deployable.component, deployable.file.display());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The same as those of [`generate`](Self::generate); when a component does not compile, when a
    /// caller imports none of the stubs that it is linked to, or when caller and stub have
    /// different types. If composing fails for one caller, the others are composed nevertheless.
    pub fn build(&mut self, release: bool, progress: &mut dyn FnMut(Progress<'_>)) -> Result<Build, Error> {
        // The lock is held until the end, so that no other run removes crates while cargo compiles
        // them.
        self.exclusively(|workspace| workspace.generate_and_compile(release, progress))
    }

    fn generate_and_compile(&mut self, release: bool, progress: &mut dyn FnMut(Progress<'_>)) -> Result<Build, Error> {
        let known = freshness::up_to_date(self);
        let is_known = known.is_some();
        let report = known.map_or_else(|| self.write_stale(), Ok)?;
        progress(Progress::Generated(&report));
        if report.files.iter().any(|file| matches!(file.outcome, Outcome::Written | Outcome::Removed)) {
            self.packages = metadata::read(&self.packages.absolute_root()?)?;
        }
        let components: Vec<&Member> = self.packages.members.iter().filter(|member| member.is_component()).collect();
        if components.is_empty() {
            return Err(Error::options(
                "the workspace has no components to build",
                "a component is a package with `crate-type = [\"cdylib\"]` under `[lib]` and a folder `wit`",
            ));
        }
        let own: Vec<_> = components.iter().copied().filter(|member| !self.is_generated(&member.name)).collect();
        let profile = Profile { release, style: one_style(&own)? };
        if !is_known {
            freshness::remember(self, &report)?;
        }
        let folder = profile.folder(&self.packages);
        if let Some(error) = compile_failure::missing_sdk(self) {
            return Err(error);
        }
        // What has been compiled before can be compiled again, if nothing has been uninstalled
        // since.
        if let Some(error) = (!folder.exists()).then(|| self.missing_target()).flatten() {
            return Err(error);
        }
        if !compile::compile(&self.packages, &components, profile, progress)? {
            return Err(compile_failure::reason(self, profile.style));
        }
        let mut build = Build { deploy: Vec::new(), unused: Vec::new(), app: PathBuf::new() };
        let mut failed = None;
        for component in own {
            match self.compose_in(&folder, component, &mut build.unused, progress) {
                Ok(file) => build.deploy.push(Deployable { component: component.name.clone(), file }),
                // The other components can be composed nevertheless.
                Err(error) => failed = failed.or(Some(error)),
            }
        }
        failed.map_or(Ok(()), Err)?;
        let built: Vec<_> = build.deploy.iter().map(|it| (it.component.as_str(), it.file.as_path())).collect();
        build.app = app::write(&self.packages.target, &built, &self.links)?;
        Ok(build)
    }

    /// Composes a component if it is linked to stubs. Returns the file to deploy.
    fn compose_in(
        &self,
        folder: &Path,
        component: &Member,
        unused: &mut Vec<(String, String)>,
        progress: &mut dyn FnMut(Progress<'_>),
    ) -> Result<PathBuf, Error> {
        let source = component.wasm_in(folder);
        let mut stubs = Vec::new();
        let mut targets = Vec::new();
        for link in self.links.composed(&component.name) {
            let stub = match link.instant_stub {
                true => Some(self.instant_stub(folder, &link)?),
                false => self.packages.named(&Role::Stub.crate_of(&link.target)).map(|stub| stub.wasm_in(folder)),
            };
            stubs.extend(stub.iter().cloned());
            targets.extend(stub.map(|_| link.target));
        }
        if stubs.is_empty() {
            return Ok(source);
        }
        let dest = component.composed_in(folder);
        let composing = Composing { source: &source, stubs: &stubs, dest: &dest };
        let done = composing.run(&|lines| imports_nothing(component, &source, lines))?;
        if done.is_new {
            progress(Progress::Composed { component: &component.name, file: dest.clone() });
        }
        let left_out = targets.into_iter().zip(&stubs).filter(|(_, stub)| done.unused.contains(stub));
        unused.extend(left_out.map(|(target, _)| (component.name.clone(), target)));
        Ok(dest)
    }

    /// Whether a package is one of the generated crates.
    fn is_generated(&self, name: &str) -> bool {
        self.links.crates().iter().any(|(target, role)| role.crate_of(target) == name)
    }
}

/// The error for a caller that imports no stub. It says which line to add to which file.
fn imports_nothing(caller: &Member, file: &Path, imports: &[String]) -> Error {
    let message = format!("no dependencies of component `{}` were found", file.display());
    let lines = imports.iter().map(|line| format!("`{line}`")).collect::<Vec<_>>().join(" or ");
    let call =
        "and call what it offers, or call through the client: an import that no code uses is not kept in the component";
    let place = Source::read(&caller.wit, caller.world.as_deref(), &[]).ok().and_then(|source| {
        let world = &source.resolve.worlds[source.world];
        Some((Place::of(&source.resolve.source_map, world.span)?, world.name.clone()))
    });
    let Some((place, world)) = place else {
        return Error::compose(message, format!("add {lines} to the world of `{}`, {call}", caller.name));
    };
    let cure = format!("add {lines} to world `{world}` in `{}`, after line {}, {call}", place.path(), place.line());
    let (file, span) = place.underlined();
    Error::Wit(Box::new(WitError {
        message,
        cure,
        file: Some(file),
        span: Some(span),
        label: "this world imports no stub that it is linked to".to_owned(),
        place: None,
    }))
}
