//! Runs that change one workspace take turns.

use std::fs::File;
use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::support::Scratch;

const LOCK: &str = ".golem-rpc.lock";
const LINK: &str = "initialize-workspace --targets component1 --callers component2";

/// Takes the lock as another run of the program would.
fn locked(scratch: &Scratch) -> File {
    let mut file = File::create(scratch.path(LOCK)).unwrap();
    file.try_lock().unwrap();
    file.write_all(b"`golem-rpc-codegen build` (process 12345)").unwrap();
    file
}

#[test]
fn a_run_says_whom_it_waits_for_and_goes_on_when_he_has_ended() {
    for arguments in [LINK, "build", "generate -s component1/wit -c component1-client"] {
        let scratch = Scratch::new();
        let lock = locked(&scratch);
        let mut run = Command::new(assert_cmd::cargo::cargo_bin("golem-rpc-codegen"));
        run.args(arguments.split(' ')).current_dir(scratch.path("")).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut run = run.spawn().unwrap();
        std::thread::sleep(Duration::from_millis(500));
        assert!(run.try_wait().unwrap().is_none(), "{arguments}");
        assert!(!scratch.path("component1-client").exists() && !scratch.path("component1-stub").exists());
        if arguments == "build" {
            // It would compile for a minute.
            run.kill().unwrap();
        }
        drop(lock);
        let output = run.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            said.starts_with("waiting for `golem-rpc-codegen build` (process 12345), which changes files in"),
            "{said}"
        );
        assert!(arguments == "build" || !scratch.path(LOCK).exists(), "{arguments}");
    }
}

#[test]
fn what_only_looks_does_not_wait() {
    let scratch = Scratch::new();
    scratch.succeed(LINK);
    let _lock = locked(&scratch);
    assert_eq!(scratch.succeed("check"), "all 20 files are up to date\n");
    scratch.succeed("status");
}

#[test]
fn a_lock_of_a_run_that_has_ended_is_none() {
    let scratch = Scratch::new();
    drop(locked(&scratch));
    scratch.succeed(LINK);
    assert!(!scratch.path(LOCK).exists());
}

#[test]
fn a_build_does_not_wait_for_itself() {
    let scratch = Scratch::new();
    let _lock = locked(&scratch);
    // A build runs a task of cargo-make or a build script with this variable.
    scratch.tool(LINK).env("GOLEM_RPC_LOCK_IS_HELD", "").timeout(Duration::from_secs(60)).assert().success();
    let script = "generate -s component1/wit -d out";
    let script =
        scratch.tool(script).env("OUT_DIR", "out").env("NUM_JOBS", "2").timeout(Duration::from_secs(60)).assert();
    script.success();
}
