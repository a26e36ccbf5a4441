//! A new user's first steps with the released crates: the generator from its package makes
//! components, they compile with the other packages, and the host from its package runs them.

use super::compiling::Compiler;
use super::package_workspace::copy_lock;
use super::packing;
use super::project::Project;
use crate::process::{output_of, run_quietly};
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use toml_edit::{DocumentMut, Item};

const GENERATOR: &str = "golem-rpc-codegen";
const HOST: &str = "golem-rpc-host";

/// A component, and two that call it, one in each mode.
const COMPONENTS: [&[&str]; 3] = [
    &["new", "counter"],
    &["new", "total", "--calls", "counter"],
    &["new", "sum", "--calls", "counter", "--mode", "composed"],
];

/// Calls of these components, and what the last one of them must say.
const CALLS: [&str; 3] = ["counter/a add(1)", "counter/b add(2)", "sum/main get-all([\"a\", \"b\"])"];
const ANSWER: &str = "ok([1, 2])";

/// A workspace of generated components.
pub struct Generated<'a> {
    compiler: &'a Compiler<'a>,
    folder: PathBuf,
}

impl<'a> Generated<'a> {
    /// Generates them.
    ///
    /// None if the project has no generator and host.
    ///
    /// # Errors
    ///
    /// When the generator fails, or depends on another version than the released one.
    pub fn new(compiler: &'a Compiler<'a>, project: &Project) -> Result<Option<Self>> {
        if [GENERATOR, HOST].iter().any(|name| project.crate_named(name).is_none()) {
            return Ok(None);
        }
        let folder = packing::folder(project).join("generated");
        fs::create_dir_all(&folder).with_context(|| format!("could not make {}", folder.display()))?;
        // New components join the workspace in which they are made. This one takes the packages for
        // what a registry has.
        fs::write(folder.join("Cargo.toml"), compiler.workspace.as_registry())?;
        copy_lock(project, &folder)?;
        let generated = Self { compiler, folder };
        COMPONENTS.iter().try_for_each(|arguments| run_quietly(&mut generated.command(GENERATOR, arguments)))?;
        check_versions(&generated.folder, project)?;
        Ok(Some(generated))
    }

    /// Compiles and composes them, and calls one that calls the others.
    ///
    /// # Errors
    ///
    /// When that fails, or the answer is wrong.
    pub fn run(&self) -> Result<()> {
        run_quietly(&mut self.command(GENERATOR, &["build"]))?;
        let app = self.compiler.built_folder().join("app.toml");
        let mut host = self.command(HOST, &["invoke", "--app"]);
        let answer = output_of(host.arg(app).args(CALLS))?;
        ensure!(answer.trim_end().ends_with(ANSWER), "new components answered {answer}, not {ANSWER}");
        Ok(())
    }

    fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(self.compiler.program(program));
        command.args(arguments).current_dir(&self.folder);
        self.compiler.as_for_components(&mut command);
        command
    }
}

fn check_versions(folder: &Path, project: &Project) -> Result<()> {
    let mut seen = 0;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path().join("Cargo.toml");
        if !path.is_file() {
            continue;
        }
        let manifest: DocumentMut = fs::read_to_string(&path)?.parse()?;
        let dependencies = manifest.get("dependencies").and_then(Item::as_table_like);
        for (name, item) in dependencies.into_iter().flat_map(|table| table.iter()) {
            if project.crate_named(name).is_some() {
                ensure!(
                    item.as_str() == Some(project.version()),
                    "{GENERATOR} from its package wrote `{name} = {}` into {}, and this release is {}",
                    item.to_string().trim(),
                    path.display(),
                    project.version()
                );
                seen += 1;
            }
        }
    }
    ensure!(seen > 0, "{GENERATOR} from its package depends on nothing of this release");
    Ok(())
}
