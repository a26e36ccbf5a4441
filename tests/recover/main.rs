//! Crashes after each entry of the log of each worker. What the SDK does survives them all; what a
//! component must not do is found, and told by name.

use golem_rpc_host::{Host, LintRule, Recovery, RecoveryOptions, RecoveryRule};
use golem_rpc_tests::Mode::{self, Composed, Direct};
use golem_rpc_tests::fan_out::{FanOut, Pattern};
use golem_rpc_tests::{Profile, Scratch};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

fn fan_out() -> &'static FanOut {
    static BUILT: OnceLock<FanOut> = OnceLock::new();
    BUILT.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fan_out");
        FanOut::build(folder, Host::new().expect("it starts")).unwrap_or_else(|error| panic!("{error:#}"))
    })
}

fn recover(mode: Mode, implementation: &str, pattern: Pattern, n: u32) -> Recovery {
    let recovery =
        fan_out().recover(mode, implementation, &pattern.delays(n)).unwrap_or_else(|error| panic!("{error:#}"));
    let Recovery { runs, crashes, divergences, .. } = &recovery;
    println!("{:9} {implementation:25} {n:4} {:12} {runs:6} {crashes:8} {divergences:12}", mode.name(), pattern.name());
    recovery
}

/// What the SDK has for waiting, with and without deadlines.
const WAYS: [&str; 14] = [
    "blocking",
    "join_all",
    "join_all+timeout",
    "join_all+timeout()",
    "join_all+map",
    "join_all two-steps",
    "sleep",
    "join_all of sleeps",
    "try_join_all",
    "as_completed",
    "map_concurrent",
    "select_ok",
    "retry_at_least_once",
    "scope",
];

#[test]
fn the_sdk_survives_a_crash_at_every_entry() {
    println!("mode      implementation               n pattern        runs  crashes  divergences");
    for mode in [Composed, Direct] {
        for implementation in WAYS.into_iter().chain(["spawn_local", "FuturesUnordered"]) {
            for pattern in [Pattern::AllAtOnce, Pattern::InOrder, Pattern::Reversed] {
                let recovery = recover(mode, implementation, pattern, 3);
                assert!(recovery.is_ok(), "{implementation} {mode:?} {pattern:?}: {recovery}");
                assert!(recovery.runs > 8 && recovery.crashes == recovery.runs, "{recovery}");
            }
        }
        for implementation in ["join_all", "join_all+timeout", "as_completed"] {
            let recovery = recover(mode, implementation, Pattern::Random, 50);
            assert!(recovery.is_ok(), "{implementation} {mode:?}: {recovery}");
        }
    }
}

#[test]
#[ignore = "takes minutes: thousands of runs with hundreds of workers each"]
fn the_sdk_survives_a_crash_at_every_entry_of_a_fan_out_of_300() {
    for (mode, implementation) in [(Composed, "join_all"), (Direct, "join_all+timeout")] {
        let recovery = recover(mode, implementation, Pattern::Random, 300);
        assert!(recovery.is_ok(), "{implementation} {mode:?}: {recovery}");
    }
}

/// The loop by hand takes the first `none` for a mistake, and so does what is made of wstd by hand.
/// wstd also calls `ready()`, which is not in the log.
#[test]
fn a_loop_by_hand_and_wstd_do_not() {
    for mode in [Composed, Direct] {
        let by_hand = recover(mode, "by-hand", Pattern::InOrder, 3);
        assert!(by_hand.causes.iter().any(|cause| cause.rule == RecoveryRule::FirstNone), "{by_hand}");
        let wstd = recover(mode, "wstd+join_all", Pattern::InOrder, 3);
        assert!(
            wstd.divergences > 0 && wstd.findings.iter().any(|finding| finding.rule == LintRule::ReadyCalled),
            "{wstd}"
        );
    }
}

/// A host with the component in `brittle.rs`, and a file of another run for its worker `old`.
fn brittle() -> &'static (Host, tempfile::TempDir) {
    static BUILT: OnceLock<(Host, tempfile::TempDir)> = OnceLock::new();
    BUILT.get_or_init(|| {
        let source = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut scratch = Scratch::new(PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("brittle"), Profile::Debug);
        let target = source.join("fan_out");
        let build = |scratch: &mut Scratch| -> anyhow::Result<()> {
            scratch.add_target("fan-out", &target)?;
            let dependencies = scratch.add_client("fan-out", &target, Direct)?;
            scratch.add_component("brittle", &(dependencies + "wasip2 = \"1.0\"\n"))?;
            scratch.copy(&source.join("recover/brittle.rs"), "brittle/src/lib.rs")?;
            scratch.build()
        };
        build(&mut scratch).unwrap_or_else(|error| panic!("{error:#}"));
        let files = tempfile::tempdir().expect("there is room");
        fs::create_dir_all(files.path().join("brittle/old")).expect("it can be made");
        fs::write(files.path().join("brittle/old/state"), "of another run").expect("it can be written");
        let host = Host::builder().files(files.path()).build().expect("it starts");
        let target = host.add_component_file("target", scratch.wasm("fan-out-target")).expect("it is complete");
        host.add_component_file("brittle", scratch.wasm("brittle")).expect("it is complete");
        host.set_env("TARGET_COMPONENT_ID", target.to_string());
        (host, files)
    })
}

