//! The cases as a cargo workspace of their own, below the test's scratch folder.

use super::Mode;
use crate::workspace::{Workspace, sdk};
use anyhow::{Context, Result};
use golem_rpc_codegen::{Config, compose};
use std::fs;
use std::path::{Path, PathBuf};

/// A built workspace of cases.
pub struct Scratch {
    workspace: Workspace,
}

impl Scratch {
    pub fn build(cases: &[(String, Mode)]) -> Result<Self> {
        let scratch = Self { workspace: Workspace::new("runtime") };
        let mut members = Vec::new();
        for (case, mode) in cases {
            members.extend(scratch.target_crate(case)?);
            members.extend(scratch.caller_crates(case, *mode)?);
        }
        scratch.workspace.build(members)?;
        for (case, mode) in cases {
            scratch.compose(case, *mode)?;
        }
        Ok(scratch)
    }

    pub fn target(&self, case: &str) -> PathBuf {
        self.workspace.wasm(&format!("{case}_target"))
    }

    pub fn caller(&self, case: &str, mode: Mode) -> PathBuf {
        let built = built_caller(case, mode);
        self.workspace.wasm(&if self.linked(case, mode).is_empty() { built } else { format!("{built}_composed") })
    }

    fn target_crate(&self, case: &str) -> Result<[String; 1]> {
        let (workspace, folder) = (&self.workspace, case_folder(case));
        let name = format!("{case}-target");
        workspace.manifest(&name, "")?;
        if folder.join("wit").exists() {
            self.copy(&folder.join("wit"), &format!("{name}/wit"))?;
        } else {
            self.copy(&folder.join("target.wit"), &format!("{name}/wit/target.wit"))?;
            self.dependencies(case, &name)?;
        }
        self.copy(&folder.join("target.rs"), &format!("{name}/src/lib.rs"))?;
        Ok([name])
    }

    /// The packages that the case's WIT uses, for a crate.
    fn dependencies(&self, case: &str, name: &str) -> Result<()> {
        let dependencies = case_folder(case).join("deps");
        if !dependencies.exists() {
            return Ok(());
        }
        self.copy(&dependencies, &format!("{name}/wit/deps"))
    }

    /// A caller for `mode`, and what it calls through.
    fn caller_crates(&self, case: &str, mode: Mode) -> Result<Vec<String>> {
        let (word, codegen_mode) = match mode {
            Mode::Composed => ("composed", golem_rpc_codegen::Mode::Composed),
            Mode::Direct => ("direct", golem_rpc_codegen::Mode::Direct),
        };
        let (workspace, folder) = (&self.workspace, case_folder(case));
        let stub = format!("{case}-stub");
        let client = format!("{case}-{word}-client");
        let caller = format!("{case}-{word}-caller");
        let source = Some(folder.join("wit")).filter(|wit| wit.exists()).unwrap_or(folder.clone());
        let mut config = Config::new(source).world(case.replace('_', "-")).sdk_path(sdk());
        config = config.client_crate(workspace.member(&client), codegen_mode);
        let mut members = vec![client.clone(), caller.clone()];
        if mode == Mode::Composed {
            config = config.stub_crate(workspace.member(&stub));
            members.push(stub);
        }
        config.generate()?;

        workspace.caller_manifest(&caller, &client)?;
        if has_world(case) {
            self.copy(&folder.join("caller/world.wit"), &format!("{caller}/wit/world.wit"))?;
            self.copy(&folder.join("target.wit"), &format!("{caller}/wit/deps/target/target.wit"))?;
            self.dependencies(case, &caller)?;
            self.copy(&caller_source(case, mode), &format!("{caller}/src/lib.rs"))?;
        } else {
            workspace.write(&format!("{caller}/src/lib.rs"), CALLER)?;
            self.copy(&caller_source(case, mode), &format!("{caller}/src/case.rs"))?;
        }
        Ok(members)
    }

    fn compose(&self, case: &str, mode: Mode) -> Result<()> {
        let linked = self.linked(case, mode);
        if !linked.is_empty() {
            let caller = self.workspace.wasm(&built_caller(case, mode));
            compose(&caller, &linked, &self.caller(case, mode)).with_context(|| format!("could not compose {case}"))?;
        }
        Ok(())
    }

    /// Copies a file, or a folder with all in it.
    fn copy(&self, from: &Path, to: &str) -> Result<()> {
        if !from.is_dir() {
            return self.workspace.write(to, &fs::read_to_string(from)?);
        }
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            self.copy(&entry.path(), &format!("{to}/{}", entry.file_name().to_string_lossy()))?;
        }
        Ok(())
    }

    /// What is linked into a caller: the stub it calls through, and the target where its world imports that.
    fn linked(&self, case: &str, mode: Mode) -> Vec<PathBuf> {
        let stub = (mode == Mode::Composed).then(|| self.workspace.wasm(&format!("{case}_stub")));
        stub.into_iter().chain(has_world(case).then(|| self.target(case))).collect()
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
