//! Why the components do not compile, where it is none of their code.

use std::process::Command;

use super::metadata::cargo;
use super::{Workspace, wasm_target};
use crate::error::Error;
use crate::sdk::{SDK, SDK_VERSION, Sdk};
use crate::style::Style;

/// What is told after cargo has failed. It has said itself what is wrong with the code.
pub(crate) fn reason(workspace: &Workspace, style: Style) -> Error {
    let Ok(root) = workspace.packages.absolute_root() else { return of_code(workspace) };
    wasm_target::missing(&root, style)
        .or_else(|| without_cargo_component(style))
        .or_else(|| without_sdk(workspace))
        .unwrap_or_else(|| of_code(workspace))
}

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

/// Why nothing that is linked can be compiled: the folder of the SDK is not there.
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

/// The command that makes one of the links again. None without links.
fn relink(workspace: &Workspace) -> Option<String> {
    let link = workspace.links.iter().next()?;
    let (target, caller) = (link.target, link.caller);
    Some(format!("golem-rpc-codegen initialize-workspace --targets {target} --callers {caller}"))
}

/// Cargo is asked once more, for its messages have gone to the terminal.
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
