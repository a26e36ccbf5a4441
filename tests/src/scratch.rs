//! [`Scratch`]: a cargo workspace of components, below the folder for files of a test.

use crate::Mode;
use crate::adapted::adapt;
use crate::golem::golem;
use anyhow::{Context, Result};
use golem_rpc_codegen::{Config, GolemVersion, compose};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};
use xtask::process::{cargo, run_quietly};
use xtask::seed_flow::Style;

/// A workspace of crates. Each of them becomes a component.
pub struct Scratch {
    folder: PathBuf,
    profile: Profile,
    style: Style,
    members: Vec<String>,
}

/// The profile in which cargo compiles the components.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// It compiles fast.
    Debug,
    /// As components are deployed, and as in `examples/counters`.
    Release,
}

impl Scratch {
    /// An empty workspace. Files from an earlier run stay in the folder, so that cargo compiles
    /// only what has changed.
    ///
    /// For another version of Golem than the first it is one of a folder beside, with a folder of
    /// its own for what is compiled: the names of components are the same, and cargo takes what was
    /// compiled last under a name for the one that it compiled itself.
    pub fn new(mut folder: PathBuf, profile: Profile) -> Self {
        if golem() != GolemVersion::default()
            && let (Some(parent), Some(name)) = (folder.parent(), folder.file_name())
        {
            folder = parent.join(format!("golem-{}", golem())).join(name);
        }
        Self { folder, profile, style: Style::Cargo, members: Vec::new() }
    }

    /// Makes the components as cargo-component does, instead of with plain cargo. Two workspaces of
    /// different styles may share a folder.
    pub fn style(mut self, style: Style) -> Self {
        self.style = style;
        self
    }

    /// Adds a crate that becomes a component. Its `src/lib.rs` has to be written with
    /// [`write`](Self::write) or [`copy`](Self::copy).
    ///
    /// # Errors
    ///
    /// When a file can't be written.
    pub fn add_component(&mut self, name: &str, dependencies: &str) -> Result<()> {
        self.members.push(name.to_owned());
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
             [lib]\ncrate-type = [\"cdylib\"]\n\n[dependencies]\n{dependencies}"
        );
        self.write(&format!("{name}/Cargo.toml"), &manifest)
    }

    /// Adds the component `{name}-target`. Its files are in `folder`: `target.rs`, and `target.wit`
    /// with its `deps`, or a folder `wit`.
    ///
    /// # Errors
    ///
    /// When a file can't be read or written.
    pub fn add_target(&mut self, name: &str, folder: &Path) -> Result<()> {
        let target = format!("{name}-target");
        self.add_component(&target, WIT_BINDGEN)?;
        if folder.join("wit").exists() {
            self.copy(&folder.join("wit"), &format!("{target}/wit"))?;
        } else {
            self.copy_target_wit(folder, &format!("{target}/wit"), "target.wit")?;
        }
        self.copy(&folder.join("target.rs"), &format!("{target}/src/lib.rs"))
    }

    /// Copies `target.wit` from `folder` to a file below `wit`, and the packages that it needs to
    /// `wit/deps`.
    ///
    /// # Errors
    ///
    /// When a file can't be read or written.
    pub fn copy_target_wit(&self, folder: &Path, wit: &str, file: &str) -> Result<()> {
        self.copy(&folder.join("target.wit"), &format!("{wit}/{file}"))?;
        let dependencies = folder.join("deps");
        if dependencies.exists() { self.copy(&dependencies, &format!("{wit}/deps")) } else { Ok(()) }
    }

    /// Generates a client of the target in `folder`, whose world is called `name`, and in composed
    /// mode its stub, too, as a crate and put together. Returns the dependencies of a caller: the
    /// client, under the name `client`, and what else callers need.
    ///
    /// # Errors
    ///
    /// When the target can't be called, or when a file can't be written.
    pub fn add_client(&mut self, name: &str, folder: &Path, mode: Mode) -> Result<String> {
        let client = format!("{name}-{}-client", mode.name());
        let codegen_mode = match mode {
            Mode::Composed => golem_rpc_codegen::Mode::Composed,
            Mode::Direct => golem_rpc_codegen::Mode::Direct,
        };
        let source = Some(folder.join("wit")).filter(|wit| wit.exists()).unwrap_or(folder.to_owned());
        let mut config = Config::new(source).world(name.replace('_', "-")).sdk_path(sdk());
        config = config.golem(golem()).client_crate(self.folder.join(&client), codegen_mode);
        if mode == Mode::Composed {
            config = config.stub_crate(self.path(&stub(name)));
            self.members.push(stub(name));
        }
        config.generate()?;
        if mode == Mode::Composed {
            config.stub_component()?.write(self.wasm(&instant_stub(name)))?;
        }
        let dependencies = format!(
            "client = {{ package = \"{client}\", path = \"../{client}\" }}\nfutures = \"0.3\"\n\
             golem-rpc-sdk = {{ path = {:?} }}\n{WIT_BINDGEN}",
            sdk()
        );
        self.members.push(client);
        Ok(dependencies)
    }

