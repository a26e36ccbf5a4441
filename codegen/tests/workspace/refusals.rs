//! What can't be linked is refused. The error says why and what to do, and nothing is changed.

use crate::support::Scratch;

const LINK: &str = "initialize-workspace --targets component1 --callers component2";

/// The error of a command that fails.
fn report(scratch: &Scratch, command: &str) -> String {
    let before = scratch.tree();
    let report = scratch.fail(command);
    assert_eq!(scratch.tree(), before, "a refusal changes nothing");
    report
}

#[test]
fn no_workspace() {
    let scratch = Scratch::new();
    std::fs::remove_file(scratch.path("Cargo.toml")).unwrap();
    let error = report(&scratch, LINK);
    assert!(error.contains("there is no Cargo.toml in `") && error.contains("`[workspace]`"), "{error}");
    scratch.write(
        "Cargo.toml",
        "[package]\nname = \"alone\"\nversion = \"0.1.0\"\n[lib]\npath = \"component1/src/lib.rs\"\n",
    );
    insta::assert_snapshot!("a_package", report(&scratch, LINK));
}

#[test]
fn an_unknown_component() {
    let scratch = Scratch::new();
    insta::assert_snapshot!(
        "near_target",
        report(&scratch, "initialize-workspace --targets compoment1 --callers component2")
    );
    insta::assert_snapshot!(
        "other_caller",
        report(&scratch, "initialize-workspace --targets component1 --callers shop")
    );
}

#[test]
fn a_target_without_exports() {
    let scratch = Scratch::new();
    scratch.write("component1/wit/component1.wit", "package demo:component1;\n\nworld component1 {\n}\n");
    insta::assert_snapshot!(report(&scratch, LINK));
}

#[test]
fn two_components_with_one_package_name() {
    let scratch = Scratch::new();
    let wit = scratch.read("component2/wit/component2.wit").replace("demo:component2", "demo:component1");
    scratch.write("component2/wit/component2.wit", &wit);
    insta::assert_snapshot!(report(&scratch, LINK));
}

#[test]
fn no_such_link() {
    let scratch = Scratch::new();
    insta::assert_snapshot!("nothing_linked", report(&scratch, "unlink --target component1 --caller component2"));
    scratch.succeed(LINK);
    insta::assert_snapshot!("another_linked", report(&scratch, "unlink --target component2 --caller component1"));
}

#[test]
fn unlinking_what_is_still_imported() {
    let scratch = Scratch::new();
    scratch.succeed(LINK);
    let wit = "package demo:component2;\n\nworld component2 {\n  import demo:component1-stub/stub-component1;\n}\n";
    scratch.write("component2/wit/component2.wit", wit);
    insta::assert_snapshot!(report(&scratch, "unlink --target component1 --caller component2"));
}

#[test]
fn a_file_in_the_way() {
    let scratch = Scratch::new();
    scratch.write("component1-stub/src/lib.rs", "// mine\n");
    insta::assert_snapshot!(report(&scratch, LINK));
}

#[test]
fn a_record_that_cannot_be_read() {
    let scratch = Scratch::new();
    let manifest =
        scratch.read("Cargo.toml") + "\n[workspace.metadata.golem-rpc]\nlinks = [{ caller = \"component2\" }]\n";
    scratch.write("Cargo.toml", &manifest);
    insta::assert_snapshot!(report(&scratch, LINK));
}

#[test]
fn a_stub_that_stands_on_its_callers_package() {
    let scratch = Scratch::new();
    let wit = "package demo:component1;\n\ninterface api {\n  record point { x: u8 }\n  get: func() -> point;\n}\n\n\
        world component1 {\n  export api;\n}\n";
    scratch.write("component1/wit/component1.wit", wit);
    let itself = "initialize-workspace --targets component1 --callers component1";
    insta::assert_snapshot!(report(&scratch, itself));
    scratch.succeed(&format!("{itself} --mode direct"));
}

#[test]
fn components_built_in_two_ways() {
    let scratch = Scratch::new();
    let manifest =
        scratch.read("component2/Cargo.toml") + "\n[package.metadata.component]\npackage = \"demo:component2\"\n";
    scratch.write("component2/Cargo.toml", &manifest);
    insta::assert_snapshot!(report(&scratch, LINK));
}
