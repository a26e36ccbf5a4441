//! [`Project`]: a workspace as a user would have it.

use crate::Way;
use golem_rpc_codegen::{GolemVersion, NewComponents, NewOptions, Workspace};
use golem_rpc_host::{Host, LogLine};
use golem_rpc_tests::cargo_for_components;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The user's workspace. Everything in it is compiled in one folder, so that what its dependencies
/// have in common is compiled once.
pub struct Project {
    folder: tempfile::TempDir,
    workspace: Workspace,
    deployed: BTreeMap<String, PathBuf>,
    said: Arc<Mutex<Vec<String>>>,
    /// Components of other projects have the same names in the folder that all are compiled in.
    _alone: MutexGuard<'static, ()>,
}

static ALONE: Mutex<()> = Mutex::new(());

impl Project {
    /// The components of the example as `new --example counters` makes them, with two more callers
    /// of the same code.
    pub fn counters() -> Self {
        let folder = folder();
        let mut options = NewOptions::default();
        options.sdk = Some(golem_rpc_codegen::Sdk::Path(sdk()));
        let created = Workspace::create(folder.path(), &NewComponents::Counters, &options);
        let (mut workspace, _) = created.expect("the example is made");
        workspace.unlink("component1", "component2").expect("it was linked");
        for caller in ["component3", "component4"] {
            copy(&folder.path().join("component2"), &folder.path().join(caller), &|text| {
                text.replace("component2", caller)
            });
            let manifest = folder.path().join("Cargo.toml");
            let text = fs::read_to_string(&manifest).expect("the workspace has one");
            let text = text.replacen("\"component2\"", &format!("\"component2\", \"{caller}\""), 1);
            fs::write(manifest, text).expect("it can be written");
        }
        Self::over(folder)
    }

    /// The components of `examples/orders`, without what was generated.
    pub fn orders() -> Self {
        let folder = folder();
        let example = xtask::binaries::workspace().join("examples/orders");
        let from_here = |text: &str| text.replace("../../../sdk", &sdk().to_string_lossy());
        for component in ["shop", "clerk"] {
            copy(&example.join(component), &folder.path().join(component), &from_here);
        }
        let manifest = "[workspace]\nresolver = \"3\"\nmembers = [\"shop\", \"clerk\"]\n";
        fs::write(folder.path().join("Cargo.toml"), manifest).expect("it can be written");
        let clerk = folder.path().join("clerk/Cargo.toml");
        let text = fs::read_to_string(&clerk).expect("the clerk has one");
        let without: String = text.lines().filter(|line| !line.starts_with("shop-client")).map(line).collect();
        fs::write(clerk, without).expect("it can be written");
        Self::over(folder)
    }

    fn over(folder: tempfile::TempDir) -> Self {
        fs::copy(xtask::binaries::workspace().join("Cargo.lock"), folder.path().join("Cargo.lock")).expect("a lock");
        let flags = cargo_for_components();
        let flags = flags.get_envs().find(|(name, _)| *name == "CARGO_ENCODED_RUSTFLAGS").and_then(|(_, flags)| flags);
        let flags: Vec<_> = flags.unwrap_or_default().to_str().unwrap_or_default().split('\u{1f}').collect();
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("target");
        fs::create_dir_all(folder.path().join(".cargo")).expect("a folder");
        let config = format!(
            "[build]\ntarget-dir = {target:?}\n\n[target.wasm32-wasip2]\nrustflags = {flags:?}\n\n\
             [profile.dev]\ndebug = false\n"
        );
        fs::write(folder.path().join(".cargo/config.toml"), config).expect("it can be written");
        let mut workspace = Workspace::find(folder.path()).expect("cargo reads the workspace");
        workspace.set_sdk_path(sdk()).expect("the SDK is there");
        let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        Self { folder, workspace, deployed: BTreeMap::new(), said: Arc::default(), _alone }
    }

    pub fn link(&mut self, target: &str, caller: &str, way: Way) {
        let linked = match way {
            Way::InstantStub => self.workspace.link_with_instant_stubs(&[target], &[caller]),
            _ => self.workspace.link(&[target], &[caller], Some(way.into())),
        };
        linked.unwrap_or_else(|error| panic!("{caller} to {target}: {error}"));
    }

