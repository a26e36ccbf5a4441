//! Writes `target/app.toml`, which describes the components that were built as an application for
//! the local host. It is run with `golem-rpc-host invoke --app target/app.toml`.

use std::path::{Path, PathBuf};

use toml_edit::{DocumentMut, Item, Table, value};

use super::links::Links;
use crate::disk;
use crate::error::Error;
use crate::paths::{relative, slashed};
use crate::template::{ONLY_TARGET, variable};

const HEAD: &str = "# What `golem-rpc-codegen build` has built last, for `golem-rpc-host invoke --app`.\n";

/// Writes the file into `target`, which is cargo's target folder, and returns its path. A file that
/// has this text already is not written again.
///
/// `built` are the names of the components with their `.wasm` files. Compiled targets from outside
/// of the workspace, which `links` names, are added to them. The environment gets a variable for
/// each target: callers find the target's id in it.
pub(crate) fn write(target: &Path, built: &[(&str, &Path)], links: &Links) -> Result<PathBuf, Error> {
    let mut components = Table::new();
    for (component, file) in built {
        components.insert(component, value(below(target, file)?));
    }
    for (name, path) in links.elsewhere().filter(|(_, path)| path.extension().is_some_and(|kind| kind == "wasm")) {
        components.insert(name, value(slashed(&std::path::absolute(path).map_err(Error::io("read", path))?)));
    }
    let mut env = Table::new();
    let targets: Vec<_> = links.targets().into_iter().filter(|target| components.contains_key(target)).collect();
    for target in &targets {
        env.insert(&variable(target), value(format!("@{target}")));
    }
    if let [only] = targets.as_slice() {
        env.insert(ONLY_TARGET, value(format!("@{only}")));
    }
    let mut document = DocumentMut::new();
    document.insert("components", Item::Table(components));
    if !env.is_empty() {
        document.insert("env", Item::Table(env));
    }
    let text = format!("{HEAD}{document}");
    let path = target.join("app.toml");
    if disk::read(&path)?.as_deref() != Some(text.as_str()) {
        disk::replace(&path, text.as_bytes())?;
    }
    Ok(path)
}

/// The path of a built file as seen from the target folder.
fn below(target: &Path, file: &Path) -> Result<String, Error> {
    file.strip_prefix(target).map_or_else(|_| relative(target, file), |file| Ok(slashed(file)))
}
