//! What is generated from a compiled component is the same as what is generated from its WIT.

use std::path::{Path, PathBuf};

use golem_rpc_codegen::{Config, Mode};
use wit_component::{ComponentEncoder, StringEncoding, dummy_module, embed_component_metadata};
use wit_parser::{ManglingAndAbi, Resolve};

use crate::support::{self, shown};

/// The component of a fixture's world.
fn component(fixture: &str, file: &Path) {
    let mut resolve = Resolve::default();
    let (package, _) = resolve.push_path(support::fixture(fixture)).unwrap();
    let world = resolve.select_world(&[package], None).unwrap();
    let mut module = dummy_module(&resolve, world, ManglingAndAbi::Standard32);
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8, false).unwrap();
    let component = ComponentEncoder::default().module(&module).unwrap().validate(true).encode().unwrap();
    std::fs::write(file, component).unwrap();
}

fn generate(source: &Path, root: &Path) {
    let (stub, client) = (root.join("x-stub"), root.join("x-client"));
    Config::new(source).stub_crate(stub).client_crate(client, Mode::Composed).generate().unwrap();
    Config::new(source).client_crate(root.join("y-client"), Mode::Direct).generate().unwrap();
}

/// What the stub exports and what the direct client contains, as sorted lines. A component no
/// longer has comments, types that no function uses, and the order of types.
fn lines(root: &Path) -> Vec<String> {
    let mut texts = support::texts(&root.join("y-client"));
    texts.retain(|name, _| name.starts_with("src/"));
    texts.insert(String::new(), std::fs::read_to_string(root.join("x-stub/wit/_stub.wit")).unwrap());
    let is_code = |line: &&str| !line.trim_start().starts_with("//") && !line.trim().is_empty();
    let mut lines: Vec<_> = texts.values().flat_map(|text| text.lines().filter(is_code)).map(str::to_owned).collect();
    lines.sort();
    lines
}

#[test]
fn it_gives_the_same_stub_and_clients_as_the_text() {
    for (fixture, world) in [("counters", "component1"), ("shop", "shop"), ("store", "store")] {
        let root = tempfile::tempdir().unwrap();
        let path = |name: &str| -> PathBuf { root.path().join(name) };
        let file = path(&format!("{}.wasm", world.replace('-', "_")));
        component(fixture, &file);
        generate(&file, &path("compiled"));
        generate(&support::fixture(fixture), &path("text"));
        let (compiled, text) = (lines(&path("compiled")), lines(&path("text")));
        assert!(text.len() > 50);
        assert_eq!(compiled, text, "{fixture}");
    }
}

#[test]
fn the_world_is_called_as_one_says() {
    let root = tempfile::tempdir().unwrap();
    let file = root.path().join("some_thing.wasm");
    component("counters", &file);
    let stub = |config: Config, name: &str| {
        config.stub_crate(root.path().join(name)).generate().unwrap();
        std::fs::read_to_string(root.path().join(name).join("wit/_stub.wit")).unwrap()
    };
    assert!(stub(Config::new(&file), "a-stub").contains("interface stub-some-thing {"));
    assert!(stub(Config::new(&file).world("component1"), "b-stub").contains("interface stub-component1 {"));
}

#[test]
fn what_is_no_component_is_refused() {
    let root = tempfile::tempdir().unwrap();
    let refused = |bytes: &[u8]| {
        let file = root.path().join("x.wasm");
        std::fs::write(&file, bytes).unwrap();
        shown(&Config::new(&file).stub_crate("x-stub").generate().unwrap_err())
    };
    assert!(refused(b"\0asm\x01\0\0\0").contains("is a core module, not a component"));
    assert!(refused(b"\0asm\x0d\0\x01\0\xff\xff").contains("is not a valid WebAssembly component"));
    assert!(refused(b"").contains("there is no WIT in"));
}
