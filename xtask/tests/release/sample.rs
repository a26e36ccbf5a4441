//! A small project that could be released.

use std::fs;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;
use xtask::release::{self, Project};

const ROOT: &str = r#"[workspace]
resolver = "3"
members = ["brush", "paint"]

[workspace.package]
version = "0.3.0"
license = "MIT OR Apache-2.0"
repository = "https://example.com/colours"

[workspace.dependencies]
sample-of-paint = { path = "paint", version = "0.3.0" }
"#;

/// `NAME`, and where it is compiled for.
const MEMBER: &str = r#"[package]
name = "NAME"
description = "Colours things"
version.workspace = true
edition = "2024"
rust-version = "1.85"
license.workspace = true
repository.workspace = true
readme = "README.md"
keywords = ["colour"]
categories = ["graphics"]
include = ["/src/**/*.rs", "/src/*.txt", "/README.md", "/LICENSE-*"]

[package.metadata.docs.rs]
all-features = true
rustdoc-args = ["--cfg", "docsrs"]
targets = TARGETS

[dependencies]
"#;

const CHANGELOG: &str = "# Changelog\n\n## [0.3.0] - 2026-11-27\n\n- Colours.\n";
const DOC_CFG: &str = "#![cfg_attr(docsrs, feature(doc_cfg))]\n";

pub struct Sample {
    folder: TempDir,
}

impl Sample {
    /// A library for components, too, and a program.
    pub fn new() -> Self {
        let sample = Self { folder: tempfile::tempdir().unwrap() };
        let native = r#"["x86_64-unknown-linux-gnu"]"#;
        let both = r#"["x86_64-unknown-linux-gnu", "wasm32-wasip2"]"#;
        for (path, text) in [
            ("Cargo.toml", ROOT),
            ("CHANGELOG.md", CHANGELOG),
            ("README.md", "sample-of-paint = \"0.3.0\"\n"),
            ("LICENSE-MIT", "MIT\n"),
            ("LICENSE-APACHE", "Apache\n"),
            ("paint/Cargo.toml", &MEMBER.replace("NAME", "sample-of-paint").replace("TARGETS", both)),
            ("paint/src/lib.rs", &format!("{DOC_CFG}pub const COLOURS: &str = include_str!(\"colours.txt\");\n")),
            ("paint/src/colours.txt", "red\n"),
            ("brush/Cargo.toml", &MEMBER.replace("NAME", "sample-of-brush").replace("TARGETS", native)),
            ("brush/src/main.rs", "fn main() {}\n"),
        ] {
            sample.write(path, text);
        }
        for member in ["paint", "brush"] {
            for (name, text) in [("README.md", "# Colours\n"), ("LICENSE-MIT", "MIT\n"), ("LICENSE-APACHE", "Apache\n")]
            {
                sample.write(&format!("{member}/{name}"), text);
            }
        }
        sample
    }

    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn remove(&self, path: &str) {
        fs::remove_file(self.root().join(path)).unwrap();
    }

    /// Writes `to` in place of `from`, which must be there.
    pub fn edit(&self, path: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.root().join(path)).unwrap();
        assert!(text.contains(from), "no {from} in {path}");
        self.write(path, &text.replacen(from, to, 1));
    }

    pub fn project(&self) -> Project {
        let lock = Command::new("cargo").args(["generate-lockfile", "--offline"]).current_dir(self.root()).output();
        assert!(lock.unwrap().status.success());
        Project::load(self.root()).unwrap()
    }

    /// What is found in its texts.
    pub fn findings(&self) -> Vec<String> {
        release::without_compiling(&self.project()).unwrap().iter().map(ToString::to_string).collect()
    }

    /// The one thing that is found in its texts.
    #[track_caller]
    pub fn finding(&self) -> String {
        let mut findings = self.findings();
        assert_eq!(findings.len(), 1, "{findings:#?}");
        findings.remove(0)
    }

    pub fn git(&self, arguments: &[&str]) {
        let mut git = Command::new("git");
        git.args(["-c", "user.name=a", "-c", "user.email=a@example.com"]).args(arguments).current_dir(self.root());
        assert!(git.output().unwrap().status.success(), "{git:?}");
    }

    pub fn commit(&self) {
        self.write(".gitignore", "target\n");
        self.git(&["init", "--quiet"]);
        self.git(&["add", "."]);
        self.git(&["commit", "--quiet", "--message", "all"]);
    }
}