    /// Compiles all crates. Workspaces in the same folder share their compiled dependencies.
    ///
    /// # Errors
    ///
    /// When a crate doesn't compile without warnings.
    pub fn build(&mut self) -> Result<()> {
        self.members.sort();
        self.members.dedup();
        let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = {:?}\n\n{PROFILES}", self.members);
        self.write("Cargo.toml", &manifest)?;
        self.lock()?;
        let mut cargo = cargo_for_components();
        cargo.args(["build", "--target", self.style.triple(), "--target-dir", TARGET]);
        cargo.args((self.profile == Profile::Release).then_some("--release"));
        cargo.current_dir(&self.folder);
        run_quietly(&mut cargo)
            .context("the components do not compile (without wasm32-wasip2: `cargo xtask setup`)")?;
        if self.style == Style::CargoComponent { self.adapt_all() } else { Ok(()) }
    }

    /// Uses the versions in this project's `Cargo.lock`, as far as it has them. Otherwise a new
    /// release of a dependency would change what is measured.
    fn lock(&self) -> Result<()> {
        let lock = self.folder.join("Cargo.lock");
        if !lock.exists() {
            fs::copy(xtask::binaries::workspace().join("Cargo.lock"), lock)?;
        }
        Ok(())
    }

    /// A crate that others depend on has no module.
    fn adapt_all(&self) -> Result<()> {
        let modules = self.members.iter().map(|name| (self.compiled(name), self.wasm(name)));
        modules.filter(|(module, _)| module.exists()).try_for_each(|(module, component)| adapt(&module, &component))
    }

    /// Composes the component `caller` with the components that it calls through or links in. The
    /// result is `{caller}-composed`.
    ///
    /// # Errors
    ///
    /// When they don't have the same types.
    pub fn compose(&self, caller: &str, others: &[String]) -> Result<()> {
        self.compose_as(&format!("{caller}-composed"), caller, others)
    }

    /// Like [`compose`](Self::compose), but the result has another name.
    ///
    /// # Errors
    ///
    /// When they don't have the same types.
    pub fn compose_as(&self, name: &str, caller: &str, others: &[String]) -> Result<()> {
        let others: Vec<_> = others.iter().map(|name| self.wasm(name)).collect();
        compose(&self.wasm(caller), &others, &self.wasm(name)).with_context(|| format!("could not compose {name}"))?;
        Ok(())
    }

    /// The path of a crate's component.
    pub fn wasm(&self, name: &str) -> PathBuf {
        let compiled = self.compiled(name);
        match self.style {
            Style::Cargo => compiled,
            // cargo-component replaces the module by the component. Here it gets another name,
            // since cargo would compile the module again otherwise.
            Style::CargoComponent => compiled.with_extension("component.wasm"),
        }
    }

    /// The path of the file that cargo makes of a crate.
    fn compiled(&self, name: &str) -> PathBuf {
        let profile = match self.profile {
            Profile::Debug => "debug",
            Profile::Release => "release",
        };
        self.path(TARGET).join(self.style.triple()).join(profile).join(name.replace('-', "_")).with_extension("wasm")
    }

    /// The path of a file or folder in the workspace.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.folder.join(relative)
    }

    /// Copies a file, or a folder with everything in it.
    ///
    /// # Errors
    ///
    /// When a file can't be read or written.
    pub fn copy(&self, from: &Path, to: &str) -> Result<()> {
        if !from.is_dir() {
            return self.write(to, &fs::read_to_string(from)?);
        }
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            self.copy(&entry.path(), &format!("{to}/{}", entry.file_name().to_string_lossy()))?;
        }
        Ok(())
    }

    /// Writes a file, unless it has this content already.
    ///
    /// # Errors
    ///
    /// When it can't be written.
    pub fn write(&self, file: &str, content: &str) -> Result<()> {
        let path = self.folder.join(file);
        if fs::read_to_string(&path).is_ok_and(|old| old == content) {
            return Ok(());
        }
        fs::create_dir_all(path.parent().context("a file lies in a folder")?)?;
        fs::write(&path, content).with_context(|| format!("could not write {}", path.display()))
    }
}

const TARGET: &str = "../target";

const WIT_BINDGEN: &str = "wit-bindgen = \"0.61\"\n";

const PROFILES: &str = "\
[profile.dev]
debug = false

[profile.release]
opt-level = \"s\"
lto = true
strip = true
";

/// Cargo with the flags that all components are compiled with. With the same flags, components in
/// one target folder share their compiled dependencies.
pub fn cargo_for_components() -> Command {
    let mut cargo = cargo();
    cargo.env("CARGO_ENCODED_RUSTFLAGS", flags());
    cargo
}

/// Makes warnings errors. In messages of panics, the project's folder is replaced by `golem-rpc`,
/// so that the size of a component doesn't depend on where the project is.
fn flags() -> String {
    let mut flags = vec!["-Dwarnings".to_owned()];
    let folders = [(Some(xtask::binaries::workspace().to_owned()), "golem-rpc"), (cargo_home(), "cargo")];
    for (folder, name) in folders {
        flags.extend(folder.map(|folder| format!("--remap-path-prefix={}={name}", folder.display())));
    }
    flags.join("\u{1f}")
}

/// The folder with the sources of dependencies.
fn cargo_home() -> Option<PathBuf> {
    env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(env::home_dir()?.join(".cargo")))
}

/// The name of the crate that [`add_client`](Scratch::add_client) generates in composed mode.
pub fn stub(name: &str) -> String {
    format!("{name}-stub")
}

/// The name of the stub that [`add_client`](Scratch::add_client) puts together itself, in composed
/// mode.
pub fn instant_stub(name: &str) -> String {
    format!("{name}-instant-stub")
}

fn sdk() -> PathBuf {
    xtask::binaries::workspace().join("sdk")
}
