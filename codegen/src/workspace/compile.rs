//! Compiles components with cargo.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde::Deserialize;

use super::members::{Member, Packages};
use super::metadata::cargo;
use super::progress::Progress;
use crate::error::Error;
use crate::lock::HELD;
use crate::style::Style;

/// How components are compiled.
#[derive(Clone, Copy)]
pub(crate) struct Profile {
    pub(crate) release: bool,
    pub(crate) style: Style,
}

impl Profile {
    /// The folder that cargo writes the `.wasm` files to.
    pub(crate) fn folder(self, packages: &Packages) -> PathBuf {
        packages.target.join(self.style.triple()).join(if self.release { "release" } else { "debug" })
    }
}

/// A line that cargo prints with `--message-format=json`.
#[derive(Deserialize)]
struct Message {
    reason: String,
    manifest_path: Option<PathBuf>,
    #[serde(default)]
    fresh: bool,
    #[serde(default)]
    filenames: Vec<PathBuf>,
}

/// Compiles the components, and reports each that had changed. Gives whether all compile; if not,
/// cargo has printed why.
pub(crate) fn compile(
    packages: &Packages,
    components: &[&Member],
    profile: Profile,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<bool, Error> {
    let mut command = Command::new(cargo());
    if profile.style == Style::CargoComponent {
        command.arg("component");
    }
    command.args(["build", "--target", profile.style.triple(), "--message-format", "json-render-diagnostics"]);
    if profile.release {
        command.arg("--release");
    }
    if profile.style == Style::Cargo {
        // Without it, cargo would draw a progress bar over ours.
        command.arg("--quiet");
    }
    command.args(components.iter().flat_map(|component| ["--package", &component.name]));
    command.current_dir(packages.absolute_root()?).env(HELD, "").stdout(Stdio::piped());
    progress(Progress::Compiling { components: components.len() });
    let mut child = command.spawn().map_err(Error::io("run", command.get_program()))?;
    for line in child.stdout.take().into_iter().flat_map(|stdout| BufReader::new(stdout).lines()) {
        let line = line.map_err(Error::io("read the output of", command.get_program()))?;
        // Lines that are no messages of cargo's were printed by something that cargo runs.
        let Ok(message) = serde_json::from_str::<Message>(&line) else { continue };
        if message.reason == "compiler-artifact" && !message.fresh {
            compiled(packages, components, &message, profile, progress);
        }
    }
    let status = child.wait().map_err(Error::io("run", command.get_program()))?;
    Ok(status.success())
}

fn compiled(
    packages: &Packages,
    components: &[&Member],
    message: &Message,
    profile: Profile,
    progress: &mut dyn FnMut(Progress<'_>),
) {
    let manifest = |member: &Member| std::path::absolute(member.folder.join("Cargo.toml")).ok();
    let in_it = |member: &&&Member| message.manifest_path.is_some() && message.manifest_path == manifest(member);
    let is_wasm = message.filenames.iter().any(|file| file.extension().is_some_and(|extension| extension == "wasm"));
    if let Some(member) = components.iter().find(in_it).filter(|_| is_wasm) {
        progress(Progress::Compiled { component: &member.name, file: member.wasm_in(&profile.folder(packages)) });
    }
}
