//! A workspace in a temporary folder, in which the program is run.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use wit_component::{ComponentEncoder, StringEncoding, dummy_module, embed_component_metadata};
use wit_parser::{ManglingAndAbi, Resolve};

/// The texts of files, by their paths.
pub type Tree = BTreeMap<String, String>;

/// A workspace with the counter and its caller.
pub struct Scratch {
    root: tempfile::TempDir,
}

pub const MANIFEST: &str = "# Two components.\n[workspace]\nresolver = \"3\"\nmembers = [\n    \
    \"component1\", # the counter\n    \"component2\", # asks it\n]\n\n\
    [profile.release]\nlto = true # small\n";

impl Scratch {
    pub fn new() -> Scratch {
        let scratch = Scratch { root: tempfile::tempdir().unwrap() };
        scratch.write("Cargo.toml", MANIFEST);
        let api = "interface api {\n  add: func(value: u64);\n  get: func() -> u64;\n}\n\n";
        scratch.component(
            "component1",
            "component1",
            &format!("package demo:component1;\n\n{api}world component1 {{\n  export api;\n}}\n"),
        );
        scratch.component(
            "component2",
            "component2",
            "package demo:component2;\n\nworld component2 {\n  export run: func();\n}\n",
        );
        scratch
    }

    /// A folder without anything in it.
    pub fn empty() -> Scratch {
        Scratch { root: tempfile::tempdir().unwrap() }
    }

    /// Adds a component in a folder. Its package is called like the folder.
    pub fn component(&self, folder: &str, name: &str, wit: &str) {
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[lib]\n\
             crate-type = [\"cdylib\"]\n\n[dependencies]\nwit-bindgen = \"0.61\"\n"
        );
        self.write(&format!("{folder}/Cargo.toml"), &manifest);
        self.write(&format!("{folder}/src/lib.rs"), "");
        self.write(&format!("{folder}/wit/{name}.wit"), wit);
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// All files. A folder without files is in the list, too, since nothing may be left behind.
    pub fn tree(&self) -> Tree {
        let mut tree = Tree::new();
        collect(self.root.path(), self.root.path(), &mut tree);
        tree
    }

    /// Runs the program in the workspace's folder. The arguments are separated by spaces.
    pub fn tool(&self, arguments: &str) -> Command {
        let mut command = Command::cargo_bin("golem-rpc-codegen").unwrap();
        command
            .env("NO_COLOR", "1")
            .env("RUST_BACKTRACE", "0")
            .current_dir(self.root.path())
            .args(arguments.split(' '));
        command
    }

    /// Runs it, and returns what it printed. Panics if it failed.
    pub fn succeed(&self, arguments: &str) -> String {
        let done = self.tool(arguments).assert().success();
        with_slashes(&done.get_output().stdout)
    }

    /// Runs it, and returns the error that it printed. Panics if the exit code isn't 1.
    pub fn fail(&self, arguments: &str) -> String {
        let done = self.tool(arguments).env("COLUMNS", "400").assert().code(1);
        with_slashes(&done.get_output().stderr)
    }
}

/// What a program printed, with the paths as they are on other systems than Windows.
fn with_slashes(printed: &[u8]) -> String {
    let text = String::from_utf8_lossy(printed).into_owned();
    if cfg!(windows) { text.replace('\\', "/").replace("\r\n", "\n") } else { text }
}

fn collect(root: &Path, folder: &Path, tree: &mut Tree) {
    let entries: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    let name = |path: &Path| path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
    if entries.is_empty() {
        tree.insert(name(folder) + "/", String::new());
    }
    for path in entries {
        if path.is_dir() {
            collect(root, &path, tree);
        } else {
            tree.insert(name(&path), String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned());
        }
    }
}

/// A component that does nothing, with the only world of this WIT.
pub fn component_of(wit: &str) -> Vec<u8> {
    let mut resolve = Resolve::default();
    let package = resolve.push_str("world.wit", wit).unwrap();
    let world = resolve.select_world(&[package], None).unwrap();
    let mut module = dummy_module(&resolve, world, ManglingAndAbi::Standard32);
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8, false).unwrap();
    ComponentEncoder::default().module(&module).unwrap().validate(true).encode().unwrap()
}
