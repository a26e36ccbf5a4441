//! Links whose stubs no compiler makes.

use crate::support::{Scratch, Tree};

const LINK: &str = "initialize-workspace --targets component1 --callers component2";
const INSTANT: &str = "initialize-workspace --targets component1 --callers component2 --instant-stub";
const UNLINK: &str = "unlink --target component1 --caller component2";

#[test]
fn there_is_no_crate_of_the_stub() {
    let scratch = Scratch::new();
    let before = scratch.tree();
    scratch.succeed(INSTANT);
    let linked = scratch.tree();
    assert!(linked.contains_key("component1-stub-client/src/lib.rs"));
    assert!(!linked.keys().any(|file| file.starts_with("component1-stub/")), "{linked:#?}");
    let manifest = scratch.read("Cargo.toml");
    assert!(manifest.contains("mode = \"composed\", stub = \"instant\" }"), "{manifest}");
    assert!(!manifest.contains("\"component1-stub\""), "{manifest}");
    // The caller has what it has with a stub crate.
    let compiled = Scratch::new();
    compiled.succeed(LINK);
    let of_caller = |scratch: &Scratch| {
        let mut tree = scratch.tree();
        tree.retain(|file, _| file.starts_with("component2/") || file.starts_with("component1-stub-client/"));
        tree
    };
    assert_eq!(of_caller(&scratch), of_caller(&compiled));

    assert!(scratch.succeed("status").contains("component2 calls component1 (composed, instant stub): up to date"));
    assert!(scratch.succeed("status --json").contains("\"instant_stub\": true"));
    assert!(scratch.succeed(INSTANT).starts_with("nothing to do"));
    scratch.succeed("check");
    scratch.succeed(UNLINK);
    assert_eq!(scratch.tree(), before);
}

#[test]
fn a_link_can_be_changed_and_changed_back() {
    let scratch = Scratch::new();
    scratch.succeed(LINK);
    let compiled = scratch.tree();
    scratch.succeed(INSTANT);
    let instant = scratch.tree();
    assert!(!instant.keys().any(|file| file.starts_with("component1-stub/")), "{instant:#?}");
    // Without a mode it stays as it is.
    assert!(scratch.succeed(LINK).starts_with("nothing to do"));
    scratch.succeed(&format!("{LINK} --mode composed"));
    // The order of members is that in which they came.
    let without_manifest = |mut tree: Tree| {
        tree.remove("Cargo.toml");
        tree
    };
    assert_eq!(without_manifest(scratch.tree()), without_manifest(compiled));
    scratch.succeed(&format!("{LINK} --mode direct"));
    assert!(!scratch.read("Cargo.toml").contains("instant"));
    scratch.succeed(&format!("{INSTANT} --mode composed"));
    assert_eq!(without_manifest(scratch.tree()), without_manifest(instant));
}

#[test]
fn another_caller_of_the_target_can_have_a_compiled_stub() {
    let scratch = Scratch::new();
    scratch.component("component3", "component3", "package demo:c3;\n\nworld component3 {\n  export run: func();\n}\n");
    let manifest = scratch.read("Cargo.toml").replace("\"component2\",", "\"component2\", \"component3\",");
    scratch.write("Cargo.toml", &manifest);
    scratch.succeed(INSTANT);
    let one = scratch.tree();
    scratch.succeed("initialize-workspace --targets component1 --callers component3");
    let both = scratch.tree();
    assert!(
        both.contains_key("component1-stub/src/lib.rs") && both.contains_key("component3/wit/deps/golem_rpc/types.wit")
    );
    scratch.succeed("unlink --target component1 --caller component3");
    assert_eq!(scratch.tree(), one);
}

#[test]
fn new_wit_of_the_target_reaches_the_caller() {
    let scratch = Scratch::new();
    scratch.succeed(INSTANT);
    let wit = scratch.read("component1/wit/component1.wit");
    scratch.write("component1/wit/component1.wit", &wit.replace("get: func", "read: func"));
    let stale = scratch.fail("check");
    assert!(stale.contains("component2/wit/deps/demo_component1-stub/_stub.wit"), "{stale}");
    scratch.succeed(INSTANT);
    assert!(scratch.read("component2/wit/deps/demo_component1-stub/_stub.wit").contains("blocking-read: func"));
}

#[test]
fn what_contradicts_itself_is_refused() {
    let scratch = Scratch::new();
    let before = scratch.tree();
    let error = scratch.fail(&format!("{INSTANT} --mode direct"));
    assert!(
        error.contains("with `--mode direct` there are none") && error.contains("leave out one of both"),
        "{error}"
    );
    assert_eq!(scratch.tree(), before);
    scratch.succeed(INSTANT);
    let manifest = scratch.read("Cargo.toml");
    for wrong in [
        manifest.replace("stub = \"instant\"", "stub = \"soon\""),
        manifest.replace("mode = \"composed\"", "mode = \"direct\""),
    ] {
        scratch.write("Cargo.toml", &wrong);
        let error = scratch.fail("status");
        assert!(
            error.contains("records a link that cannot be read") && error.contains("stub = \"instant\""),
            "{error}"
        );
    }
}
