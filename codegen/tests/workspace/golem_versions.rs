//! `--golem`: what a workspace records, and what follows from it.

use crate::support::{Scratch, Tree};

const LINK: &str = "initialize-workspace --targets component1 --callers component2";
const UNLINK: &str = "unlink --target component1 --caller component2";

fn rpc_of(tree: &Tree) -> Vec<&str> {
    let versions = ["0.1.0", "0.1.3", "0.2.0", "0.2.2"];
    let is_named = |version: &&str| tree.values().any(|text| text.contains(&format!("golem:rpc/types@{version}")));
    versions.into_iter().filter(is_named).collect()
}

#[test]
fn it_is_recorded_and_changed_by_running_the_command_again() {
    let scratch = Scratch::new();
    let before = scratch.tree();
    scratch.succeed(LINK);
    let first = scratch.tree();
    assert!(!scratch.read("Cargo.toml").contains("golem ="), "{}", scratch.read("Cargo.toml"));
    for (version, rpc) in [("1.2", "0.2.0"), ("1.4", "0.2.2"), ("1.1", "0.1.3")] {
        scratch.succeed(&format!("{LINK} --golem {version}"));
        assert!(scratch.read("Cargo.toml").contains(&format!("golem = \"{version}\"\n")));
        assert_eq!(rpc_of(&scratch.tree()), [rpc]);
        // Commands without the option leave it as it is.
        assert!(scratch.succeed(LINK).starts_with("nothing to do"));
        scratch.succeed("check");
        let status = scratch.succeed("status");
        assert!(status.contains(&format!("calls component1 (composed, Golem {version}): up to date")), "{status}");
        assert!(scratch.succeed("status --json").contains(&format!("\"golem\": \"{version}\"")));
    }
    scratch.succeed(&format!("{LINK} --golem 1.0"));
    assert_eq!(scratch.tree(), first);
    // What was linked for another version leaves nothing, either.
    scratch.succeed(&format!("{LINK} --golem 1.3"));
    scratch.succeed(UNLINK);
    assert_eq!(scratch.tree(), before);
}

#[test]
fn it_is_one_for_all_links() {
    let scratch = Scratch::new();
    let shop = "package demo:shop;\n\nworld shop {\n  export sell: func() -> u32;\n}\n";
    scratch.component("shop", "shop", shop);
    let manifest = scratch.read("Cargo.toml").replace("\"component2\",", "\"component2\", \"shop\",");
    scratch.write("Cargo.toml", &manifest);
    scratch.succeed(LINK);
    scratch.succeed("initialize-workspace --targets shop --callers component2 --mode direct --golem 1.2");
    assert_eq!(rpc_of(&scratch.tree()), ["0.2.0"], "that of the other link is generated again");
    assert!(scratch.read("shop-client/src/lib.rs").contains("V1_2"));
    // Unlinking one of them does not change it for the other.
    scratch.succeed(UNLINK);
    assert!(scratch.read("Cargo.toml").contains("golem = \"1.2\""));
    scratch.succeed("check");
}

#[test]
fn another_record_makes_what_was_generated_stale() {
    let scratch = Scratch::new();
    scratch.succeed(&format!("{LINK} --golem 1.2"));
    let manifest = scratch.read("Cargo.toml");
    scratch.write("Cargo.toml", &manifest.replace("golem = \"1.2\"", "golem = \"1.3\""));
    let stale = scratch.fail("check");
    assert!(stale.contains("component1-stub/wit/_stub.wit"), "{stale}");
    assert!(scratch.succeed("status").contains("Golem 1.3): "));
    scratch.write("Cargo.toml", &manifest.replace("golem = \"1.2\"", "golem = \"1.5\""));
    let unknown = scratch.fail("status");
    assert!(
        unknown.contains("Cargo.toml") && unknown.contains("\"1.5\"") && unknown.contains("golem = \"1.0\""),
        "{unknown}"
    );
    scratch.write("Cargo.toml", &manifest.replace("golem = \"1.2\"", "golem = 1.2"));
    assert!(scratch.fail("status").contains("1.2"));
}

/// `generate` and `stub` take what the workspace records, unless they are told.
#[test]
fn commands_on_single_crates_follow_the_workspace() {
    let scratch = Scratch::new();
    scratch.succeed(&format!("{LINK} --golem 1.2"));
    scratch.succeed("generate -s component1/wit -c other-client");
    assert!(scratch.read("other-client/src/lib.rs").contains("V1_2"));
    scratch.succeed("generate -s component1/wit -c third-client --golem 1.0");
    assert!(!scratch.read("third-client/src/lib.rs").contains("V1_"));
    let stub = |arguments: &str| {
        scratch.succeed(&format!("stub -s component1/wit -o stub.wasm{arguments}"));
        let bytes = std::fs::read(scratch.path("stub.wasm")).unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let at = text.find("golem:rpc/types@").unwrap();
        text[at + "golem:rpc/types@".len()..][..5].to_owned()
    };
    assert_eq!([stub(""), stub(" --golem 1.0"), stub(" --golem 1.4")], ["0.2.0", "0.1.0", "0.2.2"]);
}

#[test]
fn new_components_are_for_the_golem_that_they_are_made_for() {
    let scratch = Scratch::empty();
    scratch.succeed("new counter --golem 1.3");
    assert!(scratch.read("Cargo.toml").contains("golem = \"1.3\""), "it counts for what is linked later");
    scratch.succeed("new total --calls counter");
    assert!(scratch.read("counter-client/src/lib.rs").contains("V1_3"));
    assert!(scratch.succeed("new total --calls counter").starts_with("nothing to do"));
    scratch.succeed("check");
    let without = Scratch::empty();
    without.succeed("new counter");
    assert!(!without.read("Cargo.toml").contains("golem"));
}

#[test]
fn a_version_that_there_is_not_is_told_with_those_that_there_are() {
    let scratch = Scratch::new();
    let told = scratch.tool(&format!("{LINK} --golem 1.5")).assert().failure();
    let told = String::from_utf8_lossy(&told.get_output().stderr).into_owned();
    assert!(told.contains("'1.5'") && told.contains("1.0, 1.1, 1.2, 1.3, 1.4"), "{told}");
    let help = scratch.succeed("initialize-workspace --help");
    for text in ["golem:rpc@0.1.0", "golem:rpc@0.2.2", "calls can be scheduled", "Golem 1.5"] {
        assert!(help.contains(text), "{text}: {help}");
    }
}
