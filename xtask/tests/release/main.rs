//! Each check of `cargo xtask release` passes what is right and finds what is wrong.

mod packages;
mod publishing;
mod rust_versions;
mod sample;
mod texts;

use xtask::binaries;
use xtask::release::{self, Project};

/// Packages and compiling are seen by `cargo xtask release --dry-run` itself.
#[test]
fn this_project_could_be_released_by_its_texts() {
    let project = Project::load(binaries::workspace()).unwrap();
    let findings = release::without_compiling(&project).unwrap();
    assert!(findings.is_empty(), "{findings:#?}");
    let names = ["sdk", "stub", "codegen", "host"];
    let expected = names.map(|name| format!("cargo publish --package golem-rpc-{name}"));
    assert_eq!(release::commands(&project)[..4], expected);
}
