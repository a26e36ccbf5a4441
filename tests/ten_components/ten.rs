//! The workspace, and what the tests do with it.

use golem_rpc_host::Host;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use xtask::process::output_of;

const COUNT: usize = 10;

type Tree = BTreeMap<String, Vec<u8>>;

pub struct Ten {
    folder: PathBuf,
    program: PathBuf,
    /// The components that each component calls.
    calls: [BTreeSet<usize>; COUNT],
    /// All files before anything was linked.
    pub unlinked: Tree,
}

impl Ten {
    /// Ten components without links. What an earlier run has compiled is kept.
    pub fn new() -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("ten");
        for entry in fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.expect("a folder can be listed").path();
            if path.is_dir() && !path.ends_with("target") {
                fs::remove_dir_all(path).expect("an earlier run's component can be removed");
            }
        }
        let program = xtask::binaries::build().expect("our programs compile").join("golem-rpc-codegen");
        let mut ten = Self { folder, program, calls: Default::default(), unlinked: Tree::new() };
        let members: Vec<_> = (0..COUNT).map(name).collect();
        ten.write(
            "Cargo.toml",
            &format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n\n[profile.dev]\ndebug = false\n"),
        );
        let _ = fs::remove_file(ten.folder.join("Makefile.toml"));
        for index in 0..COUNT {
            let name = name(index);
            ten.write(&format!("{name}/Cargo.toml"), &MANIFEST.replace("NAME", &name));
            ten.write(&format!("{name}/wit/world.wit"), &WIT.replace("NAME", &name));
            ten.write_source(index);
        }
        ten.unlinked = ten.tree_without_lock();
        ten
    }

    pub fn link(&mut self, caller: usize, targets: &[usize], mode: &str) {
        let mut words = vec!["initialize-workspace".to_owned(), "--callers".to_owned(), name(caller)];
        match mode {
            "instant" => words.push("--instant-stub".to_owned()),
            mode => words.extend(["--mode".to_owned(), mode.to_owned()]),
        }
        words.extend(targets.iter().flat_map(|target| ["--targets".to_owned(), name(*target)]));
        words.extend(["--sdk-path".to_owned(), xtask::binaries::workspace().join("sdk").display().to_string()]);
        self.run(&words);
        self.calls[caller].extend(targets);
        self.write_source(caller);
    }

    pub fn unlink(&mut self, caller: usize, target: usize) {
        self.calls[caller].remove(&target);
        self.write_source(caller);
        self.run(&["unlink".to_owned(), "--target".to_owned(), name(target), "--caller".to_owned(), name(caller)]);
    }

    /// The number of links.
    pub fn links(&self) -> usize {
        self.run(&["status".to_owned()]).lines().filter(|line| line.ends_with("up to date")).count()
    }

    pub fn build(&self) {
        self.run(&["build".to_owned()]);
    }

    /// Each component adds its own number to those of all components that it calls.
    pub fn sums(&self) -> [u32; COUNT] {
        let host = Host::builder().log(|line| println!("{line}")).build().expect("the host starts");
        let built = self.run(&["build".to_owned()]);
        let deployed = built.lines().skip_while(|line| *line != "to deploy:").skip(1);
        for line in deployed.take_while(|line| line.starts_with("  ")) {
            let (component, file) = line.trim().split_once("  ").expect("a name and a file");
            let id = host.add_component_file(component, self.folder.join(file)).expect("what is deployed is complete");
            host.set_env(component.to_uppercase(), id.to_string());
        }
        std::array::from_fn(|index| {
            let worker = format!("{}/main", name(index));
            let sum = host.invoke_blocking(&worker, "sum()").unwrap_or_else(|error| panic!("{worker}: {error}"));
            sum.wave.parse().expect("a number")
        })
    }

    /// Measures a build and a status when everything is up to date, and the same of cargo. The
    /// medians are compared.
    pub fn nothing_to_do_takes_no_time(&self) {
        let before = self.times();
        let build = median(|| drop(self.run(&["build".to_owned()])));
        let packages = self.components();
        let cargo = median(|| {
            let mut cargo = Command::new(env!("CARGO"));
            cargo.args(["build", "--quiet", "--target", "wasm32-wasip2"]).current_dir(&self.folder);
            cargo.args(packages.iter().flat_map(|package| ["--package", package]));
            output_of(&mut cargo).expect("it is built");
        });
        let status = median(|| drop(self.run(&["status".to_owned()])));
        println!("nothing to do: build {build:?}, of which cargo {cargo:?}; status {status:?}");
        let after = self.times().into_iter();
        let written: Vec<_> = after.filter(|(path, time)| before.get(path) != Some(time)).collect();
        assert_eq!(written, [], "a build with nothing to do writes nothing");
        assert!(build.saturating_sub(cargo) < Duration::from_millis(300), "build {build:?}, of which cargo {cargo:?}");
        assert!(status < Duration::from_millis(100), "{status:?}");
    }

    /// The names of the components, stubs included.
    fn components(&self) -> Vec<String> {
        let is_component = |folder: &String| {
            fs::read_to_string(self.folder.join(folder).join("Cargo.toml"))
                .is_ok_and(|manifest| manifest.contains("cdylib"))
        };
        let folders = fs::read_dir(&self.folder).expect("the workspace is there");
        let folders =
            folders.map(|entry| entry.expect("a folder can be listed").file_name().to_string_lossy().into_owned());
        folders.filter(is_component).collect()
    }

    /// When each file was written, compiled files included. Files that cargo writes each time are
    /// left out.
    fn times(&self) -> BTreeMap<PathBuf, std::time::SystemTime> {
        let mut files = self.files(&self.folder, &[".fingerprint", "incremental"]);
        files.retain(|path| path.extension().is_none_or(|extension| extension != "d"));
        let time =
            |path: PathBuf| fs::metadata(&path).and_then(|metadata| metadata.modified()).map(|time| (path, time));
        files.into_iter().map(|path| time(path).expect("it was listed")).collect()
    }

    /// All files of the workspace, except those that were compiled.
    pub fn tree(&self) -> Tree {
        let files = self.files(&self.folder, &["target"]).into_iter();
        let text = |path: PathBuf| {
            let name = path.strip_prefix(&self.folder).expect("it is below it").to_string_lossy().into_owned();
            (name, fs::read(path).expect("it was listed"))
        };
        files.map(text).collect()
    }

    pub fn tree_without_lock(&self) -> Tree {
        let mut tree = self.tree();
        tree.remove("Cargo.lock");
        tree
    }

    fn files(&self, folder: &Path, except: &[&str]) -> Vec<PathBuf> {
        let mut files = Vec::new();
        for entry in fs::read_dir(folder).expect("a folder can be listed") {
            let path = entry.expect("a folder can be listed").path();
            if path.is_dir() {
                if !except.iter().any(|name| path.ends_with(name)) {
                    files.extend(self.files(&path, except));
                }
            } else {
                files.push(path);
            }
        }
        files
    }

    /// Runs the program, and returns what it printed.
    fn run(&self, words: &[String]) -> String {
        output_of(Command::new(&self.program).args(words).current_dir(&self.folder))
            .unwrap_or_else(|error| panic!("{error:#}"))
    }

    /// Writes code for a component that calls all components it is linked to.
    fn write_source(&self, index: usize) {
        let (name, number) = (name(index), index + 1);
        let calls: String = self.calls[index]
            .iter()
            .map(|target| {
                let target = self::name(*target);
                format!("        sum += ask!({target}_client, \"{}\");\n", target.to_uppercase())
            })
            .collect();
        self.write(
            &format!("{name}/src/lib.rs"),
            &SOURCE.replace("NAME", &name).replace("NUMBER", &number.to_string()).replace("CALLS", &calls),
        );
    }

    fn write(&self, file: &str, content: &str) {
        let path = self.folder.join(file);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("the scratch folder is ours");
        fs::write(path, content).expect("the scratch folder is ours");
    }
}

