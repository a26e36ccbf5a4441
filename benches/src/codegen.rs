//! `codegen`: the time that our programs take, as whole processes, for workspaces of 1, 10 and 50
//! components.
//!
//! Each component is linked to itself. `generate` writes a client and a stub of each component, in
//! one process for each. `build` is measured when there is nothing to do, together with the time
//! that cargo takes to find that out.

use crate::median::median;
use crate::scratch;
use anyhow::Result;
use serde::Serialize;
use std::fmt;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;
use xtask::binaries::workspace;
use xtask::process::{cargo, run_quietly};

const SIZES: [usize; 3] = [1, 10, 50];
const ROUNDS: usize = 7;

/// What a workspace takes, in milliseconds. Each is the median of several runs, which alternate
/// with those of the others.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// The number of components.
    pub components: usize,
    /// The time to generate all clients and stubs.
    pub generate: f64,
    /// The time of `build` when there is nothing to do.
    pub build: f64,
    /// The time of `cargo build` for the same packages when there is nothing to do.
    pub cargo: f64,
}

impl Row {
    /// The head of a table of rows.
    pub const HEADER: &str = "components generate-ms no-op-build-ms of-which-cargo-ms";
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { components, generate, build, cargo } = self;
        write!(f, "{components:10} {generate:11.0} {build:14.0} {cargo:17.0}")
    }
}

/// Measures workspaces of each size.
///
/// # Errors
///
/// When a program fails.
pub fn measure() -> Result<Vec<Row>> {
    let program = xtask::binaries::build()?.join("golem-rpc-codegen");
    SIZES.into_iter().map(|components| Workspace::new(components, &program)?.measure()).collect()
}

struct Workspace {
    components: usize,
    folder: PathBuf,
    program: PathBuf,
}

impl Workspace {
    /// A workspace that is linked and built. What an earlier run has compiled is kept.
    fn new(components: usize, program: &std::path::Path) -> Result<Self> {
        let folder = scratch("bench_codegen").join(components.to_string());
        let this = Self { components, folder, program: program.to_owned() };
        if !this.folder.join("Cargo.toml").exists() {
            this.write_sources()?;
            for index in 0..components {
                let name = name(index);
                let link = ["initialize-workspace", "--mode", "direct", "--targets", &name, "--callers", &name];
                let sdk = workspace().join("sdk");
                run_quietly(this.codegen().args(link).arg("--sdk-path").arg(sdk))?;
            }
        }
        run_quietly(this.codegen().arg("build"))?;
        Ok(this)
    }

    fn write_sources(&self) -> Result<()> {
        let members: Vec<_> = (0..self.components).map(name).collect();
        self.write("Cargo.toml", &format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n{PROFILE}"))?;
        for name in members {
            self.write(&format!("{name}/Cargo.toml"), &MANIFEST.replace("NAME", &name))?;
            self.write(&format!("{name}/wit/world.wit"), &WIT.replace("NAME", &name))?;
            self.write(&format!("{name}/src/lib.rs"), &SOURCE.replace("NAME", &name))?;
        }
        Ok(())
    }

    fn measure(&self) -> Result<Row> {
        let (mut generate, mut build, mut cargo) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            generate.push(millis(|| self.generate())?);
            build.push(millis(|| run_quietly(self.codegen().arg("build")))?);
            cargo.push(millis(|| self.cargo())?);
        }
        Ok(Row { components: self.components, generate: median(generate), build: median(build), cargo: median(cargo) })
    }

    /// Generates all clients and stubs in an empty folder.
    fn generate(&self) -> Result<()> {
        let generated = self.folder.join("target/generated");
        if generated.exists() {
            fs::remove_dir_all(&generated)?;
        }
        for index in 0..self.components {
            let name = name(index);
            let (client, stub) = (generated.join(format!("{name}-client")), generated.join(format!("{name}-stub")));
            let mut codegen = self.codegen();
            codegen.args(["generate", "--mode", "composed", "-s"]).arg(format!("{name}/wit"));
            run_quietly(codegen.arg("-c").arg(client).arg("-d").arg(stub))?;
        }
        Ok(())
    }

    fn cargo(&self) -> Result<()> {
        let mut cargo = cargo();
        cargo.args(["build", "--quiet", "--target", "wasm32-wasip2"]).current_dir(&self.folder);
        cargo.args((0..self.components).flat_map(|index| ["--package".to_owned(), name(index)]));
        run_quietly(&mut cargo)
    }

    fn codegen(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.current_dir(&self.folder);
        command
    }

    fn write(&self, file: &str, content: &str) -> Result<()> {
        let path = self.folder.join(file);
        fs::create_dir_all(path.with_file_name(""))?;
        Ok(fs::write(path, content)?)
    }
}

fn millis(run: impl FnOnce() -> Result<()>) -> Result<f64> {
    let start = Instant::now();
    run()?;
    Ok(start.elapsed().as_secs_f64() * 1e3)
}

fn name(index: usize) -> String {
    format!("component{index}")
}

const PROFILE: &str = "\n[profile.dev]\ndebug = false\n";

const MANIFEST: &str = "[package]\nname = \"NAME\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[lib]\n\
    crate-type = [\"cdylib\"]\n\n\
    [dependencies]\nwit-bindgen = \"0.61\"\n";

const WIT: &str = "package demo:NAME;\n\ninterface api {\n  add: func(value: u64);\n  get: func() -> u64;\n}\n\n\
    world NAME {\n  export api;\n}\n";

const SOURCE: &str = r#"wit_bindgen::generate!({ world: "NAME", path: "wit" });

struct Component;

impl exports::demo::NAME::api::Guest for Component {
    fn add(_: u64) {}

    fn get() -> u64 {
        0
    }
}

export!(Component);
"#;
