//! The documentation that this project started from, followed word by word, with our program in the
//! place of `golem-cli stubgen`.

mod golem_1_0;

use crate::binaries::workspace;
use crate::process::{cargo, output_of, run};
use crate::progress::step;
use crate::wasm_target::{self, Target};
use anyhow::{Context, Result, bail, ensure};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// How the components are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `cargo component build`, for wasm32-wasip1, as in the documentation.
    CargoComponent,
    /// `cargo build`, for wasm32-wasip2.
    Cargo,
}

impl Style {
    /// Each of them.
    pub const ALL: [Self; 2] = [Self::Cargo, Self::CargoComponent];

    /// The compiler's target.
    pub fn triple(self) -> &'static str {
        match self {
            Self::CargoComponent => Target::Wasip1.triple(),
            Self::Cargo => Target::Wasip2.triple(),
        }
    }
}

/// What runs the build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Runner {
    /// `cargo make build-flow`, as in the documentation.
    CargoMake,
    /// `golem-rpc-codegen build`
    Codegen,
}

/// What the two components are when the documentation's reader has made them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Template {
    /// A manifest and a file of WIT.
    Minimal,
    /// What `golem-cli new` of Golem 1.0 makes: the host's packages in `wit/deps`, all of them
    /// imported, in the syntax of 2024.
    Golem10,
}

/// Without TLS: nothing is downloaded by it.
const CARGO_MAKE: (&str, &str, &[&str]) = ("cargo-make", "0.37.24", &["--no-default-features"]);

/// The last that is known to work.
const CARGO_COMPONENT: (&str, &str, &[&str]) = ("cargo-component", "0.21.1", &[]);

/// The last that reads the syntax of 2024. Golem 1.0 asks for 0.13.2, which wants the target
/// wasm32-wasi, and today's compiler has none.
const CARGO_COMPONENT_OF_GOLEM_1_0: (&str, &str, &[&str]) = ("cargo-component", "0.18.0", &[]);

/// Follows it in both styles, and with components that are as old as it is, with cargo-make;
/// installs what is missing.
///
/// # Errors
///
/// When anything is not as the documentation says.
pub fn test() -> Result<()> {
    let today = install("tools", &[CARGO_COMPONENT, CARGO_MAKE])?;
    let golem_1_0 = install("tools-golem-1.0", &[CARGO_COMPONENT_OF_GOLEM_1_0, CARGO_MAKE])?;
    wasm_target::ensure(Target::Wasip1)?;
    let binaries = crate::binaries::build()?;
    for (style, template, tools) in [
        (Style::Cargo, Template::Minimal, &today),
        (Style::CargoComponent, Template::Minimal, &today),
        (Style::CargoComponent, Template::Golem10, &golem_1_0),
    ] {
        let folder = tempfile::tempdir()?;
        step(&format!("the documentation, {style:?}, {template:?}"), || {
            follow(folder.path(), &binaries, tools, style, template, Runner::CargoMake)
        })?;
    }
    Ok(())
}

/// Installs programs of others below `target`, if they are missing: the folder that they are in.
fn install(folder: &str, programs: &[(&str, &str, &[&str])]) -> Result<PathBuf> {
    let tools = workspace().join("target").join(folder);
    for (program, version, arguments) in programs {
        if !tools.join("bin").join(program).exists() {
            let mut install = cargo();
            install.args(["install", program, "--version", version, "--locked", "--root"]).arg(&tools).args(*arguments);
            run(&mut install)?;
        }
    }
    Ok(tools.join("bin"))
}

/// A project in a scratch folder.
struct Project<'a> {
    folder: &'a Path,
    binaries: &'a Path,
    style: Style,
    template: Template,
    runner: Runner,
    path: OsString,
}

/// Follows it in `folder`. `binaries` is the folder of our programs, `tools` those of others that
/// are needed.
///
/// # Errors
///
/// When anything is not as the documentation says.
pub fn follow(
    folder: &Path,
    binaries: &Path,
    tools: &Path,
    style: Style,
    template: Template,
    runner: Runner,
) -> Result<()> {
    let own = [binaries.to_owned(), tools.to_owned()];
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(own.into_iter().chain(std::env::split_paths(&path)))?;
    let project = Project { folder, binaries, style, template, runner, path };
    project.create_the_two_components()?;
    project.check_it_works()?;
    project.set_up()?;
    project.test_the_setup()?;
    project.import_and_implement()?;
    project.add_a_connection_and_remove_it()?;
    for release in [false, true] {
        project.build_flow(release)?;
        project.run_it(release)?;
        project.refuse_the_uncomposed(release)?;
    }
    Ok(())
}

