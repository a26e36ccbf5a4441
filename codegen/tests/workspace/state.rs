//! What `check` and `status` print.

use crate::support::Scratch;

const LINK: &str = "initialize-workspace --targets component1 --callers component2";

#[test]
fn a_linked_workspace_is_up_to_date() {
    let scratch = Scratch::new();
    assert_eq!(scratch.succeed("status"), "nothing is linked\n");
    scratch.succeed(LINK);
    let linked = scratch.tree();
    assert_eq!(scratch.succeed("check"), "all 20 files are up to date\n");
    assert_eq!(scratch.succeed("status"), "component2 calls component1 (composed): up to date\n");
    assert_eq!(scratch.tree(), linked, "neither writes");
}

#[test]
fn what_is_stale_and_what_was_edited_is_listed() {
    let scratch = Scratch::new();
    scratch.succeed(&format!("{LINK} --mode direct"));
    scratch.succeed("initialize-workspace --targets component2 --callers component1");
    let wit = scratch.read("component1/wit/component1.wit").replace("get: func() -> u64", "get: func() -> u32");
    scratch.write("component1/wit/component1.wit", &wit);
    let stub = scratch.read("component2-stub/src/lib.rs") + "fn mine() {}\n";
    scratch.write("component2-stub/src/lib.rs", &stub);
    std::fs::remove_file(scratch.path("Makefile.toml")).unwrap();
    let before = scratch.tree();
    insta::assert_snapshot!("check", scratch.fail("check"));
    insta::assert_snapshot!("status", scratch.succeed("status"));
    insta::assert_snapshot!("status_json", scratch.succeed("status --json"));
    assert_eq!(scratch.tree(), before, "neither writes");
}

#[test]
fn an_edited_file_is_kept_whatever_is_asked() {
    let scratch = Scratch::new();
    scratch.succeed(LINK);
    let edited = scratch.read("component1-stub/src/lib.rs").replace("forwards each call", "forwards all calls");
    scratch.write("component1-stub/src/lib.rs", &edited);
    let before = scratch.tree();
    // Nothing has to be written for the files as they are, but what was done by hand must not be
    // lost either.
    for command in ["build", LINK, "unlink --target component1 --caller component2"] {
        let error = scratch.fail(command);
        assert!(error.contains("`component1-stub/src/lib.rs` was edited after it was generated"), "{error}");
        assert_eq!(scratch.tree(), before, "{command}");
    }
    std::fs::remove_file(scratch.path("component1-stub/src/lib.rs")).unwrap();
    assert!(scratch.succeed(LINK).contains("written    component1-stub/src/lib.rs"));
}

#[test]
fn crates_that_are_missing_are_generated_again() {
    let scratch = Scratch::new();
    scratch.succeed(LINK);
    let linked = scratch.tree();
    for missing in ["component1-stub/src/lib.rs", "component1-stub-client/Cargo.toml"] {
        std::fs::remove_file(scratch.path(missing)).unwrap();
    }
    assert!(scratch.fail("check").contains("2 files are stale"));
    scratch.succeed(LINK);
    assert_eq!(scratch.tree(), linked);
    // They are missing after a clone if they are not under version control.
    for missing in ["component1-stub", "component1-stub-client", "component2/wit/deps"] {
        std::fs::remove_dir_all(scratch.path(missing)).unwrap();
    }
    scratch.succeed(LINK);
    assert_eq!(scratch.tree(), linked);
}

#[test]
fn what_cargo_says_of_other_mistakes_is_told() {
    let scratch = Scratch::new();
    scratch.succeed(LINK);
    scratch.write("component1/Cargo.toml", "[package]\nname = 1\n");
    assert!(scratch.fail("status").contains("cargo cannot read the workspace: "));
}

#[test]
fn formatting_is_no_edit() {
    let scratch = Scratch::new();
    scratch.succeed(LINK);
    let text = scratch.read("component1-stub/src/lib.rs");
    let (head, body) = text.split_once('\n').unwrap();
    scratch.write("component1-stub/src/lib.rs", &format!("{head}\n{}", body.replace("    ", "  ")));
    scratch.succeed("check");
    let wit = scratch.read("component1/wit/component1.wit").replace("get: func() -> u64", "get: func() -> u32");
    scratch.write("component1/wit/component1.wit", &wit);
    assert!(scratch.succeed(LINK).contains("written    component1-stub/src/lib.rs"));
}

#[test]
fn a_stub_that_is_stale_is_not_composed() {
    let scratch = Scratch::new();
    scratch.succeed(LINK);
    let wit = scratch.read("component1/wit/component1.wit").replace("get: func() -> u64", "get: func() -> u32");
    scratch.write("component1/wit/component1.wit", &wit);
    for file in ["component2.wasm", "component1_stub.wasm"] {
        scratch.write(file, "");
    }
    let compose = "compose --source-wasm component2.wasm --stub-wasm component1_stub.wasm --dest-wasm composed.wasm";
    insta::assert_snapshot!("not_generated", scratch.fail(compose));
    scratch.succeed(LINK);
    insta::assert_snapshot!("not_compiled", scratch.fail(compose));
    // Now the file is new enough, but it is not a component.
    scratch.write("component1_stub.wasm", "");
    assert!(scratch.fail(compose).contains("is not a WebAssembly component"));
}

#[test]
fn a_build_without_components_is_refused() {
    let scratch = Scratch::new();
    for component in ["component1", "component2"] {
        let manifest = scratch.read(&format!("{component}/Cargo.toml")).replace("cdylib", "lib");
        scratch.write(&format!("{component}/Cargo.toml"), &manifest);
    }
    insta::assert_snapshot!(scratch.fail("build"));
}

#[test]
fn there_are_completions() {
    let scratch = Scratch::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = scratch.succeed(&format!("completions {shell}"));
        assert!(script.contains("initialize-workspace") && script.contains("unlink"), "{shell}");
    }
}

#[test]
fn every_command_explains_itself_with_an_example() {
    let scratch = Scratch::new();
    for command in ["initialize-workspace", "build", "unlink", "check", "status", "completions"] {
        let help = scratch.succeed(&format!("{command} --help"));
        assert!(help.contains(&format!("    golem-rpc-codegen {command}")), "{help}");
    }
}
