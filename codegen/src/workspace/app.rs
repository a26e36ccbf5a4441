//! What was built, as an application for the local host: `golem-rpc-host invoke --app
//! target/app.toml`.

use std::path::{Path, PathBuf};

use toml_edit::{DocumentMut, Item, Table, value};

use super::links::Links;
use crate::disk;
use crate::error::Error;
use crate::paths::{relative, slashed};
use crate::template::{ONLY_TARGET, variable};

const HEAD: &str = "# What `golem-rpc-codegen build` has built last, for `golem-rpc-host invoke --app`.\n";

/// Writes the file, with these components, into cargo's target folder, unless it says the same
/// already.
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

fn below(target: &Path, file: &Path) -> Result<String, Error> {
    file.strip_prefix(target).map_or_else(|_| relative(target, file), |file| Ok(slashed(file)))
}
