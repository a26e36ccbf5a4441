//! What linking adds, and that unlinking removes exactly that.

use crate::support::{MANIFEST, Scratch};

const LINK: &str = "initialize-workspace --targets component1 --callers component2";
const UNLINK: &str = "unlink --target component1 --caller component2";

#[test]
fn linking_reports_every_file_and_again_changes_nothing() {
    let scratch = Scratch::new();
    let before = scratch.tree();
    let report = scratch.succeed(LINK);
    let linked = scratch.tree();
    let changed = linked.iter().filter(|(name, text)| before.get(*name) != Some(text));
    for (name, _) in changed.clone() {
        assert!(report.contains(&format!("written    {name}\n")), "{name} is not in:\n{report}");
    }
    assert_eq!(report.lines().count(), changed.count(), "{report}");
    assert_eq!(scratch.succeed(LINK), "nothing to do: all 20 files are up to date\n");
    assert_eq!(scratch.tree(), linked);
    insta::assert_snapshot!(scratch.read("Cargo.toml"));
    assert!(
        scratch.read("component2/Cargo.toml").contains("component1-client = { package = \"component1-stub-client\"")
    );
    assert!(linked.contains_key("component2/wit/deps/demo_component1-stub/_stub.wit"));
}

#[test]
fn unlinking_leaves_what_was_there_before() {
    for (link, mode) in [(LINK.to_owned(), "composed"), (format!("{LINK} --mode direct"), "direct")] {
        let scratch = Scratch::new();
        let before = scratch.tree();
        scratch.succeed(&link);
        assert!(scratch.read("Cargo.toml").contains(&format!("mode = \"{mode}\"")));
        scratch.succeed(UNLINK);
        assert_eq!(scratch.tree(), before, "{mode}");
    }
}

#[test]
fn what_another_link_needs_stays() {
    let scratch = Scratch::new();
    let caller = "package demo:component3;\n\nworld component3 {\n  export api;\n}\n\ninterface api {\n  \
        run: func() -> string;\n}\n";
    scratch.component("more/component3", "component3", caller);
    scratch.write("Cargo.toml", &MANIFEST.replace("# asks it\n", "# asks it\n    \"more/*\",\n"));
    scratch.succeed(LINK);
    let one = scratch.tree();
    scratch
        .succeed("initialize-workspace --targets component1 component3 --callers component2 --callers more/component3");
    assert!(scratch.tree().contains_key("more/component3-stub/src/lib.rs"), "beside its target");
    assert!(!scratch.read("Cargo.toml").contains("more/component3-stub"), "`more/*` has it");
    for (target, caller) in
        [("component1", "component3"), ("component3", "component3"), ("more/component3", "component2")]
    {
        scratch.succeed(&format!("unlink --target {target} --caller {caller}"));
    }
    assert_eq!(scratch.tree(), one);
}

#[test]
fn the_mode_of_a_link_can_be_changed() {
    let scratch = Scratch::new();
    scratch.succeed(&format!("{LINK} --mode direct"));
    let direct = scratch.tree();
    assert!(!direct.keys().any(|name| name.contains("stub")), "{direct:?}");
    assert!(scratch.read("component2/Cargo.toml").contains("component1-client = { path = \"../component1-client\" }"));
    scratch.succeed(&format!("{LINK} --mode composed"));
    assert!(!scratch.tree().contains_key("component1-client/src/lib.rs"));
    scratch.succeed(&format!("{LINK} --mode direct"));
    assert_eq!(scratch.tree(), direct);
}

#[test]
fn what_the_user_has_stays() {
    let scratch = Scratch::new();
    scratch.write("Makefile.toml", "# mine\n[tasks.build-flow]\nscript = \"echo mine\"\n");
    let io = "package wasi:io@0.2.0;\ninterface poll { resource pollable; }\n";
    scratch.write("component2/wit/deps/io/io.wit", io);
    let manifest = scratch.read("component2/Cargo.toml") + "golem-rpc-sdk = \"0.1\"\n";
    scratch.write("component2/Cargo.toml", &manifest);
    let before = scratch.tree();
    let report = scratch.succeed(LINK);
    assert!(report.contains("kept       component2/wit/deps/io\n"), "{report}");
    assert!(report.contains("`Makefile.toml` has a task `build-flow` of its own"), "{report}");
    scratch.write("component1-stub/notes.md", "mine");
    let report = scratch.succeed(UNLINK);
    assert!(report.contains("kept       component1-stub/notes.md\n"), "{report}");
    std::fs::remove_dir_all(scratch.path("component1-stub")).unwrap();
    assert_eq!(scratch.tree(), before);
}

