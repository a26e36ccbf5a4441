//! How much a direct client brings with it: the crates that a caller compiles for it.

use std::collections::BTreeSet;
use std::process::Command;

/// The client and the SDK included.
const CRATES: usize = 12;

#[test]
fn a_direct_client_and_the_sdk_are_few_crates() {
    let crates = crates_of("component1-direct-client");
    assert!(crates.contains("golem-rpc-sdk") && crates.contains("wasip2"), "{crates:?}");
    assert!(crates.len() <= CRATES, "{} crates: {crates:#?}", crates.len());
    let generators = ["wit-bindgen-rust-macro", "wit-parser"];
    assert!(generators.iter().all(|name| !crates.contains(*name)), "{crates:#?}");
}

/// What is compiled of a member of `examples/counters` for a component, by name.
fn crates_of(member: &str) -> BTreeSet<String> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["tree", "--locked", "--package", member, "--target", "wasm32-wasip2"]);
    cargo.args(["--edges", "normal,build", "--prefix", "none", "--format", "{p}"]);
    let output = cargo.current_dir(xtask::counters::folder()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let names = String::from_utf8(output.stdout).unwrap();
    names.lines().filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}
