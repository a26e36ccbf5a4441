//! What is in the packages, and that they compile.

use crate::sample::Sample;
use xtask::release;

fn findings(sample: &Sample) -> Vec<String> {
    release::with_packages(&sample.project()).unwrap().iter().map(ToString::to_string).collect()
}

#[test]
fn a_package_has_what_it_needs_and_nothing_else() {
    let sample = Sample::new();
    assert!(findings(&sample).is_empty());

    // It is a source's name, but nothing includes it.
    sample.write("paint/src/notes.txt", "later\n");
    assert_eq!(
        findings(&sample),
        ["paint/Cargo.toml:12: sample-of-paint is packaged with src/notes.txt, which nothing needs\n    \
          to do: leave it out of `include`"]
    );
    sample.remove("paint/src/notes.txt");

    // Everything.
    sample.edit("brush/Cargo.toml", "include = [\"/src/**/*.rs\"", "include = [\"/tests/**\", \"/src/**/*.rs\"");
    sample.write("brush/tests/all.rs", "");
    sample.edit("brush/Cargo.toml", ", \"/README.md\"", "");
    sample.edit("brush/Cargo.toml", "readme = \"README.md\"\n", "readme = false\n");
    sample.write("brush/LICENSE-MIT", "../LICENSE-MIT");
    let found = findings(&sample);
    let expected = [
        "brush/Cargo.toml:12: sample-of-brush is packaged without README.md",
        "brush/Cargo.toml:12: sample-of-brush is packaged with another LICENSE-MIT than the project's",
        "brush/Cargo.toml:12: sample-of-brush is packaged with tests/all.rs, which nothing needs",
    ];
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.starts_with(expected), "{found}");
    }
}

#[test]
fn a_package_without_a_file_that_it_needs_does_not_compile() {
    let sample = Sample::new();
    sample.edit("paint/Cargo.toml", ", \"/src/*.txt\"", "");
    let error = release::with_packages(&sample.project()).unwrap_err().to_string();
    assert!(error.contains("colours.txt"), "{error}");
}

#[test]
fn a_package_without_a_feature_that_it_needs_does_not_compile() {
    let sample = Sample::new();
    sample.edit("paint/Cargo.toml", "[dependencies]\n", "[features]\nred = []\n\n[dependencies]\n");
    sample.edit("paint/src/lib.rs", "pub const", "#[cfg(feature = \"red\")]\npub const RED: u8 = WRONG;\npub const");
    let error = release::with_packages(&sample.project()).unwrap_err().to_string();
    assert!(error.contains("WRONG") && error.contains("--all-features"), "{error}");
}
