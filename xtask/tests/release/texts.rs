//! Manifests, versions, the changelog.

use crate::sample::Sample;

#[test]
fn nothing_is_wrong_with_the_sample() {
    assert!(Sample::new().findings().is_empty());
}

#[test]
fn each_missing_key_is_found_with_its_place_and_its_cure() {
    for (line, found) in [
        ("description = \"Colours things\"\n", "brush/Cargo.toml:1: sample-of-brush has no description"),
        ("license.workspace = true\n", "brush/Cargo.toml:1: sample-of-brush has no license"),
        ("repository.workspace = true\n", "brush/Cargo.toml:1: sample-of-brush has no repository"),
        ("rust-version = \"1.85\"\n", "brush/Cargo.toml:1: sample-of-brush has no rust-version"),
        ("keywords = [\"colour\"]\n", "brush/Cargo.toml:1: sample-of-brush: 0 keywords"),
        ("categories = [\"graphics\"]\n", "brush/Cargo.toml:1: sample-of-brush has 0 categories"),
        ("all-features = true\n", "brush/Cargo.toml:14: sample-of-brush: docs.rs is told no features"),
        (
            "rustdoc-args = [\"--cfg\", \"docsrs\"]\n",
            "brush/Cargo.toml:14: sample-of-brush: docs.rs does not set `docsrs`",
        ),
        (
            "targets = [\"x86_64-unknown-linux-gnu\"]\n",
            "brush/Cargo.toml:14: sample-of-brush: docs.rs is told no targets",
        ),
    ] {
        let sample = Sample::new();
        sample.edit("brush/Cargo.toml", line, "");
        let finding = sample.finding();
        let key = line.split([' ', '.']).next().unwrap();
        let (what, cure) = finding.split_once("\n    to do: add ").unwrap();
        assert_eq!(what, found);
        assert!(cure.contains(key), "{finding}");
    }
}

#[test]
fn values_that_the_registry_refuses_are_found() {
    for (from, to, found) in [
        (
            "[\"colour\"]",
            "[\"a\", \"b\", \"c\", \"d\", \"e\", \"f\"]",
            "brush/Cargo.toml:10: sample-of-brush: 6 keywords",
        ),
        ("\"colour\"", "\"all colours\"", "brush/Cargo.toml:10: sample-of-brush: `all colours` is no keyword"),
        ("\"Colours things\"", "\" \"", "brush/Cargo.toml:3: sample-of-brush has no description"),
        ("\"README.md\"\nkey", "\"READ.md\"\nkey", "brush/Cargo.toml:9: sample-of-brush has no README"),
    ] {
        let sample = Sample::new();
        sample.edit("brush/Cargo.toml", from, to);
        let finding = sample.finding();
        assert!(finding.starts_with(found), "{finding}");
    }
}

#[test]
fn a_missing_readme_is_found() {
    let sample = Sample::new();
    sample.remove("brush/README.md");
    assert!(sample.finding().starts_with("brush/Cargo.toml:9: sample-of-brush has no README"));
}

#[test]
fn docs_without_their_conditions_are_found() {
    let sample = Sample::new();
    sample.write("paint/src/lib.rs", "//! Colours.\n");
    assert!(sample.finding().starts_with("paint/src/lib.rs:1: sample-of-paint: on docs.rs nothing says"));
}

#[test]
fn another_version_is_found_wherever_it_is() {
    let other_crate = Sample::new();
    other_crate.edit("brush/Cargo.toml", "version.workspace = true", "version = \"0.2.9\"");
    assert!(
        other_crate.finding().starts_with("brush/Cargo.toml:4: sample-of-brush is 0.2.9, and this release is 0.3.0")
    );

    let table = Sample::new();
    table.edit("Cargo.toml", "version = \"0.3.0\" }", "version = \"0.3\" }");
    assert!(table.finding().starts_with("Cargo.toml:11: the workspace depends on another version of sample-of-paint"));

    let dependency = Sample::new();
    dependency.edit(
        "brush/Cargo.toml",
        "[dependencies]\n",
        "[dependencies]\nsample-of-paint = { path = \"../paint\", version = \"0.3\" }\n",
    );
    assert!(dependency.finding().starts_with("brush/Cargo.toml:20: sample-of-brush depends on sample-of-paint ^0.3,"));

    for line in [
        "golem-rpc-codegen new total --sdk-version 0.2.9",
        "sample-of-paint = \"0.2.9\"",
        "sample-of-paint = { version = \"=0.2.9\" }",
    ] {
        let page = Sample::new();
        page.write("docs/page.md", &format!("# Page\n\n{line}\n"));
        let finding = page.finding();
        assert!(finding.starts_with("docs/page.md:3: version 0.2.9 is named, and this release is 0.3.0"), "{finding}");
    }
}

#[test]
fn a_dependency_that_is_not_published_is_found() {
    let sample = Sample::new();
    sample.edit("paint/Cargo.toml", "edition", "publish = false\nedition");
    sample.edit("brush/Cargo.toml", "[dependencies]\n", "[dependencies]\nsample-of-paint.workspace = true\n");
    assert!(
        sample.finding().starts_with("brush/Cargo.toml:20: sample-of-brush depends on sample-of-paint, which is not")
    );
    // What only tests need, and has no version, is left out of the package.
    sample.edit("brush/Cargo.toml", "[dependencies]", "[dev-dependencies]");
    sample.edit("brush/Cargo.toml", "sample-of-paint.workspace = true", "sample-of-paint.path = \"../paint\"");
    assert!(sample.findings().is_empty());
}

#[test]
fn a_promise_of_an_older_rust_than_a_dependency_needs_is_found() {
    let sample = Sample::new();
    sample.edit("brush/Cargo.toml", "[dependencies]\n", "[dependencies]\nsample-of-paint.workspace = true\n");
    assert!(sample.findings().is_empty());
    sample.edit("paint/Cargo.toml", "rust-version = \"1.85\"", "rust-version = \"1.88.0\"");
    assert_eq!(
        sample.finding(),
        "brush/Cargo.toml:6: sample-of-brush promises Rust 1.85, and sample-of-paint 0.3.0 needs 1.88.0\n    \
         to do: write `rust-version = \"1.88.0\"`, or depend on less"
    );
}

#[test]
fn a_changelog_without_this_version_is_found() {
    let sample = Sample::new();
    sample.edit("CHANGELOG.md", "0.3.0", "0.2.0");
    assert!(sample.finding().starts_with("CHANGELOG.md:1: nothing is said of 0.3.0"));
}
