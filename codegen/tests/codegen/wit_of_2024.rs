//! WIT as Golem 1.0 put it into projects is read without changes.

use std::path::Path;

use golem_rpc_codegen::{Config, Mode};
use wit_parser::Resolve;

use crate::support::{self, shown};

/// A target of that time. It imports a package of the host's.
fn project(api: &str) -> tempfile::TempDir {
    let project = support::wit(&format!(
        "package demo:cart;\ninterface api {{\n{api}\n}}\nworld cart {{\n  import golem:api/host@0.2.0;\n  \
         export api;\n}}\n"
    ));
    let host = "package golem:api@0.2.0;\ninterface host {\n  type oplog-index = u64;\n  \
        set-oplog-index: func(oplog-idx: oplog-index) -> ();\n  mark-begin-operation: func() -> oplog-index;\n  \
        get-factor: func() -> float64;\n}\n";
    support::write(&project.path().join("deps/golem-api/host.wit"), host);
    project
}

fn generate(wit: &Path, root: &Path) {
    let composed = Config::new(wit).stub_crate(root.join("x-stub")).client_crate(root.join("x-client"), Mode::Composed);
    composed.generate().unwrap();
    Config::new(wit).client_crate(root.join("y-client"), Mode::Direct).generate().unwrap();
}

#[test]
fn the_target_and_its_packages_are_read_and_what_is_written_is_in_todays_syntax() {
    let project = project(
        "  record item { name: string, price: float32, map: list<float64> }\n  begin: func(user: string) -> ();\n  \
         add: func(item: item, async: bool) -> float64;",
    );
    let root = tempfile::tempdir().unwrap();
    generate(project.path(), root.path());
    let stub = support::texts(&root.path().join("x-stub/wit"));
    assert!(
        stub["_stub.wit"].contains("blocking-add: func(item: item, %async: bool) -> f64;"),
        "{}",
        stub["_stub.wit"]
    );
    assert!(stub["_stub.wit"].contains("  begin: func(user: string);\n"), "{}", stub["_stub.wit"]);
    let api = &stub["deps/demo_cart/api.wit"];
    assert!(api.contains("price: f32,") && api.contains("%map: list<f64>,"), "{api}");
    Resolve::default().push_dir(root.path().join("x-stub/wit")).unwrap();
    let client = std::fs::read_to_string(root.path().join("y-client/src/lib.rs")).unwrap();
    assert!(client.contains("price: f32") && client.contains("map: Vec<f64>"), "{client}");
}

#[test]
fn errors_underline_what_the_user_wrote() {
    let project = project("  record map { async: float32, price: money }\n  f: func(map: map) -> ();");
    let error = Config::new(project.path()).stub_crate("x-stub").generate().unwrap_err();
    insta::assert_snapshot!(shown(&error).replace(&*project.path().to_string_lossy(), "WIT"));
}

#[test]
fn a_named_result_has_a_cure_of_its_own() {
    let refused = |api: &str| {
        let project = project(api);
        let error = Config::new(project.path()).stub_crate("x-stub").generate().unwrap_err();
        shown(&error).replace(&*project.path().to_string_lossy(), "WIT")
    };
    insta::assert_snapshot!(refused("  begin: func() -> ();\n  total: func() -> (total: option<float64>);"));
    let several = refused("  split: func() -> (left: tuple<u8, u8>, right: list<string>);");
    assert!(several.contains("write `-> tuple<tuple<u8, u8>, list<string>>`"), "{several}");
}
