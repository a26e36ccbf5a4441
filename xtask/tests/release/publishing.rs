//! When it is published, and in which order. Nothing here publishes anything: all is refused first.

use crate::sample::Sample;
use std::process::Command;
use xtask::release::{self, Run};

#[test]
fn crates_come_after_those_that_they_depend_on_and_the_tag_comes_last() {
    let sample = Sample::new();
    let of_brush = "cargo publish --package sample-of-brush";
    let of_paint = "cargo publish --package sample-of-paint";
    assert_eq!(release::commands(&sample.project())[..2], [of_brush, of_paint]);
    sample.edit("brush/Cargo.toml", "[dependencies]\n", "[dependencies]\nsample-of-paint.workspace = true\n");
    let commands = release::commands(&sample.project());
    assert_eq!(commands[..2], [of_paint, of_brush]);
    assert!(commands[2].starts_with("git tag --annotate v0.3.0") && commands.len() == 3, "{commands:?}");
}

fn refusals(sample: &Sample) -> Vec<String> {
    release::refusals(&sample.project()).unwrap()
}

#[test]
fn a_tree_with_changes_is_refused() {
    let sample = Sample::new();
    assert!(refusals(&sample)[0].contains("is no git repository"));
    sample.project();
    sample.commit();
    assert!(refusals(&sample).is_empty());
    sample.edit("brush/src/main.rs", "{}", "{ }");
    sample.write("new.txt", "");
    let refused = refusals(&sample);
    assert!(refused[0].contains("brush/src/main.rs") && refused[0].contains("and 1 more"), "{refused:?}");
    let error = release::run(sample.root(), Run::Execute, false).unwrap_err().to_string();
    assert!(error.starts_with("this is not to be released yet") && error.contains("main.rs"), "{error}");
}

#[test]
fn a_version_that_is_another_commit_is_refused() {
    let sample = Sample::new();
    sample.project();
    sample.commit();
    sample.git(&["tag", "--annotate", "v0.3.0", "--message", "it"]);
    // The same run again goes on where it stopped.
    assert!(refusals(&sample).is_empty());
    sample.git(&["commit", "--quiet", "--allow-empty", "--message", "more"]);
    assert!(refusals(&sample)[0].starts_with("v0.3.0 is another commit"));
}

#[test]
fn changes_that_have_no_version_yet_are_refused_but_not_wrong() {
    let sample = Sample::new();
    sample.edit("CHANGELOG.md", "[0.3.0] - 2026-11-27", "[Unreleased]");
    sample.project();
    sample.commit();
    assert!(sample.findings().is_empty());
    let refused = refusals(&sample);
    assert!(refused[0].starts_with("CHANGELOG.md:3: 1 changes are under `Unreleased`"), "{refused:?}");
    assert!(release::run(sample.root(), Run::Execute, false).is_err());
}

#[test]
fn what_is_to_be_done_must_be_said() {
    for arguments in [&["release"][..], &["release", "--dry-run", "--execute"]] {
        let output = Command::new(env!("CARGO_BIN_EXE_xtask")).args(arguments).output().unwrap();
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{error}");
        assert!(error.contains("--dry-run") && error.contains("--execute"), "{error}");
    }
}