impl Project<'_> {
    /// "First create two Rust components", "Create a cargo workspace".
    fn create_the_two_components(&self) -> Result<()> {
        self.write(
            "Cargo.toml",
            "[workspace]\nresolver = \"2\"\n# list the two components here\nmembers = [\n    \"component1\",\n    \
             \"component2\",\n]\n\n\
             # common release profile for all components\n[profile.release]\nopt-level = \"s\"\n\
             lto = true\nstrip = true\n",
        )?;
        self.component(
            "component1",
            include_str!("seed_flow/component1.wit"),
            include_str!("seed_flow/component1.rs"),
        )?;
        self.component("component2", include_str!("seed_flow/component2.wit"), include_str!("seed_flow/component2.rs"))
    }

    fn component(&self, name: &str, wit: &str, source: &str) -> Result<()> {
        let manifest = match (self.template, self.style) {
            (Template::Golem10, _) => golem_1_0::manifest(name),
            (Template::Minimal, Style::Cargo) => manifest(name, "wit-bindgen = \"0.61\"\n"),
            (Template::Minimal, Style::CargoComponent) => {
                let manifest = manifest(name, "wit-bindgen-rt = { version = \"0.41\", features = [\"bitflags\"] }\n");
                format!("{manifest}\n[package.metadata.component]\npackage = \"demo:{name}\"\n")
            }
        };
        self.write(&format!("{name}/Cargo.toml"), &manifest)?;
        self.write(&format!("{name}/wit/{name}.wit"), &self.wit(wit))?;
        if self.template == Template::Golem10 {
            for (file, text) in golem_1_0::host_packages()? {
                self.write(&format!("{name}/wit/deps/{file}"), &text)?;
            }
        }
        self.source(name, source)
    }

    /// A component's WIT, as the template has it.
    fn wit(&self, wit: &str) -> String {
        match self.template {
            Template::Minimal => wit.to_owned(),
            Template::Golem10 => golem_1_0::wit(wit),
        }
    }

    fn source(&self, name: &str, source: &str) -> Result<()> {
        let bindings = match self.style {
            Style::CargoComponent => "#[allow(warnings)]\nmod bindings;".to_owned(),
            Style::Cargo => format!(
                "mod bindings {{\n    wit_bindgen::generate!({{ world: \"{name}\", path: \"wit\", generate_all }});\n}}"
            ),
        };
        self.write(&format!("{name}/src/lib.rs"), &source.replace("BINDINGS", &bindings))
    }

    /// "Check it works by running cargo component build in the root directory of the project."
    fn check_it_works(&self) -> Result<()> {
        let words: &[&str] = match self.style {
            Style::CargoComponent => &["component", "build"],
            Style::Cargo => &["build", "--target", "wasm32-wasip2"],
        };
        run(self.command("cargo").args(words))?;
        self.artifacts(false, &["component1.wasm", "component2.wasm"])
    }

    /// `golem-cli stubgen initialize-workspace --targets component1 --callers component2`
    fn set_up(&self) -> Result<()> {
        let mut link = self.command("golem-rpc-codegen");
        link.args(["initialize-workspace", "--targets", "component1", "--callers", "component2", "--sdk-path"]);
        let report = output_of(link.arg(workspace().join("sdk")))?;
        ensure!(report.contains("written    Cargo.toml\n"), "{report}");
        Ok(())
    }

    /// "This error is expected, as we haven't added any remote procedure calls yet."
    fn test_the_setup(&self) -> Result<()> {
        let output = self.flow(false).output()?;
        let stderr = String::from_utf8_lossy(&output.stderr);
        let target = format!("target/{}/debug", self.style.triple());
        ensure!(!output.status.success(), "a flow without calls is to fail");
        for expected in [
            format!("no dependencies of component `{target}/component2.wasm` were found"),
            "add `import demo:component1-stub/stub-component1;` to world `component2` in \
             `component2/wit/component2.wit`, after line 12"
                .to_owned(),
        ] {
            ensure!(stderr.contains(&expected), "it does not say: {expected}\n{stderr}");
        }
        self.artifacts(false, &["component1_stub.wasm"])
    }

    /// "Import the generated stub in the caller component", "Start implementing the components".
    fn import_and_implement(&self) -> Result<()> {
        let wit = include_str!("seed_flow/component2.wit");
        let import = "world component2 {\n  import demo:component1-stub/stub-component1; // new line added\n";
        self.write("component2/wit/component2.wit", &self.wit(wit).replace("world component2 {\n", import))?;
        self.source("component2", include_str!("seed_flow/component2_calls.rs"))
    }

    /// "cargo make build-flow to build all the components quickly in debug, cargo make
    /// release-build-flow to create a release build"
    fn build_flow(&self, release: bool) -> Result<()> {
        let report = output_of(&mut self.flow(release))?;
        let composed = self.built(release).join("component2_composed.wasm");
        let expected = format!("Writing composed component to \"{}\"", composed.display());
        ensure!(report.contains(&expected), "it does not say: {expected}\n{report}");
        self.artifacts(
            release,
            &["component1.wasm", "component2.wasm", "component1_stub.wasm", "component2_composed.wasm"],
        )
    }

    /// "Running the initialize-workspace command again will regenerate the build steps. Make sure
    /// to list all the targets and callers." One that is not used is told, and taken away again:
    /// "there is currently no automated way".
    fn add_a_connection_and_remove_it(&self) -> Result<()> {
        let manifest = self.read("Cargo.toml")?;
        let words =
            ["initialize-workspace", "--targets", "component1", "--targets", "component2", "--callers", "component2"];
        output_of(self.command("golem-rpc-codegen").args(words))?;
        let Output { status, stderr, .. } = self.flow(false).output()?;
        let stderr = String::from_utf8_lossy(&stderr);
        ensure!(status.success(), "{stderr}");
        let warning = "warning: `component2` does not import the stub of `component2`, which is left out";
        ensure!(stderr.contains(warning), "it does not say: {warning}\n{stderr}");
        let words = ["unlink", "--target", "component2", "--caller", "component2"];
        output_of(self.command("golem-rpc-codegen").args(words))?;
        ensure!(
            self.read("Cargo.toml")? == manifest && !self.folder.join("component2-stub").exists(),
            "something is left"
        );
        Ok(())
    }

    /// Three counters, asked one after another and simultaneously.
    fn run_it(&self, release: bool) -> Result<()> {
        let mut host = self.host("component2_composed.wasm", release);
        let calls =
            ["component2/main add([1, 2, 3])", "component2/main sum-blocking()", "component2/main sum-by-hand()"];
        let printed = output_of(host.args(calls))?;
        ensure!(printed == "()\n[1, 2, 3]\n[1, 2, 3]\n", "{printed}");
        Ok(())
    }

    /// "If you try to upload the non-composed build output, it will fail because not all the
    /// imports are satisfied."
    fn refuse_the_uncomposed(&self, release: bool) -> Result<()> {
        let Output { status, stderr, .. } =
            self.host("component2.wasm", release).arg("component2/main sum-blocking()").output()?;
        let stderr = String::from_utf8_lossy(&stderr);
        ensure!(!status.success(), "a component that is not composed is to be refused");
        ensure!(stderr.contains("demo:component1-stub/stub-component1"), "it does not name the import:\n{stderr}");
        Ok(())
    }

    fn host(&self, component2: &str, release: bool) -> Command {
        let mut host = self.command("golem-rpc-host");
        let built = self.built(release);
        host.args(["invoke", "--env", "TARGET_COMPONENT_ID=@component1"]);
        host.arg("--component").arg(format!("component1={}", built.join("component1.wasm").display()));
        host.arg("--component").arg(format!("component2={}", built.join(component2).display()));
        host
    }

    fn flow(&self, release: bool) -> Command {
        match (self.runner, release) {
            (Runner::CargoMake, false) => self.cargo_make("build-flow"),
            (Runner::CargoMake, true) => self.cargo_make("release-build-flow"),
            (Runner::Codegen, release) => {
                let mut build = self.command("golem-rpc-codegen");
                build.arg("build").args(release.then_some("--release"));
                build
            }
        }
    }

    fn cargo_make(&self, task: &str) -> Command {
        let mut make = self.command("cargo");
        make.args(["make", task]);
        make
    }

    /// A program, to be run in the project's folder. Ours come first on the path.
    fn command(&self, program: &str) -> Command {
        let own = self.binaries.join(program);
        let mut command = Command::new(if own.exists() { own } else { program.into() });
        command.current_dir(self.folder).env("PATH", &self.path).env("NO_COLOR", "1");
        command
    }

    /// Where the components go, in the project's folder.
    fn built(&self, release: bool) -> PathBuf {
        Path::new("target").join(self.style.triple()).join(if release { "release" } else { "debug" })
    }

    fn artifacts(&self, release: bool, names: &[&str]) -> Result<()> {
        let folder = self.folder.join(self.built(release));
        for name in names {
            let bytes = std::fs::read(folder.join(name)).with_context(|| format!("{name} was not built"))?;
            // A component, not a core module.
            if !bytes.starts_with(b"\0asm\x0d\0\x01\0") {
                bail!("{name} is no component");
            }
        }
        Ok(())
    }

    fn read(&self, file: &str) -> Result<String> {
        std::fs::read_to_string(self.folder.join(file)).with_context(|| format!("could not read {file}"))
    }

    fn write(&self, file: &str, text: &str) -> Result<()> {
        let path = self.folder.join(file);
        std::fs::create_dir_all(path.parent().unwrap_or(self.folder))?;
        std::fs::write(&path, text).with_context(|| format!("could not write {}", path.display()))
    }
}

/// A component's manifest, without what its style adds.
fn manifest(name: &str, dependencies: &str) -> String {
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2021\"\n\n[lib]\ncrate-type = [\"cdylib\"]\n\n\
         [dependencies]\n{dependencies}"
    )
}
