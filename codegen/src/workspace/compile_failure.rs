//! Finds out why components do not compile when the cause is not in their code, but on the machine:
//! a tool or the SDK is missing.

use std::process::Command;

use super::edit::one_style;
use super::metadata::cargo;
use super::{Workspace, wasm_target};
use crate::error::Error;
use crate::sdk::{SDK, SDK_VERSION, Sdk};
use crate::style::Style;

impl Workspace {
    /// Why this machine cannot compile the components of the workspace, whatever is in them. It is
    /// `None` if it can. Finding out starts the compiler once.
    pub fn missing_target(&self) -> Option<Error> {
        let own: Vec<_> = self.packages.members.iter().filter(|member| member.is_component()).collect();
        let style = one_style(&own).ok()?;
        wasm_target::missing(&self.packages.absolute_root().ok()?, style)
    }
}

/// The error to report after cargo has failed to compile the components. What is wrong with their
/// code has been printed by cargo. So this looks for what is missing on the machine, and if nothing
/// is, it refers to what cargo has printed.
pub(crate) fn reason(workspace: &Workspace, style: Style) -> Error {
    let Ok(root) = workspace.packages.absolute_root() else { return of_code(workspace) };
    wasm_target::missing(&root, style)
        .or_else(|| without_cargo_component(style))
        .or_else(|| without_sdk(workspace))
        .unwrap_or_else(|| of_code(workspace))
}

/// The error for code that does not compile.
fn of_code(workspace: &Workspace) -> Error {
    let components = workspace.packages.members.iter().filter(|member| member.is_component()).count();
    let cure = if workspace.links.is_empty() && components > 1 {
        "cargo says above what is wrong; if it misses the client of another component: nothing is linked here, and \
         `golem-rpc-codegen initialize-workspace --targets TARGET --callers CALLER` links them"
    } else {
        "cargo says above what is wrong"
    };
    Error::options("the components do not compile", cure)
}

/// The error for a cargo-component that is needed and not installed.
fn without_cargo_component(style: Style) -> Option<Error> {
    let is_there =
        || Command::new(cargo()).args(["component", "--version"]).output().is_ok_and(|done| done.status.success());
    (style == Style::CargoComponent && !is_there()).then(|| {
        Error::options(
            "cargo-component is not installed",
            "run `cargo install cargo-component`, and the same command again",
        )
    })
}

/// The error for an SDK that is not in the folder where the generated manifests name it. It is
/// `None` if the SDK is there, or if nothing is linked: then nothing needs it.
pub(crate) fn missing_sdk(workspace: &Workspace) -> Option<Error> {
    let relink = relink(workspace)?;
    let sdk = match workspace.sdk() {
        Ok(sdk) => sdk,
        Err(error) => return Some(error),
    };
    Some(Error::options(
        format!("there is no {SDK} in `{}`", sdk.missing()?.display()),
        format!(
            "say where the folder `sdk` of a checkout of golem-rpc is: `{relink} --sdk-path DIR`, or name a published \
             version: `--sdk-version {SDK_VERSION}`"
        ),
    ))
}

/// The command that makes the first of the links again. The user can add an option to it that says
/// where the SDK is. It is `None` if there are no links.
fn relink(workspace: &Workspace) -> Option<String> {
    let link = workspace.links.iter().next()?;
    let (target, caller) = (link.target, link.caller);
    Some(format!("golem-rpc-codegen initialize-workspace --targets {target} --callers {caller}"))
}

/// The error for an SDK that cargo does not find on the registry. What cargo has printed while it
/// compiled has gone to the terminal and cannot be read here. So cargo is asked for its metadata,
/// and fails with the same message.
fn without_sdk(workspace: &Workspace) -> Option<Error> {
    let relink = relink(workspace)?;
    let sdk = workspace.sdk().ok()?;
    let mut metadata = Command::new(cargo());
    metadata.args(["metadata", "--format-version", "1"]).current_dir(workspace.packages.absolute_root().ok()?);
    let output = metadata.output().ok().filter(|output| !output.status.success())?;
    let said = String::from_utf8_lossy(&output.stderr);
    let name = [SDK, "golem-rpc-stub"].into_iter().find(|name| said.contains(name))?;
    let version = match &sdk {
        Sdk::Version(version) => format!("version {version} of "),
        Sdk::Path(_) | Sdk::Checkout(_) => String::new(),
    };
    Some(Error::options(
        format!("cargo does not find {version}{name}"),
        format!(
            "if it is not published, use a checkout of golem-rpc: `{relink} --sdk-path DIR` with its folder `sdk`; if \
             it is, cargo says above why it cannot be had"
        ),
    ))
}
