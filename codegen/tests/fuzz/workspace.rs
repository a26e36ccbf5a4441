//! Generated crates as a workspace that cargo checks.

use crate::package::Source;
use golem_rpc_codegen::{Config, Mode};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

pub struct Workspace {
    folder: PathBuf,
    members: Vec<String>,
}

impl Workspace {
    /// An empty one; what was compiled in the folder before is kept.
    pub fn new(folder: &Path) -> Workspace {
        let crates = folder.join("crates");
        if crates.exists() {
            fs::remove_dir_all(&crates).expect("the folder can be emptied");
        }
        Workspace { folder: folder.to_owned(), members: Vec::new() }
    }

    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Generates the clients of both modes and the stub, unless they are refused.
    pub fn add(&mut self, name: &str, source: &Source) {
        let project = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("this crate has a folder above it");
        let config = || Config::new(&source.folder).world(&source.world).sdk_path(project.join("sdk"));
        let member = |kind: &str| format!("crates/{name}-{kind}");
        let path = |kind: &str| self.folder.join(member(kind));
        let mut added = Vec::new();
        if config().client_crate(path("direct"), Mode::Direct).generate().is_ok() {
            self.example(&member("direct"));
            added.push("direct");
        }
        if config().client_crate(path("composed"), Mode::Composed).generate().is_ok() {
            self.example(&member("composed"));
            added.push("composed");
        }
        if config().stub_crate(path("stub")).generate().is_ok() {
            added.push("stub");
        }
        self.members.extend(added.into_iter().map(member));
    }

    /// The example of a crate's docs, for cargo to check it too.
    fn example(&self, member: &str) {
        let folder = self.folder.join(member);
        let source = fs::read_to_string(folder.join("src/lib.rs")).expect("the crate was generated");
        let docs = source
            .lines()
            .filter_map(|line| line.strip_prefix("//!"))
            .map(|line| line.strip_prefix(' ').unwrap_or(line));
        let code = docs.skip_while(|line| *line != "```no_run").skip(1).take_while(|line| *line != "```");
        let code: String = code.flat_map(|line| [line, "\n"]).collect();
        if !code.is_empty() {
            fs::create_dir_all(folder.join("examples")).expect("a folder can be made");
            let text = format!("#![allow(dead_code)]\n{code}\nfn main() {{}}\n");
            fs::write(folder.join("examples/docs.rs"), text).expect("a file can be written");
        }
    }

    /// Has cargo check every crate as it goes into a component, and direct clients as a unit test sees them too. Stubs are linked, for which
    /// their code has to be what their WIT promises.
    pub fn check(&self) {
        let members = &self.members;
        fs::write(self.folder.join("Cargo.toml"), format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n"))
            .expect("a file can be written");
        self.cargo(&["check", "--lib", "--workspace", "--examples", "--target", "wasm32-wasip2"]);
        self.cargo(&[vec!["check", "--lib"], self.packages("-direct")].concat());
        self.cargo(&[vec!["build", "--target", "wasm32-wasip2"], self.packages("-stub")].concat());
    }

    /// The crates of one kind, as cargo's arguments.
    fn packages(&self, kind: &str) -> Vec<&str> {
        let names = self.members.iter().filter_map(|member| member.strip_prefix("crates/"));
        names.filter(|name| name.ends_with(kind)).flat_map(|name| ["--package", name]).collect()
    }

    /// A warning is as bad as an error.
    fn cargo(&self, args: &[&str]) {
        let output = Command::new(env!("CARGO"))
            .args(args)
            .args(["--keep-going", "--target-dir", "target"])
            .env("RUSTFLAGS", "-Dwarnings")
            .current_dir(&self.folder)
            .output()
            .expect("cargo runs");
        let report = String::from_utf8_lossy(&output.stderr);
        let of_interest: Vec<_> = report.lines().filter(|line| !line.trim_start().starts_with("Checking ")).collect();
        assert!(output.status.success(), "{} (without wasm32-wasip2: `cargo xtask setup`)", of_interest.join("\n"));
    }
}
