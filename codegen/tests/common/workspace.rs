//! A workspace of generated crates, which cargo checks.

use golem_rpc_codegen::{Config, Error, Mode, Report};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The crates that are generated for a world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Direct,
    Composed,
    Stub,
}

impl Kind {
    pub const ALL: [Kind; 3] = [Kind::Direct, Kind::Composed, Kind::Stub];

    /// The end of the names of such crates.
    fn suffix(self) -> &'static str {
        match self {
            Kind::Direct => "-direct",
            Kind::Composed => "-composed",
            Kind::Stub => "-stub",
        }
    }
}

/// A cargo workspace, in the folder that cargo provides for tests.
pub struct Workspace {
    folder: PathBuf,
    members: Vec<String>,
}

impl Workspace {
    /// Makes an empty workspace. Files that were compiled in this folder earlier are kept, to save
    /// time.
    pub fn new(name: &str) -> Workspace {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let crates = folder.join("crates");
        if crates.exists() {
            fs::remove_dir_all(&crates).expect("the folder can be emptied");
        }
        Workspace { folder, members: Vec::new() }
    }

    /// Generates a crate, unless that is refused.
    pub fn add(&mut self, name: &str, kind: Kind, config: &Config) -> Result<Report, Error> {
        let member = format!("crates/{name}{}", kind.suffix());
        let folder = self.folder.join(&member);
        let config = config.clone().sdk_path(project().join("sdk"));
        let config = match kind {
            Kind::Direct => config.client_crate(&folder, Mode::Direct),
            Kind::Composed => config.client_crate(&folder, Mode::Composed),
            Kind::Stub => config.stub_crate(&folder),
        };
        let report = config.generate()?;
        if kind != Kind::Stub {
            example(&folder);
        }
        self.members.push(member);
        Ok(report)
    }

    /// Has cargo check every crate for the target that it is made for. Direct clients are also
    /// checked for the machine, as unit tests use them. Stubs are linked, which shows whether their
    /// code agrees with their WIT.
    ///
    /// # Errors
    ///
    /// When cargo prints an error or a warning. The error is what cargo printed.
    pub fn check(&self) -> Result<(), String> {
        let members = &self.members;
        println!("{} crates", members.len());
        assert!(!members.is_empty(), "nothing was generated");
        fs::write(self.folder.join("Cargo.toml"), format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n"))
            .expect("a file can be written");
        self.cargo(&["check", "--lib", "--workspace", "--examples", "--target", "wasm32-wasip2"])?;
        self.cargo(&[vec!["check", "--lib"], self.packages(Kind::Direct)].concat())?;
        self.cargo(&[vec!["build", "--target", "wasm32-wasip2"], self.packages(Kind::Stub)].concat())
    }

    /// The crates of one kind, as arguments of cargo.
    fn packages(&self, kind: Kind) -> Vec<&str> {
        let names = self.members.iter().filter_map(|member| member.strip_prefix("crates/"));
        names.filter(|name| name.ends_with(kind.suffix())).flat_map(|name| ["--package", name]).collect()
    }

    /// Turns warnings into errors.
    fn cargo(&self, args: &[&str]) -> Result<(), String> {
        let output = Command::new(env!("CARGO"))
            .args(args)
            .args(["--keep-going", "--target-dir", "target"])
            .env("RUSTFLAGS", "-Dwarnings")
            .current_dir(&self.folder)
            .output()
            .expect("cargo runs");
        if output.status.success() {
            return Ok(());
        }
        let report = String::from_utf8_lossy(&output.stderr);
        let of_interest: Vec<_> = report.lines().filter(|line| !line.trim_start().starts_with("Checking ")).collect();
        Err(format!("{} (without wasm32-wasip2: `cargo xtask setup`)", of_interest.join("\n")))
    }
}

/// Adds the example in a crate's docs as an example of cargo's, so that it is checked, too.
fn example(folder: &Path) {
    let source = fs::read_to_string(folder.join("src/lib.rs")).expect("the crate was generated");
    let docs =
        source.lines().filter_map(|line| line.strip_prefix("//!")).map(|line| line.strip_prefix(' ').unwrap_or(line));
    let code = docs.skip_while(|line| *line != "```no_run").skip(1).take_while(|line| *line != "```");
    let code: String = code.flat_map(|line| [line, "\n"]).collect();
    if !code.is_empty() {
        fs::create_dir_all(folder.join("examples")).expect("a folder can be made");
        let text = format!("#![allow(dead_code)]\n{code}\nfn main() {{}}\n");
        fs::write(folder.join("examples/docs.rs"), text).expect("a file can be written");
    }
}

/// The folder of this project.
fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("this crate has a folder above it")
}
