//! A run is killed or fails between any two of its operations on files. The next run brings the
//! workspace to the right state.

use crate::support::{Scratch, Tree};

const LINK: &str = "initialize-workspace --targets component1 --callers component2";
const UNLINK: &str = "unlink --target component1 --caller component2";

/// Kills `command` before its first operation on files, then before its second, and so on, and each
/// time runs it again without killing it.
fn kill_everywhere(prepare: &dyn Fn(&Scratch), command: &str, least: usize) {
    let expected = prepared(prepare, |scratch| drop(scratch.succeed(command)));
    for operation in 0.. {
        let scratch = Scratch::new();
        prepare(&scratch);
        let run = scratch.tool(command).env("GOLEM_RPC_KILL_AT_OPERATION", operation.to_string()).assert();
        let status = run.get_output().status;
        if status.success() {
            assert!(operation >= least, "there were only {operation} operations");
            return;
        }
        assert_eq!(status.code(), None, "it was to be killed by a signal");
        scratch.succeed(command);
        assert_eq!(scratch.tree(), expected, "killed before operation {operation}");
    }
}

fn prepared(prepare: &dyn Fn(&Scratch), then: impl FnOnce(&Scratch)) -> Tree {
    let scratch = Scratch::new();
    prepare(&scratch);
    then(&scratch);
    scratch.tree()
}

#[test]
fn linking_can_be_killed_anywhere() {
    // The journal is written, twenty files are written and renamed, and the journal is removed.
    kill_everywhere(&|_| {}, LINK, 42);
}

#[test]
fn unlinking_can_be_killed_anywhere() {
    kill_everywhere(&|scratch| drop(scratch.succeed(LINK)), UNLINK, 22);
}

#[test]
fn changing_the_mode_can_be_killed_anywhere() {
    kill_everywhere(&|scratch| drop(scratch.succeed(LINK)), &format!("{LINK} --mode direct"), 20);
}

#[test]
fn an_interrupted_run_is_completed_by_whatever_comes_next() {
    let scratch = Scratch::new();
    scratch.tool(LINK).env("GOLEM_RPC_KILL_AT_OPERATION", "9").assert().interrupted();
    let report = scratch.succeed("unlink --target component1 --caller component2");
    assert!(report.starts_with("an earlier run was interrupted: what it had begun is complete now\n"), "{report}");
    assert_eq!(scratch.tree(), Scratch::new().tree());
}

#[test]
fn a_file_that_the_user_changed_since_is_not_overwritten() {
    let scratch = Scratch::new();
    scratch.tool(LINK).env("GOLEM_RPC_KILL_AT_OPERATION", "9").assert().interrupted();
    let manifest = scratch.read("component2/Cargo.toml") + "anyhow = \"1\"\n";
    scratch.write("component2/Cargo.toml", &manifest);
    scratch.succeed(LINK);
    assert!(scratch.read("component2/Cargo.toml").starts_with(&manifest));
}

#[test]
fn a_step_that_fails_takes_back_those_before_it() {
    let scratch = Scratch::new();
    scratch.succeed(LINK);
    scratch.succeed(UNLINK);
    // The place where the file is written before it gets its name.
    scratch.write("component1-stub-client/src/.lib.rs.golem-rpc/in-the-way", "");
    let before = scratch.tree();
    let error = scratch.fail(LINK);
    assert!(error.contains(".lib.rs.golem-rpc`"), "{error}");
    assert_eq!(scratch.tree(), before);
    std::fs::remove_dir_all(scratch.path("component1-stub-client")).unwrap();
    scratch.succeed(LINK);
}
