//! What a new component may be called.

use std::path::Path;

use heck::ToKebabCase;

use crate::client::Mode;
use crate::error::Error;
use crate::paths::{is_reserved, relative};
use crate::rust::names::is_keyword;
use crate::workspace::members::Packages;
use crate::workspace::role::Role;

/// The crates that come with Rust or that components depend on. In a component which is called like
/// one of them, the name would stand for two crates.
const TAKEN: [&str; 8] =
    ["alloc", "core", "golem-rpc-sdk", "golem-rpc-stub", "proc-macro", "std", "test", "wit-bindgen"];

/// The name of the component in `folder`, which is that of the folder.
///
/// # Errors
///
/// When it cannot be the name of a package, of a crate and of a WIT package at once.
pub(crate) fn component_name(folder: &Path) -> Result<String, Error> {
    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let why = if !is_kebab(&name) {
        "it has to be words of lower-case letters and digits, each beginning with a letter, with `-` between them"
    } else if is_reserved(&name) {
        "Windows has no folder of that name"
    } else if is_keyword(&name.replace('-', "_")) {
        "it is a keyword of Rust"
    } else if TAKEN.contains(&name.as_str()) {
        "a crate that components need is called so"
    } else {
        return Ok(name);
    };
    let better = name.to_kebab_case();
    let cure = match better != name && is_kebab(&better) {
        true => format!("call it `{better}`"),
        false => "choose another name".to_owned(),
    };
    Err(Error::options(format!("`{name}` cannot be the name of a component: {why}"), cure))
}

/// Whether a name is as WIT has names: words of lower-case letters and digits, joined by `-`.
fn is_kebab(name: &str) -> bool {
    name.split('-').all(|word| {
        word.starts_with(|c: char| c.is_ascii_lowercase())
            && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
    })
}

/// Fails when a package of the workspace in another folder has the name, or when it is the name of
/// a crate that is generated for one of them. Cargo allows each name once in a workspace.
pub(crate) fn refuse_taken(packages: &Packages, name: &str, folder: &Path) -> Result<(), Error> {
    let other = packages.named(name).filter(|member| relative(&member.folder, folder).is_ok_and(|path| path != "."));
    if let Some(other) = other {
        return Err(Error::options(
            format!("the workspace has a package `{name}` already, in `{}`", other.folder.display()),
            "choose another name",
        ));
    }
    let roles = [Role::Stub, Role::Client(Mode::Direct), Role::Client(Mode::Composed)];
    let of = packages.members.iter().find(|member| roles.iter().any(|role| role.crate_of(&member.name) == name));
    of.map_or(Ok(()), |of| {
        Err(Error::options(
            format!("`{name}` is what the crate is called that is generated for callers of `{}`", of.name),
            "choose another name",
        ))
    })
}
