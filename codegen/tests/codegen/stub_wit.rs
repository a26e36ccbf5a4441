//! The stub's WIT is the one in Golem's documentation of calls between workers.

use golem_rpc_codegen::Config;

use crate::support;

/// As it is in the documentation, with closing braces that are missing there.
const DOCUMENTED: &str = "
package demo:component1-stub;
interface stub-component1 {
  use golem:rpc/types@0.1.0.{uri};
  use wasi:io/poll@0.2.0.{pollable};
  resource future-get-result {
    subscribe: func() -> pollable;
    get: func() -> option<u64>;
  }
  resource api {
    constructor(location: uri);
    blocking-add: func(value: u64);
    add: func(value: u64);
    blocking-get: func() -> u64;
    get: func() -> future-get-result;
  }
}
world wasm-rpc-stub-component1 {
  export stub-component1;
}
";

fn tokens(wit: &str) -> Vec<String> {
    let code = wit.lines().filter(|line| !line.trim_start().starts_with("//"));
    let spaced: String = code
        .flat_map(|line| line.chars().chain(['\n']))
        .flat_map(|c| if "{}();:,<>.".contains(c) { vec![' ', c, ' '] } else { vec![c] })
        .collect();
    spaced.split_whitespace().map(str::to_owned).collect()
}

#[test]
fn counters_stub_is_the_documented_one() {
    let root = tempfile::tempdir().unwrap();
    let stub = root.path().join("component1-stub");
    Config::new(support::fixture("counters")).stub_crate(&stub).generate().unwrap();
    let generated = std::fs::read_to_string(stub.join("wit/_stub.wit")).unwrap();
    assert_eq!(tokens(&generated), tokens(DOCUMENTED));
}

#[test]
fn stub_wit_resolves_with_its_dependencies() {
    for (fixture, world) in [("counters", "wasm-rpc-stub-component1"), ("shop", "wasm-rpc-stub-shop")] {
        let root = tempfile::tempdir().unwrap();
        let stub = root.path().join("a-stub");
        Config::new(support::fixture(fixture)).stub_crate(&stub).generate().unwrap();
        let mut resolve = wit_parser::Resolve::default();
        let (package, _) = resolve.push_dir(stub.join("wit")).unwrap();
        assert!(resolve.packages[package].worlds.contains_key(world), "{fixture}");
    }
}
