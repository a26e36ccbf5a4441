//! Targets whose WIT needs packages that are not in `deps`, or that have exports which can't be
//! called.

use crate::support::Scratch;

/// component1 uses a type of a package that both components have in common, and that is in a folder
/// of its own.
fn scratch(metadata: &str) -> Scratch {
    let scratch = Scratch::new();
    scratch
        .write("shared/wit/types.wit", "package demo:shared;\ninterface types { record point { x: s32, y: s32 } }\n");
    let wit = "package demo:component1;\n\ninterface api {\n  use demo:shared/types.{point};\n  \
        get: func() -> point;\n  watch: func() -> stream<point>;\n}\n\nworld component1 {\n  export api;\n}\n";
    scratch.write("component1/wit/component1.wit", wit);
    let manifest = scratch.read("component1/Cargo.toml");
    scratch.write("component1/Cargo.toml", &format!("{manifest}\n{metadata}\n"));
    scratch
}

const DECLARED: [&str; 2] = [
    "[package.metadata.component.target.dependencies]\n\"demo:shared\" = { path = \"../shared/wit\" }",
    "[package.metadata.golem-rpc]\nwit-path = [\"../shared/wit\"]",
];

#[test]
fn they_are_linked_and_a_change_in_what_they_share_is_seen() {
    for metadata in DECLARED {
        for mode in ["direct", "composed"] {
            let scratch = scratch(metadata);
            if metadata.contains("component.target") {
                let caller = scratch.read("component2/Cargo.toml")
                    + "\n[package.metadata.component]\npackage = \"demo:component2\"\n";
                scratch.write("component2/Cargo.toml", &caller);
            }
            let link = format!("initialize-workspace --targets component1 --callers component2 --mode {mode}");
            let report = scratch.succeed(&link);
            let left_out = "left out   function `watch` of `demo:component1/api` has a stream in it";
            assert_eq!(report.matches(left_out).count(), 1, "{report}");
            assert!(report.contains("(component1/wit/component1.wit:6:3)"), "{report}");
            scratch.succeed("check");
            let types = scratch.read("shared/wit/types.wit").replace("y: s32", "y: s32, z: s32");
            scratch.write("shared/wit/types.wit", &types);
            assert!(scratch.fail("check").contains("stale"));
            scratch.succeed(&link);
            scratch.succeed("check");
        }
    }
}

#[test]
fn without_them_the_cure_says_where_they_may_be() {
    let scratch = scratch("");
    let before = scratch.tree();
    let error = scratch.fail("initialize-workspace --targets component1 --callers component2");
    for cure in ["package `demo:shared` is not there", "`component1/wit/deps/shared`", "component.target.dependencies"]
    {
        assert!(error.contains(cure), "{error}");
    }
    assert_eq!(scratch.tree(), before);
}

#[test]
fn what_the_caller_has_elsewhere_serves_its_stubs() {
    for metadata in DECLARED {
        let scratch = scratch(metadata);
        let cargo_component =
            if metadata.contains("component.target") { "\n[package.metadata.component]\n" } else { "" };
        let caller = scratch.read("component2/Cargo.toml") + "\n" + metadata + "\n" + cargo_component;
        scratch.write("component2/Cargo.toml", &caller);
        let link = "initialize-workspace --targets component1 --callers component2";
        let report = scratch.succeed(link);
        assert!(report.contains("kept       component2/../shared/wit"), "{report}");
        assert!(!scratch.path("component2/wit/deps/demo_shared").exists());
        assert!(scratch.path("component2/wit/deps/demo_component1-stub").exists());
        assert!(!scratch.succeed(link).contains("written"));
        scratch.succeed("check");
        scratch.succeed("unlink --target component1 --caller component2");
        assert_eq!(scratch.read("component2/Cargo.toml"), caller);
    }
}
