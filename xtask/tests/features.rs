//! The programs and the tests are built from the same dependencies.
//!
//! Cargo compiles a crate once for each set of features that a build asks for, and with it all that
//! stands on it. If the tests wanted one feature more of a crate below wasmtime, `cargo xtask test`
//! would compile wasmtime again after `cargo xtask demo` has.

use std::collections::BTreeSet;
use std::process::Command;
use xtask::binaries;

/// Crates with their features, as `name version|features`: what a build of `packages` compiles.
fn dependencies(packages: &[&str]) -> BTreeSet<String> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(binaries::workspace()).args(["tree", "--locked", "--no-dedupe", "--prefix", "none"]);
    let output = cargo.args(["--format", "{p}|{f}"]).args(packages).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).lines().filter(|line| line.contains('|')).map(str::to_owned).collect()
}

fn without_features(dependency: &str) -> &str {
    dependency.split('|').next().unwrap_or_default()
}

#[test]
fn what_the_host_stands_on_is_compiled_once() {
    let programs: Vec<_> = binaries::PACKAGES.iter().flat_map(|package| ["--package", package]).collect();
    let programs = dependencies(&[&programs[..], &["--edges", "normal,build"]].concat());
    let tests = dependencies(&["--workspace"]);
    let host = dependencies(&["--package", "golem-rpc-host", "--edges", "normal,build"]);
    assert!(host.len() > 100, "{host:?}");

    let host: BTreeSet<_> = host.iter().map(|dependency| without_features(dependency)).collect();
    let twice: Vec<_> = programs.difference(&tests).filter(|crate_| host.contains(without_features(crate_))).collect();
    assert!(twice.is_empty(), "tests have other features of these; name them in xtask/Cargo.toml: {twice:#?}");
}
