//! Builds `examples/counters` with the same commands that its reader would type.

use crate::binaries::workspace;
use crate::process::{cargo, run, run_quietly};
use anyhow::Result;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where the example's components lie in its folder.
pub const RELEASE: &str = "target/wasm32-wasip2/release";

/// What is generated.
pub const GENERATE: [&str; 2] = [
    "generate -s component1/wit -d component1-stub -c component1-client --mode composed --sdk-path ../../sdk",
    "generate -s component1/wit -c component1-direct-client --mode direct --sdk-path ../../sdk",
];

/// The built example.
pub struct Counters(());

impl Counters {
    /// What one would deploy to Golem: names and files, relative to the example's folder.
    pub fn deployed(&self) -> [(&'static str, PathBuf); 3] {
        [
            ("component1", "component1.wasm"),
            ("component2", "component2_composed.wasm"),
            ("component2-direct", "component2_direct.wasm"),
        ]
        .map(|(name, file)| (name, Path::new(RELEASE).join(file)))
    }
}

/// Generates, compiles and composes. `binaries` is the folder of our own programs.
///
/// # Errors
///
/// When a step fails.
pub fn build(binaries: &Path) -> Result<Counters> {
    for words in GENERATE {
        codegen(binaries, words)?;
    }
    codegen(
        binaries,
        "add-stub-dependency --stub-wit-root component1-stub/wit --dest-wit-root component2/wit --overwrite",
    )?;
    let mut cargo = in_example(cargo());
    cargo.args(["build", "--release", "--target", "wasm32-wasip2", "--target-dir", "target"]);
    echo(&cargo);
    run(&mut cargo)?;
    codegen(
        binaries,
        &format!(
            "compose --source-wasm {RELEASE}/component2.wasm --stub-wasm {RELEASE}/component1_stub.wasm \
             --dest-wasm {RELEASE}/component2_composed.wasm"
        ),
    )?;
    Ok(Counters(()))
}

fn codegen(binaries: &Path, words: &str) -> Result<()> {
    let mut codegen = command(binaries, "golem-rpc-codegen");
    codegen.args(words.split(' '));
    echo(&codegen);
    run_quietly(&mut codegen)
}

/// One of our own programs, to be run in the example's folder.
pub fn command(binaries: &Path, program: &str) -> Command {
    in_example(Command::new(binaries.join(program)))
}

/// `golem-rpc-host invoke` with everything deployed; the calls are the caller's to add.
pub fn invoke(binaries: &Path, counters: &Counters) -> Command {
    let mut host = command(binaries, "golem-rpc-host");
    host.arg("invoke");
    for (name, file) in counters.deployed() {
        host.arg("--component").arg(format!("{name}={}", file.display()));
    }
    host.args(["--env", "TARGET_COMPONENT_ID=@component1"]);
    host
}

fn in_example(mut command: Command) -> Command {
    command.current_dir(folder());
    command
}

/// The example's folder.
pub fn folder() -> PathBuf {
    workspace().join("examples/counters")
}

/// Prints what is run, as one would type it.
pub fn echo(command: &Command) {
    let program = Path::new(command.get_program()).file_name().unwrap_or_default();
    let words: Vec<_> = command.get_args().map(|word| quoted(&word.to_string_lossy())).collect();
    eprintln!("$ {} {}", program.to_string_lossy(), words.join(" "));
}

fn quoted(word: &str) -> String {
    if word.contains([' ', '(', '"']) { format!("'{word}'") } else { word.to_owned() }
}
