//! What a manifest has to say for cargo-component.

use crate::support::Scratch;

/// A workspace that is built with cargo-component.
fn scratch() -> Scratch {
    let scratch = Scratch::new();
    for component in ["component1", "component2"] {
        let manifest = scratch.read(&format!("{component}/Cargo.toml"));
        let manifest = format!("{manifest}\n[package.metadata.component]\npackage = \"demo:{component}\"\n");
        scratch.write(&format!("{component}/Cargo.toml"), &manifest);
    }
    scratch
}

#[test]
fn packages_are_listed_in_the_callers_manifest() {
    let scratch = scratch();
    let before = scratch.tree();
    scratch.succeed("initialize-workspace --targets component1 --callers component2 --sdk-version 0.1.0");
    insta::assert_snapshot!(scratch.read("component2/Cargo.toml"));
    assert_eq!(scratch.read("component1/Cargo.toml"), before["component1/Cargo.toml"]);
    scratch.succeed("unlink --target component1 --caller component2");
    assert_eq!(scratch.tree(), before);
}

#[test]
fn add_stub_dependency_lists_them_if_asked() {
    let scratch = scratch();
    let before = scratch.read("component2/Cargo.toml");
    scratch.succeed("generate -s component1/wit -d component1-stub");
    let add = "add-stub-dependency --stub-wit-root component1-stub/wit --dest-wit-root component2/wit";
    scratch.succeed(add);
    assert_eq!(scratch.read("component2/Cargo.toml"), before);
    let report = scratch.succeed(&format!("{add} --overwrite --update-cargo-toml"));
    assert!(report.contains("written    component2/Cargo.toml\n"), "{report}");
    let after = scratch.read("component2/Cargo.toml");
    for package in ["demo:component1-stub", "golem:rpc", "wasi:io"] {
        let folder = package.replace(':', "_");
        assert!(after.contains(&format!("\"{package}\" = {{ path = \"wit/deps/{folder}\" }}")), "{after}");
    }
    assert!(scratch.succeed(&format!("{add} -o -u")).contains("unchanged  component2/Cargo.toml\n"));
}