    /// Replaces a part of a file.
    pub fn replace(&self, file: &str, old: &str, new: &str) {
        let path = self.folder.path().join(file);
        let text = fs::read_to_string(&path).expect("it is there");
        assert!(text.contains(old), "{file}");
        fs::write(path, text.replace(old, new)).expect("it can be written");
    }

    /// Has everything generated for a version of Golem.
    pub fn generate_for(&mut self, version: GolemVersion) {
        self.workspace.set_golem(version);
        self.workspace.generate().expect("it is generated");
        // Another process reads what was recorded.
        let again = Workspace::find(self.folder.path()).expect("cargo reads the workspace");
        assert_eq!((again.golem(), again.check().map(drop).is_ok()), (version, true));
    }

    /// Builds everything, and gives a host on which the target is named by a variable.
    pub fn build(&mut self, variable: &str, target: &str) -> Host {
        let built = self.workspace.build(false, &mut |_| ()).unwrap_or_else(|error| panic!("{error:?}"));
        self.deployed = built.deploy.into_iter().map(|built| (built.component, built.file)).collect();
        self.said = Arc::default();
        let said = self.said.clone();
        let log = move |line: LogLine| said.lock().unwrap_or_else(PoisonError::into_inner).push(line.to_string());
        let host = Host::builder().virtual_time(true).log(log).build().expect("the host starts");
        for (name, file) in &self.deployed {
            host.add_component_file(name, file).unwrap_or_else(|error| panic!("{name}: {error}"));
        }
        host.set_env(variable, host.component_id(target).expect("it was added").to_string());
        host
    }

    /// What the workers of the last host have written, with their names.
    pub fn said(&self) -> Vec<String> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The versions of `golem:rpc` that a component imports, or parts of it among each other.
    pub fn interfaces(&self, component: &str) -> Vec<String> {
        let bytes = fs::read(&self.deployed[component]).expect("it was built");
        let text = String::from_utf8_lossy(&bytes);
        let names = text.split("golem:rpc/types@").skip(1).map(|rest| {
            let version: String = rest.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
            format!("golem:rpc/types@{version}")
        });
        names.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// What the user has written, or could have: everything but what is generated.
    pub fn written(&self) -> BTreeMap<PathBuf, String> {
        let mut files = self.all();
        let is_generated = |path: &Path, text: &str| {
            text.starts_with("// @generated") || text.starts_with("# @generated") || path.ends_with("Cargo.lock")
        };
        files.retain(|path, text| !is_generated(path, text) && *path != Path::new("Cargo.toml"));
        files
    }

    /// All files.
    pub fn all(&self) -> BTreeMap<PathBuf, String> {
        let mut files = BTreeMap::new();
        read(self.folder.path(), self.folder.path(), &mut files);
        files
    }
}

/// The files that are not the same in both.
pub fn changed(one: &BTreeMap<PathBuf, String>, other: &BTreeMap<PathBuf, String>) -> Vec<String> {
    let names: BTreeSet<_> = one.keys().chain(other.keys()).collect();
    let changed = names.into_iter().filter(|name| one.get(*name) != other.get(*name));
    changed.map(|name| name.display().to_string()).collect()
}

/// An empty workspace.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder can be made");
    fs::write(folder.path().join("Cargo.toml"), "[workspace]\nresolver = \"3\"\n").expect("it can be written");
    folder
}

fn sdk() -> PathBuf {
    xtask::binaries::workspace().join("sdk")
}

fn line(line: &str) -> String {
    format!("{line}\n")
}

fn copy(from: &Path, to: &Path, change: &dyn Fn(&str) -> String) {
    for entry in fs::read_dir(from).expect("the example is there") {
        let path = entry.expect("it can be listed").path();
        let to = to.join(change(&path.file_name().unwrap_or_default().to_string_lossy()));
        if path.is_dir() {
            copy(&path, &to, change);
        } else {
            fs::create_dir_all(to.parent().expect("a file lies in a folder")).expect("a folder can be made");
            fs::write(to, change(&fs::read_to_string(path).expect("it is text"))).expect("it can be written");
        }
    }
}

fn read(root: &Path, folder: &Path, files: &mut BTreeMap<PathBuf, String>) {
    for entry in fs::read_dir(folder).expect("it can be listed") {
        let path = entry.expect("it can be listed").path();
        if path.is_dir() {
            read(root, &path, files);
        } else {
            let name = path.strip_prefix(root).expect("it is below").to_owned();
            files.insert(name, fs::read_to_string(&path).expect("it is text"));
        }
    }
}
