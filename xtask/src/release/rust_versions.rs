//! No crate says that it compiles with an older Rust than what it depends on does.

use super::finding::Finding;
use super::project::{Package, Project};
use crate::process::{cargo, output_of};
use anyhow::{Context, Result};
use serde::Deserialize;
use std::collections::{BTreeSet, HashMap};

/// What `cargo metadata` prints of all crates in Cargo.lock.
#[derive(Deserialize)]
struct Printed {
    packages: Vec<Package>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Edge>,
}

#[derive(Deserialize)]
struct Edge {
    pkg: String,
    dep_kinds: Vec<Kind>,
}

#[derive(Deserialize)]
struct Kind {
    kind: Option<String>,
}

/// Compares each published crate's `rust-version` with that of all that is compiled for it, here
/// and for components.
///
/// # Errors
///
/// When cargo can't resolve the dependencies.
pub fn check(project: &Project) -> Result<Vec<Finding>> {
    let mut cargo = cargo();
    cargo.args(["metadata", "--format-version", "1", "--filter-platform", "wasm32-wasip2", "--filter-platform"]);
    cargo.arg(this_machine()?).current_dir(project.root());
    let printed: Printed = serde_json::from_str(&output_of(&mut cargo)?).context("cargo printed no metadata")?;
    let packages: HashMap<_, _> = printed.packages.iter().map(|package| (package.id.as_str(), package)).collect();
    let edges: HashMap<_, _> = printed.resolve.nodes.iter().map(|node| (node.id.as_str(), &node.deps)).collect();
    let findings = project.crates.iter().filter_map(|published| {
        let own = published.package.rust_version.as_deref()?;
        let needed = compiled_for(&published.package.id, &edges);
        let newest = needed.iter().filter_map(|id| packages.get(id)).max_by_key(|package| version(package))?;
        let theirs = newest.rust_version.as_deref()?;
        (numbers(theirs) > numbers(own)).then(|| {
            let name = &published.package.name;
            let what = format!("{name} promises Rust {own}, and {} {} needs {theirs}", newest.name, newest.version);
            let line = published.manifest.line(&["package", "rust-version"]);
            let cure = format!("write `rust-version = \"{theirs}\"`, or depend on less");
            Finding::new(project.relative(published.manifest.path()), line, what, cure)
        })
    });
    Ok(findings.collect())
}

/// All that is compiled to use a crate, apart from itself: not what its tests need.
fn compiled_for<'a>(id: &'a str, edges: &HashMap<&'a str, &'a Vec<Edge>>) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    let mut waiting = vec![id];
    while let Some(next) = waiting.pop() {
        let edges = edges.get(next).into_iter().flat_map(|edges| edges.iter());
        let used = edges.filter(|edge| edge.dep_kinds.iter().any(|kind| kind.kind.as_deref() != Some("dev")));
        waiting.extend(used.map(|edge| edge.pkg.as_str()).filter(|id| found.insert(*id)));
    }
    found
}

fn version(package: &Package) -> Vec<u32> {
    package.rust_version.as_deref().map(numbers).unwrap_or_default()
}

/// `1.88.0` is `1.88`.
fn numbers(version: &str) -> Vec<u32> {
    let mut numbers: Vec<_> = version.split('.').filter_map(|part| part.parse().ok()).collect();
    numbers.resize(3, 0);
    numbers
}

fn this_machine() -> Result<String> {
    let banner = output_of(std::process::Command::new("rustc").arg("-vV"))?;
    let host = banner.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).context("`rustc -vV` names no host")
}
