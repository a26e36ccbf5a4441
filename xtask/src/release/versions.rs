//! All that is released has one version, and whatever names a version names that one.

use super::finding::Finding;
use super::project::{Crate, Project};
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use toml_edit::Item;

/// Where something else than the version of this release is written.
///
/// # Errors
///
/// When a page of the documentation can't be read.
pub fn check(project: &Project) -> Result<Vec<Finding>> {
    let mut findings = of_crates(project);
    findings.extend(of_the_table(project));
    for published in &project.crates {
        findings.extend(of_dependencies(published, project));
    }
    for page in pages(project.root())? {
        findings.extend(of_page(&page, project)?);
    }
    Ok(findings)
}

fn of_crates(project: &Project) -> Vec<Finding> {
    let version = project.version();
    let others = project.crates.iter().filter(|published| published.package.version != version);
    let finding = |Crate { manifest, package }: &Crate| {
        let what = format!("{} is {}, and this release is {version}", package.name, package.version);
        let line = manifest.line(&["package", "version"]);
        Finding::new(project.relative(manifest.path()), line, what, "write `version.workspace = true`")
    };
    others.map(finding).collect()
}

/// The workspace's table of dependencies, of which crates take what they need.
fn of_the_table(project: &Project) -> Vec<Finding> {
    let table = project.manifest.get(&["workspace", "dependencies"]).and_then(Item::as_table_like);
    let entries = table.into_iter().flat_map(|table| table.iter());
    let ours = entries.filter(|(name, _)| project.crate_named(name).is_some());
    let wrong = ours.filter(|(_, item)| item.get("version").and_then(Item::as_str) != Some(project.version()));
    wrong
        .map(|(name, _)| {
            let line = project.manifest.line(&["workspace", "dependencies", name]);
            let what = format!("the workspace depends on another version of {name} than {}", project.version());
            let cure = format!("write `version = \"{}\"` beside its path", project.version());
            Finding::new(project.relative(project.manifest.path()), line, what, cure)
        })
        .collect()
}

/// What a published crate takes from this workspace.
fn of_dependencies(published: &Crate, project: &Project) -> Vec<Finding> {
    let Crate { manifest, package } = published;
    let local = package.dependencies.iter().filter(|dependency| dependency.path.is_some());
    let wrong = local.filter_map(|dependency| {
        let other = &dependency.name;
        // One that only tests need, and that has no version, is left out of the package.
        if !dependency.is_published() && dependency.req == "*" {
            return None;
        }
        let (what, cure) = if project.crate_named(other).is_none() {
            (
                format!("{} depends on {other}, which is not published", package.name),
                "publish it, too, or do without it",
            )
        } else if dependency.req != format!("^{}", project.version()) {
            let what = format!(
                "{} depends on {other} {}, and this release is {}",
                package.name,
                dependency.req,
                project.version()
            );
            (what, "take it from the workspace's table: `workspace = true`")
        } else {
            return None;
        };
        let table = match dependency.kind.as_deref() {
            Some("dev") => "dev-dependencies",
            Some("build") => "build-dependencies",
            _ => "dependencies",
        };
        Some(Finding::new(project.relative(manifest.path()), manifest.line(&[table, other]), what, cure))
    });
    wrong.collect()
}

/// The documentation: the pages in the project's folder and in `docs`, and the README of each
/// crate. The changelog is not among them, for it tells of former versions.
fn pages(root: &Path) -> Result<Vec<PathBuf>> {
    let mut pages = Vec::new();
    for folder in std::iter::once(root.to_owned()).chain(folders_in(root)?) {
        let entries = std::fs::read_dir(&folder).with_context(|| format!("could not read {}", folder.display()))?;
        pages.extend(entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| {
            path.extension().is_some_and(|extension| extension == "md") && !path.ends_with("CHANGELOG.md")
        }));
    }
    pages.sort();
    Ok(pages)
}

fn folders_in(root: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(root).with_context(|| format!("could not read {}", root.display()))?;
    Ok(entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.is_dir()).collect())
}

fn of_page(page: &Path, project: &Project) -> Result<Vec<Finding>> {
    let text = std::fs::read_to_string(page).with_context(|| format!("could not read {}", page.display()))?;
    let lines = text.lines().zip(1..);
    let wrong = lines.filter_map(|(line, number)| {
        let other = named_version(line, project).filter(|version| *version != project.version())?;
        let what = format!("version {other} is named, and this release is {}", project.version());
        let cure = format!("write {}", project.version());
        Some(Finding::new(project.relative(page), number, what, cure))
    });
    Ok(wrong.collect())
}

/// The version in `--sdk-version 0.1.0`, `golem-rpc-sdk = "0.1.0"` or
/// `golem-rpc-sdk = { version = "0.1.0"`.
fn named_version<'a>(line: &'a str, project: &Project) -> Option<&'a str> {
    let is_of_version = |letter: char| letter.is_ascii_alphanumeric() || "-+.".contains(letter);
    let begins_with_version = |text: &'a str| {
        let text = text.trim_start_matches(['=', '^', '~', '"', ' ']);
        let end = text.find(|letter| !is_of_version(letter)).unwrap_or(text.len());
        text.starts_with(|first: char| first.is_ascii_digit()).then(|| &text[..end])
    };
    if let Some((_, after)) = line.split_once("--sdk-version") {
        return begins_with_version(after);
    }
    let name = line.split(" = ").next()?.trim();
    project.crate_named(name)?;
    let (_, value) = line.split_once(" = ")?;
    begins_with_version(value.split_once("version").map_or(value, |(_, after)| after))
}
