//! The cases as a cargo workspace of their own, below the test's scratch folder.

use super::Mode;
use anyhow::{Context, Result};
use golem_rpc_codegen::{Config, compose};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use xtask::process::run_quietly;

/// A built workspace of cases.
pub struct Scratch {
    folder: PathBuf,
}

impl Scratch {
    /// Writes what is not there yet, so that cargo builds again only what has changed.
    pub fn build(cases: &[(String, Mode)]) -> Result<Self> {
        let scratch = Self { folder: Path::new(env!("CARGO_TARGET_TMPDIR")).join("runtime") };
        let mut members = Vec::new();
        for (case, mode) in cases {
            members.extend(scratch.target_crate(case)?);
            members.extend(scratch.caller_crates(case, *mode)?);
        }
        members.sort();
        members.dedup();
        scratch.write("Cargo.toml", &workspace_manifest(&members))?;
        scratch.compile()?;
        for (case, mode) in cases {
            scratch.compose(case, *mode)?;
        }
        Ok(scratch)
    }

    pub fn target(&self, case: &str) -> PathBuf {
        self.wasm(&format!("{case}_target"))
    }

    pub fn caller(&self, case: &str, mode: Mode) -> PathBuf {
        let built = built_caller(case, mode);
        self.wasm(&if self.linked(case, mode).is_empty() { built } else { format!("{built}_composed") })
    }

    fn wasm(&self, name: &str) -> PathBuf {
        self.folder.join("target/wasm32-wasip2/debug").join(name.replace('-', "_")).with_extension("wasm")
    }

    fn target_crate(&self, case: &str) -> Result<[String; 1]> {
        let name = format!("{case}-target");
        self.write(&format!("{name}/Cargo.toml"), &manifest(&name, "wit-bindgen = \"0.61\"\n"))?;
        self.copy(&case_folder(case).join("target.wit"), &format!("{name}/wit/target.wit"))?;
        self.dependencies(case, &name)?;
        self.copy(&case_folder(case).join("target.rs"), &format!("{name}/src/lib.rs"))?;
        Ok([name])
    }

    /// The packages that the case's WIT uses, for a crate.
    fn dependencies(&self, case: &str, name: &str) -> Result<()> {
        let dependencies = case_folder(case).join("deps");
        if dependencies.exists() { self.copy(&dependencies, &format!("{name}/wit/deps")) } else { Ok(()) }
    }

    /// A caller for `mode`, and what it calls through.
    fn caller_crates(&self, case: &str, mode: Mode) -> Result<Vec<String>> {
        let (word, codegen_mode) = match mode {
            Mode::Composed => ("composed", golem_rpc_codegen::Mode::Composed),
            Mode::Direct => ("direct", golem_rpc_codegen::Mode::Direct),
        };
        let stub = format!("{case}-stub");
        let client = format!("{case}-{word}-client");
        let caller = format!("{case}-{word}-caller");
        let mut config =
            Config::new(case_folder(case)).client_crate(self.folder.join(&client), codegen_mode).sdk_path(sdk());
        let mut members = vec![client.clone(), caller.clone()];
        if mode == Mode::Composed {
            config = config.stub_crate(self.folder.join(&stub));
            members.push(stub);
        }
        config.generate()?;

        let dependencies = format!(
            "client = {{ package = \"{client}\", path = \"../{client}\" }}\nfutures = \"0.3\"\ngolem-rpc-sdk = {{ path = {:?} }}\nwit-bindgen = \"0.61\"\n",
            sdk()
        );
        self.write(&format!("{caller}/Cargo.toml"), &manifest(&caller, &dependencies))?;
        if has_world(case) {
            self.copy(&case_folder(case).join("caller/world.wit"), &format!("{caller}/wit/world.wit"))?;
            self.copy(&case_folder(case).join("target.wit"), &format!("{caller}/wit/deps/target/target.wit"))?;
            self.dependencies(case, &caller)?;
            self.copy(&caller_source(case, mode), &format!("{caller}/src/lib.rs"))?;
        } else {
            self.write(&format!("{caller}/src/lib.rs"), CALLER)?;
            self.copy(&caller_source(case, mode), &format!("{caller}/src/case.rs"))?;
        }
        Ok(members)
    }

