//! Runs the commands in blocks.

use crate::pages::{Block, Page};
use crate::start;
use snapbox::Assert;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use xtask::binaries::workspace;
use xtask::process::cargo;

/// Runs all commands of a page in order, in a workspace of its own.
pub fn run(page: &Page) {
    if page.name == "README.md" {
        // Its other commands are the start, which has a test of its own.
        start::built();
        let of_project = commands(page).into_iter().filter(|(command, _)| is_of_project(command));
        return of_project.for_each(|(command, expected)| step(&mut workspace().to_owned(), command, &expected));
    }
    let commands: Vec<&Block> = page.blocks_of("console").collect();
    if commands.is_empty() {
        return;
    }
    let mut folder = sandbox(page);
    for block in page.blocks_of("toml") {
        if let Some(name) = block.text.lines().next().and_then(|line| line.strip_prefix("# ")) {
            fs::write(folder.join(name), &block.text).expect("there is room");
        }
    }
    for block in commands {
        for (command, expected) in steps(&block.text) {
            println!("{}:{}: {command}", page.name, block.line);
            step(&mut folder, command, &expected);
        }
    }
}

/// Whether a command is for this project itself.
pub fn is_of_project(command: &str) -> bool {
    command.starts_with("cargo xtask ")
}

/// All commands of a page, each with what it prints.
pub fn commands(page: &Page) -> Vec<(&str, String)> {
    page.blocks_of("console").flat_map(|block| steps(&block.text)).collect()
}

/// The commands in a block, each with the output that follows it.
fn steps(text: &str) -> Vec<(&str, String)> {
    let mut steps: Vec<(&str, String)> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix("$ "), steps.last_mut()) {
            (Some(command), _) => steps.push((command, String::new())),
            (None, Some((_, output))) => *output += &format!("{line}\n"),
            (None, None) => panic!("output of no command: {line}"),
        }
    }
    steps
}

/// Runs a command in a folder, and compares what it prints with what it is to print.
pub fn step(folder: &mut PathBuf, command: &str, expected: &str) {
    if let Some(below) = command.strip_prefix("cd ") {
        folder.push(below);
    } else if let Some(task) = command.strip_prefix("cargo xtask ") {
        // These commands take too long for a test. It only checks that they exist.
        let name = task.split(' ').next().unwrap_or_default();
        let help = cargo().args(["xtask", "help", name]).current_dir(workspace()).output().expect("cargo runs");
        assert!(help.status.success(), "{}", String::from_utf8_lossy(&help.stderr));
    } else {
        let output = shell(command).current_dir(&*folder).output().expect("a shell runs");
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        println!("{out}{err}");
        assert!(output.status.success(), "{command}: {}", output.status);
        let shown = Assert::new().try_eq(Some(&command), (&*out).into(), expected.into());
        shown.unwrap_or_else(|difference| panic!("{difference}"));
    }
}

fn shell(command: &str) -> Command {
    let binaries = xtask::binaries::build().expect("our programs compile");
    let before = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths([binaries].into_iter().chain(env::split_paths(&before))).expect("no folder has a colon");
    let mut shell = Command::new("sh");
    // With the variables that cargo sets for a test, all dependencies would be compiled again.
    for (name, _) in cargo().get_envs().filter(|(_, value)| value.is_none()) {
        shell.env_remove(name);
    }
    // Commands name files below `target`.
    shell.env_remove("CARGO_TARGET_DIR");
    shell.args(["-c", command]).env::<_, OsString>("PATH", path).env("NO_COLOR", "1");
    shell
}

/// The workspace of the guide: component1 of the examples, and a component2 that is going to call
/// it.
fn sandbox(page: &Page) -> PathBuf {
    let all = Path::new(env!("CARGO_TARGET_TMPDIR")).join("docs");
    let folder = all.join(page.name.replace(['/', '.'], "-"));
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("nobody else uses it");
    }
    let links = if page.name.ends_with("stubs.md") { LINKED } else { "" };
    let caller = format!("{}{COMPONENT}{links}", package("component2"));
    let config = format!(
        "[patch.crates-io]\ngolem-rpc-sdk.path = {:?}\ngolem-rpc-stub.path = {:?}\n",
        workspace().join("sdk"),
        workspace().join("stub")
    );
    let files = [
        ("Cargo.toml", WORKSPACE.to_owned()),
        (".cargo/config.toml", config),
        ("component1/Cargo.toml", format!("{}{COMPONENT}", package("component1"))),
        ("component2/Cargo.toml", caller),
    ];
    for (name, text) in files {
        write(&folder.join(name), text.as_bytes());
    }
    let example = workspace().join("examples/counters/component1");
    let own = workspace().join("tests/docs/component2");
    for (from, to) in [(example, "component1"), (own, "component2")] {
        copy(&from.join("src"), &folder.join(to).join("src"));
        copy(&from.join("wit"), &folder.join(to).join("wit"));
    }
    write(&folder.join("Cargo.lock"), &fs::read(workspace().join("Cargo.lock")).expect("it is there"));
    // All pages share a target folder, so that dependencies are compiled only once.
    let target = all.join("target");
    fs::create_dir_all(&target).expect("there is room");
    #[cfg(unix)]
    std::os::unix::fs::symlink(&target, folder.join("target")).expect("there is room");
    // For pages that begin with compiled components.
    for name in ["counter.wasm", "total.wasm"] {
        fs::copy(start::built().join(name), folder.join(name)).expect("the start makes them");
    }
    folder
}

const WORKSPACE: &str = "[workspace]\nresolver = \"3\"\nmembers = [\"component*\"]\n";

const COMPONENT: &str = "\n[lib]\ncrate-type = [\"cdylib\"]\n\n[dependencies]\nwit-bindgen = \"0.61\"\n";

const LINKED: &str = "component1-client = { path = \"../component1-client\" }\ngolem-rpc-sdk = \"0.1\"\n";

fn package(name: &str) -> String {
    format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n")
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("it is a folder").flatten() {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() { copy(&from, &to) } else { write(&to, &fs::read(&from).expect("it is a file")) }
    }
}

fn write(file: &Path, content: &[u8]) {
    fs::create_dir_all(file.parent().expect("it is in a folder")).expect("there is room");
    fs::write(file, content).expect("there is room");
}