fn recover_brittle(worker: &str, call: &str) -> Recovery {
    let (host, _files) = brittle();
    let invocation = host.invoke_blocking("brittle/undisturbed", call);
    invocation.unwrap_or_else(|error| panic!("without a crash {call} passes: {error}"));
    let recovery = host.recover(&[(worker, call)]).unwrap_or_else(|error| panic!("{error}"));
    println!("{call}: {recovery}");
    assert!(!recovery.is_ok(), "{call}");
    recovery
}

#[test]
fn what_does_not_survive_is_told_with_function_and_host_call() {
    for (worker, call, rule, what) in [
        ("brittle/a", "ready-decides()", RecoveryRule::ReadyDecides, "called `monotonic_clock::now`"),
        (
            "brittle/old",
            "file-of-another-run()",
            RecoveryRule::FilesOfAnotherRun,
            "the result is `false` and not `true`",
        ),
        ("brittle/a", "first-none()", RecoveryRule::FirstNone, "the result is `0` and not `7`"),
        ("brittle/a", "polls-for-ever()", RecoveryRule::NoEnd, "a call came to no end"),
    ] {
        let recovery = recover_brittle(worker, call);
        let cause =
            recovery.causes.iter().find(|cause| cause.rule == rule).unwrap_or_else(|| panic!("{call}: {recovery}"));
        assert_eq!((&*cause.component, &*cause.function), ("brittle", call.trim_end_matches("()")), "{cause}");
        assert!(cause.what.contains(what), "{cause}");
        assert!(cause.example.starts_with(&format!("{worker}@")) && cause.count > 0, "{cause}");
        assert!(cause.to_string().contains(rule.advice()), "{cause}");
    }
}

#[test]
fn what_depends_on_places_on_the_disk_is_told() {
    let recovery = recover_brittle("brittle/a", "place-of-a-file()");
    let rules = [RecoveryRule::OutsideTheLog, RecoveryRule::OtherResult];
    assert!(recovery.causes.iter().any(|cause| rules.contains(&cause.rule)), "{recovery}");
}

#[test]
fn what_the_lint_finds_is_told_too() {
    for (call, rule) in [
        ("hash-ordered()", LintRule::PollOrder),
        ("get-before-poll()", LintRule::GetBeforeReady),
        ("ready-decides()", LintRule::ReadyCalled),
    ] {
        let recovery = recover_brittle("brittle/a", call);
        assert!(recovery.findings.iter().any(|finding| finding.rule == rule), "{call}: {recovery}");
    }
}

#[test]
fn two_crashes_in_one_run_are_the_same_with_the_same_seed() {
    let (host, _files) = brittle();
    let script = [("brittle/a", "sturdy()"), ("brittle/a", "sturdy()")];
    let with = |options: RecoveryOptions<'_>| host.recover_with(&script, &options).expect("it can be run");
    let one = with(RecoveryOptions::default());
    let two = with(RecoveryOptions::default().two_crashes(200).seed(7));
    assert!(one.is_ok() && two.is_ok(), "{one} {two}");
    assert_eq!((one.crashes, two.runs), (one.runs, one.runs + 200));
    assert!(two.crashes > one.crashes + 300, "most of the second crashes come: {two}");
    let again = with(RecoveryOptions::default().two_crashes(200).seed(7));
    assert_eq!(again.to_string(), two.to_string());
}

#[test]
fn the_first_run_that_fails_is_drawn_with_its_crash() {
    let (host, _files) = brittle();
    let script = [("brittle/a", "first-none()")];
    let recovery = host.recover_with(&script, &RecoveryOptions::default().record_failing(true)).expect("it can be run");
    let picture = recovery.recording.expect("one has failed").to_timeline_svg();
    assert!(picture.contains("brittle/a lost its instance here"), "{picture}");
}

#[test]
fn a_script_that_is_written_wrong_is_told() {
    let (host, _files) = brittle();
    assert!(host.recover(&[("brittle/a", "sturdi()")]).is_err());
    assert!(host.recover(&[("brittel/a", "sturdy()")]).is_err());
    // A call that fails is a result.
    assert!(host.recover(&[("brittle/a", "fails()")]).expect("it can be run").is_ok());
}