    fn compile(&self) -> Result<()> {
        let mut cargo = Command::new("cargo");
        cargo
            .args(["build", "--target", "wasm32-wasip2", "--target-dir", "target"])
            .env("RUSTFLAGS", "-Dwarnings")
            .current_dir(&self.folder);
        run_quietly(&mut cargo).context("the cases do not compile (without wasm32-wasip2: `cargo xtask setup`)")
    }

    fn compose(&self, case: &str, mode: Mode) -> Result<()> {
        let linked = self.linked(case, mode);
        if !linked.is_empty() {
            let caller = self.wasm(&built_caller(case, mode));
            compose(&caller, &linked, &self.caller(case, mode)).with_context(|| format!("could not compose {case}"))?;
        }
        Ok(())
    }

    /// What is linked into a caller: the stub it calls through, and the target where its world imports that.
    fn linked(&self, case: &str, mode: Mode) -> Vec<PathBuf> {
        let stub = (mode == Mode::Composed).then(|| self.wasm(&format!("{case}_stub")));
        stub.into_iter().chain(has_world(case).then(|| self.target(case))).collect()
    }

    /// Copies a file, or a folder with all in it.
    fn copy(&self, from: &Path, to: &str) -> Result<()> {
        if !from.is_dir() {
            return self.write(to, &fs::read_to_string(from)?);
        }
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            self.copy(&entry.path(), &format!("{to}/{}", entry.file_name().to_string_lossy()))?;
        }
        Ok(())
    }

    /// Writes unless that is what the file says already.
    fn write(&self, file: &str, content: &str) -> Result<()> {
        let path = self.folder.join(file);
        if fs::read_to_string(&path).is_ok_and(|old| old == content) {
            return Ok(());
        }
        fs::create_dir_all(path.parent().context("a file lies in a folder")?)?;
        fs::write(&path, content).with_context(|| format!("could not write {}", path.display()))
    }
}

/// What is around a case's code to make a component of it.
const CALLER: &str = r#"mod case;

wit_bindgen::generate!({
    inline: "package test:caller; world caller { export run: func(); }",
});

struct Caller;

impl Guest for Caller {
    fn run() {
        case::run();
    }
}

export!(Caller);

/// The target's worker of this name.
#[allow(dead_code, reason = "not every case names its workers")]
fn worker(name: &str) -> golem_rpc_sdk::WorkerUri {
    golem_rpc_sdk::WorkerUri::durable_from_env("TARGET_COMPONENT_ID", name).expect("the target is named")
}
"#;

fn manifest(name: &str, dependencies: &str) -> String {
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [lib]\ncrate-type = [\"cdylib\"]\n\n[dependencies]\n{dependencies}"
    )
}

fn workspace_manifest(members: &[String]) -> String {
    format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n\n[profile.dev]\ndebug = false\n")
}

fn case_folder(case: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("runtime").join(case)
}

/// Whether the caller has a world of its own.
fn has_world(case: &str) -> bool {
    case_folder(case).join("caller/world.wit").exists()
}

fn built_caller(case: &str, mode: Mode) -> String {
    match mode {
        Mode::Composed => format!("{case}_composed_caller"),
        Mode::Direct => format!("{case}_direct_caller"),
    }
}

fn caller_source(case: &str, mode: Mode) -> PathBuf {
    let both = case_folder(case).join("caller.rs");
    if mode == Mode::Composed || both.exists() { both } else { case_folder(case).join("direct.rs") }
}

fn sdk() -> PathBuf {
    xtask::binaries::workspace().join("sdk")
}
