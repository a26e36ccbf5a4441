//! What can be added as a component, and what is refused.

use golem_rpc_host::{ComponentId, Error};

use crate::support::{builder, wasm, wasm_file};

#[test]
fn ids_are_the_same_on_every_run() {
    let host = builder().build().unwrap();
    let id = host.add_component("target", wasm("target")).unwrap();
    assert_eq!(id, ComponentId::of_name("target"));
    assert_eq!(host.component_id("target").unwrap(), id);
    assert_eq!(id.to_string(), "ebd5d67e-baea-5798-affe-83b6daa84895");
}

#[test]
fn all_missing_imports_are_named() {
    let directory = tempfile::tempdir().unwrap();
    let file = wasm_file(directory.path(), "uncomposed");
    let host = builder().build().unwrap();
    let error = host.add_component_file("caller", file).unwrap_err();
    let Error::UnsatisfiedImports { imports, .. } = &error else {
        panic!("{error}");
    };
    assert_eq!(*imports, ["demo:component1-stub/stub-component1", "demo:else/api@1.0.0"]);
    assert!(error.to_string().starts_with("uncomposed.wasm: unsatisfied imports"));
    assert!(error.cure().unwrap().contains("uncomposed_composed.wasm"));
    assert!(host.component_names().is_empty());
}

#[test]
fn what_is_no_component() {
    let host = builder().build().unwrap();
    let refusal = |bytes: &[u8]| host.add_component("x", bytes).unwrap_err().to_string();
    assert!(refusal(&wat::parse_str("(module)").unwrap()).contains("core WebAssembly module"));
    assert!(refusal(b"#!/bin/sh").contains("not a WebAssembly component"));
    assert!(refusal(b"").contains("empty"));
    let mut broken = wasm("target");
    broken.truncate(broken.len() / 2);
    assert!(refusal(&broken).starts_with("x: "));
}

#[test]
fn names() {
    let host = builder().build().unwrap();
    host.add_component("target", wasm("target")).unwrap();
    let error = host.add_component("target", wasm("target")).unwrap_err();
    assert!(matches!(error, Error::DuplicateComponent(_)), "{error}");
    for name in ["", "a/b", "a b", "@a"] {
        let error = host.add_component(name, wasm("target")).unwrap_err();
        assert!(matches!(error, Error::ComponentName(_)), "{error}");
    }
}

#[test]
fn missing_files() {
    let host = builder().build().unwrap();
    let error = host.add_component_file("x", "no/such/file.wasm").unwrap_err();
    assert!(matches!(error, Error::Read { .. }), "{error}");
    assert!(error.to_string().contains("file.wasm"));
}