#[test]
fn wit_that_the_callers_own_needs_stays() {
    let scratch = Scratch::new();
    scratch.succeed(LINK);
    let own =
        "package demo:component2;\n\nworld component2 {\n  import golem:rpc/types@0.1.0;\n  export run: func();\n}\n";
    scratch.write("component2/wit/component2.wit", own);
    scratch.succeed(UNLINK);
    let left: Vec<_> = scratch.tree().into_keys().filter(|name| name.starts_with("component2/wit/deps")).collect();
    // `golem:rpc` uses `wasi:io`.
    assert_eq!(left, ["component2/wit/deps/golem_rpc/types.wit", "component2/wit/deps/wasi_io/poll.wit"]);
}

#[test]
fn a_component_that_is_gone_can_be_unlinked() {
    let scratch = Scratch::new();
    scratch.succeed(LINK);
    std::fs::remove_dir_all(scratch.path("component1")).unwrap();
    scratch.write("Cargo.toml", &scratch.read("Cargo.toml").replace("    \"component1\", # the counter\n", ""));
    scratch.succeed(UNLINK);
    let left: Vec<_> = scratch.tree().into_keys().collect();
    assert_eq!(left, ["Cargo.toml", "component2/Cargo.toml", "component2/src/lib.rs", "component2/wit/component2.wit"]);
}

#[test]
fn of_several_links_to_what_is_gone_each_can_be_taken_away() {
    let scratch = Scratch::new();
    scratch.component("component3", "component3", "package demo:component3;\n\nworld component3 {\n}\n");
    scratch.write("Cargo.toml", &MANIFEST.replace("# asks it\n", "# asks it\n    \"component3\",\n"));
    scratch.succeed("initialize-workspace --targets component1 --callers component2 --callers component3");
    let linked = scratch.tree();
    std::fs::remove_dir_all(scratch.path("component1")).unwrap();
    scratch.write("Cargo.toml", &scratch.read("Cargo.toml").replace("    \"component1\", # the counter\n", ""));
    let error = scratch.fail("status");
    assert!(
        error.contains("`component2` is linked to `component1`, but the workspace has no component `component1`"),
        "{error}"
    );
    assert!(error.contains("`golem-rpc-codegen unlink --target component1 --caller component2`"), "{error}");
    scratch.succeed(UNLINK);
    for (name, text) in
        linked.iter().filter(|(name, _)| name.starts_with("component3") || name.starts_with("component1-"))
    {
        assert_eq!(scratch.read(name), *text, "{name}");
    }
    scratch.succeed("unlink --target component1 --caller component3");
    assert!(
        !scratch.tree().keys().any(|name| name.contains("component1") || name.contains("deps")),
        "{:?}",
        scratch.tree()
    );
}

#[test]
fn types_of_one_component_reach_another_through_a_third() {
    // component1's interface uses a type of component3, whose WIT comes with the stub that
    // component1 calls. When it changes, the client of component1 has to change, too.
    let scratch = Scratch::new();
    let shapes = |field: &str| {
        format!(
            "package demo:component3;\n\ninterface shapes {{\n  record shape {{ {field}: u8 }}\n  \
             get: func() -> shape;\n}}\n\nworld component3 {{\n  export shapes;\n}}\n"
        )
    };
    scratch.component("component3", "component3", &shapes("size"));
    scratch.write("Cargo.toml", &MANIFEST.replace("# asks it\n", "# asks it\n    \"component3\",\n"));
    scratch.succeed("initialize-workspace --targets component3 --callers component1");
    let user = "package demo:component1;\n\ninterface api {\n  use demo:component3/shapes.{shape};\n  \
        get: func() -> shape;\n}\n\nworld component1 {\n  export api;\n}\n";
    scratch.write("component1/wit/component1.wit", user);
    scratch.succeed(LINK);
    scratch.write("component3/wit/component3.wit", &shapes("area"));
    scratch.succeed(LINK);
    assert!(scratch.read("component2/wit/deps/demo_component3/shapes.wit").contains("area"));
    assert!(scratch.succeed(LINK).starts_with("nothing to do"));
}
