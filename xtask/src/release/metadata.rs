//! What a registry and docs.rs want to know of a crate.

use super::finding::Finding;
use super::project::{Crate, DocsRs, Package, Project};
use std::path::Path;

/// What crates.io allows.
const KEYWORDS: usize = 5;
const CATEGORIES: usize = 5;
const LENGTH_OF_A_KEYWORD: usize = 20;

/// What makes rustdoc say with which features and on which targets an item is there.
const DOC_CFG: &str = "#![cfg_attr(docsrs, feature(doc_cfg))]";

/// What is missing in the manifests of the published crates.
pub fn check(project: &Project) -> Vec<Finding> {
    project.crates.iter().flat_map(|published| of_crate(published, project)).collect()
}

fn of_crate(published: &Crate, project: &Project) -> Vec<Finding> {
    let Crate { manifest, package } = published;
    let path = project.relative(manifest.path());
    let finding = |keys: &[&str], what: String, cure: &str| Finding::new(path, manifest.line(keys), what, cure);
    let name = &package.name;
    let mut findings = Vec::new();

    for (key, value, cure) in [
        ("description", &package.description, "add `description = \"…\"`: one sentence for the list of search results"),
        ("license", &package.license, "add `license.workspace = true`"),
        ("repository", &package.repository, "add `repository.workspace = true`"),
        ("rust-version", &package.rust_version, "add `rust-version`: the lowest version that compiles it"),
    ] {
        if value.as_ref().is_none_or(|value| value.trim().is_empty()) {
            findings.push(finding(&["package", key], format!("{name} has no {key}"), cure));
        }
    }
    if !has_readme(package, &project.root().join(path)) {
        let what = format!("{name} has no README");
        findings.push(finding(
            &["package", "readme"],
            what,
            "write README.md beside it, and add `readme = \"README.md\"`",
        ));
    }
    if let Some(what) = wrong_keywords(&package.keywords) {
        let cure =
            "add `keywords`: one to five words of up to 20 letters, digits, `-`, `_` and `+`, the first a letter";
        findings.push(finding(&["package", "keywords"], format!("{name}: {what}"), cure));
    }
    if package.categories.is_empty() || package.categories.len() > CATEGORIES {
        let cure = "add `categories`: one to five of <https://crates.io/category_slugs>";
        let what = format!("{name} has {} categories", package.categories.len());
        findings.push(finding(&["package", "categories"], what, cure));
    }
    if let Some((what, cure)) = wrong_docs_rs(package.docs_rs()) {
        findings.push(finding(&["package", "metadata", "docs", "rs"], format!("{name}: {what}"), cure));
    }
    findings.extend(without_doc_cfg(package, project));
    findings
}

fn has_readme(package: &Package, manifest: &Path) -> bool {
    package.readme.as_ref().is_some_and(|readme| manifest.with_file_name(readme).is_file())
}

fn wrong_keywords(keywords: &[String]) -> Option<String> {
    let is_allowed = |word: &&String| {
        let letters =
            word.len() <= LENGTH_OF_A_KEYWORD && word.starts_with(|first: char| first.is_ascii_alphanumeric());
        letters && word.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_+".contains(letter))
    };
    if keywords.is_empty() || keywords.len() > KEYWORDS {
        return Some(format!("{} keywords", keywords.len()));
    }
    let wrong = keywords.iter().find(|word| !is_allowed(word))?;
    Some(format!("`{wrong}` is no keyword that crates.io takes"))
}

fn wrong_docs_rs(table: Option<&DocsRs>) -> Option<(&'static str, &'static str)> {
    let Some(table) = table else {
        return Some(("nothing says how docs.rs is to document it", "add `[package.metadata.docs.rs]`"));
    };
    if table.targets.is_empty() {
        return Some(("docs.rs is told no targets", "add `targets`: those that the crate is for, the usual one first"));
    }
    if !table.all_features && table.features.is_empty() {
        return Some(("docs.rs is told no features", "add `all-features = true`, or `features`"));
    }
    let has_cfg = table.rustdoc_args.windows(2).any(|pair| pair == ["--cfg", "docsrs"]);
    (!has_cfg).then_some(("docs.rs does not set `docsrs`", "add `rustdoc-args = [\"--cfg\", \"docsrs\"]`"))
}

/// Without it the docs of a function that only some targets have do not say so.
fn without_doc_cfg(package: &Package, project: &Project) -> Option<Finding> {
    let library = package.targets.iter().find(|target| target.kind.iter().any(|kind| kind == "lib"))?;
    let source = std::fs::read_to_string(&library.src_path).unwrap_or_default();
    if source.lines().any(|line| line.trim() == DOC_CFG) {
        return None;
    }
    let what = format!("{}: on docs.rs nothing says what depends on features or targets", package.name);
    Some(Finding::new(project.relative(&library.src_path), 1, what, format!("add `{DOC_CFG}`")))
}