fn name(index: usize) -> String {
    format!("c{index}")
}

fn median(mut run: impl FnMut()) -> Duration {
    let mut times: Vec<_> = (0..7)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        })
        .collect();
    times.sort();
    times[times.len() / 2]
}

const MANIFEST: &str = "[package]\nname = \"NAME\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[lib]\n\
    crate-type = [\"cdylib\"]\n\n\
    [dependencies]\nwit-bindgen = \"0.61\"\n";

const WIT: &str = "package demo:NAME;\n\ninterface api {\n  get: func() -> u32;\n  sum: func() -> u32;\n}\n\n\
    world NAME {\n  export api;\n}\n";

/// The code of a component. Each calls the worker `leaf` of another, since a worker that waits for
/// itself would wait forever.
const SOURCE: &str = r#"use bindings::exports::demo::NAME::api::Guest;

mod bindings {
    wit_bindgen::generate!({ world: "NAME", path: "wit" });
}

#[allow(unused_macros, reason = "not every component calls others")]
macro_rules! ask {
    ($client:ident, $variable:literal) => {{
        let worker = $client::WorkerUri::durable_from_env($variable, "leaf").expect("the target is named");
        golem_rpc_sdk::block_on($client::Api::new(&worker).get()).expect("the target answers")
    }};
}

struct Component;

impl Guest for Component {
    fn get() -> u32 {
        NUMBER
    }

    #[allow(unused_mut, reason = "not every component calls others")]
    fn sum() -> u32 {
        let mut sum = NUMBER;
CALLS        sum
    }
}

bindings::export!(Component with_types_in bindings);
"#;
