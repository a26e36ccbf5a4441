//! Components that were made for each version of `golem:rpc`, on one host. Their bindings are made
//! by wit-bindgen of the WIT in `versions/wit`, with nothing of the SDK and of our generator.

use crate::support::{ask, builder, fails};
use anyhow::Result;
use golem_rpc_host::{Host, HostBuilder, Limits, LintRule};
use golem_rpc_tests::{Profile, Scratch};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// The version, its WASI, and the forms of `constructor`, `schedule` and `others`.
const VERSIONS: [(&str, &str, [&str; 3]); 5] = [
    ("0.1.0", "0.2.0", ["by-uri", "unscheduled", "no-others"]),
    ("0.1.1", "0.2.0", ["by-uri", "unscheduled", "typed"]),
    ("0.1.3", "0.2.0", ["by-uri", "scheduled", "typed"]),
    ("0.2.0", "0.2.0", ["by-worker-id", "scheduled", "typed-and-uuids"]),
    ("0.2.2", "0.2.3", ["by-agent-id", "scheduled", "uuids"]),
];

const WITH_SCHEDULE: [&str; 3] = ["0.1.3", "0.2.0", "0.2.2"];

static BUILT: LazyLock<Scratch> = LazyLock::new(|| build().unwrap_or_else(|error| panic!("{error:#}")));

fn build() -> Result<Scratch> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("host/versions");
    let mut scratch = Scratch::new(Path::new(env!("CARGO_TARGET_TMPDIR")).join("versions"), Profile::Debug);
    for (version, wasi, parts) in VERSIONS {
        let name = package(version);
        scratch.add_component(&name, "wit-bindgen = \"0.61\"\n")?;
        scratch.copy(&source.join("lib.rs"), &format!("{name}/src/lib.rs"))?;
        for (part, form) in ["constructor", "schedule", "others"].into_iter().zip(parts) {
            scratch.copy(&source.join(format!("parts/{form}.rs")), &format!("{name}/src/{part}.rs"))?;
        }
        let wit = [("calls", "calls"), ("world", "world"), ("io", "deps/io/io"), ("clocks", "deps/clocks/clocks")];
        for (from, to) in wit {
            let text = fs::read_to_string(source.join(format!("wit/{from}.wit")))?;
            let text = text.replace("WASI", wasi).replace("VERSION", version);
            scratch.write(&format!("{name}/wit/{to}.wit"), &text)?;
        }
        let rpc = source.join("wit").join(version).join("golem-rpc.wit");
        scratch.copy(&rpc, &format!("{name}/wit/deps/golem-rpc/golem-rpc.wit"))?;
    }
    scratch.build()?;
    Ok(scratch)
}

fn package(version: &str) -> String {
    format!("versions-{}", version.replace('.', "-"))
}

fn file(version: &str) -> PathBuf {
    BUILT.wasm(&package(version))
}

fn host(builder: HostBuilder) -> Host {
    let host = builder.build().expect("the host starts");
    add_all(&host);
    host
}

/// Adds one component for each version, named after it.
pub fn add_all(host: &Host) {
    for (version, ..) in VERSIONS {
        host.add_component_file(version, file(version)).expect("the host serves it");
    }
}

/// The first parameters of a call: which worker of which component.
pub fn worker(host: &Host, component: &str, name: &str) -> String {
    format!("{:?}, {name:?}", host.component_id(component).expect("it was added").to_string())
}

pub fn numbers(host: &Host, component: &str, name: &str) -> String {
    ask(host, &format!("{component}/{name}"), "numbers()")
}

#[test]
fn each_calls_each() {
    let host = host(builder());
    for (caller, ..) in VERSIONS {
        for (target, ..) in VERSIONS {
            let name = format!("of {caller}").replace(' ', "-");
            let worker = worker(&host, target, &name);
            let caller = format!("{caller}/main");
            assert_eq!(ask(&host, &caller, &format!("wait({worker}, 1)")), "ok(1)");
            assert_eq!(ask(&host, &caller, &format!("poll({worker}, 2)")), "ok(2)");
            assert_eq!(ask(&host, &caller, &format!("tell({worker}, 3)")), "ok");
            assert_eq!(numbers(&host, target, &name), "[1, 2, 3]");
        }
    }
    assert_eq!(host.findings(), []);
}

#[test]
fn fresh_workers_where_there_are_any() {
    let host = host(builder());
    for (version, ..) in VERSIONS {
        let call = format!("ephemeral({:?})", host.component_id("0.1.0").expect("it was added").to_string());
        let given = ask(&host, &format!("{version}/main"), &call);
        let expected = if version == "0.2.2" { "err(\"not in this version\")" } else { "ok([1, 2, 1])" };
        assert_eq!(given, expected, "{version}");
    }
}

#[test]
fn what_else_a_version_has() {
    let host = host(builder());
    let typed = concat!(
        r#""[WitNode::RecordValue([1]), WitNode::PrimString(\"a\")]", "[WitTypeNode::RecordType([(\"name\", 1)]), "#,
        "WitTypeNode::PrimStringType, WitTypeNode::ResultType((None, Some(1))), ",
        r#"WitTypeNode::HandleType((7, ResourceMode::Borrowed))]""#
    );
    let uuids = r#""7b3f7a5e3bd04c1b", "7b3f7a5e-3bd0-4c1b-9e0a-2f4dbb8f3c55", "true""#;
    for (version, _, [.., others]) in VERSIONS {
        let expected = match others {
            "typed" => typed.to_owned(),
            "uuids" => uuids.to_owned(),
            "typed-and-uuids" => format!("{typed}, {uuids}"),
            _ => String::new(),
        };
        assert_eq!(ask(&host, &format!("{version}/main"), "others()"), format!("[{expected}]"), "{version}");
    }
}

/// Of a worker that was called: at which seconds of virtual time, which begins with the year 2000.
pub fn seconds(host: &Host, component: &str, name: &str) -> Vec<u64> {
    let times = ask(host, &format!("{component}/{name}"), "times()");
    let times = times.trim_matches(['[', ']']).split(", ").filter(|time| !time.is_empty());
    times.map(|time| time.parse::<u64>().expect("a number") - 946_684_800).collect()
}

#[test]
fn calls_at_a_time() {
    for version in WITH_SCHEDULE {
        let host = host(builder().virtual_time(true));
        let caller = format!("{version}/main");
        for (number, delay) in [(1, 100), (2, 50), (3, 0)] {
            let worker = worker(&host, "0.1.0", "target");
            assert_eq!(ask(&host, &caller, &format!("schedule({worker}, {number}, {delay})")), "ok");
        }
        ask(&host, "0.1.1/sleeper", "sleep(60)");
        assert_eq!(numbers(&host, "0.1.0", "target"), "[3, 2]", "{version}");
        ask(&host, "0.1.1/sleeper", "sleep(60)");
        assert_eq!(numbers(&host, "0.1.0", "target"), "[3, 2, 1]");
        assert_eq!(seconds(&host, "0.1.0", "target"), [0, 50, 100]);
    }
}

#[test]
fn calls_that_are_cancelled_before_and_after() {
    for version in WITH_SCHEDULE {
        let host = host(builder().virtual_time(true));
        let caller = format!("{version}/main");
        let worker = worker(&host, version, "target");
        ask(&host, &caller, &format!("schedule-cancelable({worker}, 1, 10)"));
        ask(&host, "0.1.1/sleeper", "sleep(5)");
        ask(&host, &caller, "cancel()");
        ask(&host, "0.1.1/sleeper", "sleep(60)");
        assert_eq!(numbers(&host, version, "target"), "[]", "{version}: it was cancelled in time");
        ask(&host, &caller, &format!("schedule-cancelable({worker}, 2, 10)"));
        ask(&host, "0.1.1/sleeper", "sleep(60)");
        for _ in 0..2 {
            ask(&host, &caller, "cancel()");
        }
        assert_eq!(numbers(&host, version, "target"), "[2]", "{version}: it was too late");
    }
}

#[test]
fn calls_at_a_time_of_the_real_clock() {
    let host = host(builder());
    let worker = worker(&host, "0.2.0", "target");
    assert_eq!(ask(&host, "0.2.2/main", &format!("schedule({worker}, 1, 1)")), "ok");
    assert_eq!(ask(&host, "0.2.2/main", &format!("schedule({worker}, 2, 3600)")), "ok");
    assert_eq!(ask(&host, "0.1.3/main", &format!("cancel-after({worker}, 3, 2, 0)")), "ok");
    assert_eq!(numbers(&host, "0.2.0", "target"), "[]");
    ask(&host, "0.1.1/sleeper", "sleep(3)");
    assert_eq!(numbers(&host, "0.2.0", "target"), "[1]");
}

#[test]
fn scheduled_calls_count_for_the_limits_of_the_target() {
    let mut limits = Limits::default();
    limits.queue = Some(2);
    let host = host(builder().virtual_time(true).limits(limits));
    let worker = worker(&host, "0.1.0", "target");
    for number in 1..=2 {
        assert_eq!(ask(&host, "0.2.2/main", &format!("schedule({worker}, {number}, 100)")), "ok");
    }
    let error = fails(&host, "0.2.2/main", &format!("schedule({worker}, 3, 100)"));
    assert!(error.contains("not scheduled: "), "{error}");
    let error = fails(&host, "0.2.2/other", "schedule(\"7b3f7a5e-3bd0-4c1b-9e0a-2f4dbb8f3c55\", \"a\", 3, 100)");
    assert!(error.contains("not scheduled: ") && error.contains("7b3f7a5e"), "{error}");
}

/// What is in the log is not scheduled again, and cancelled by what the log has of it.
#[test]
fn scheduled_calls_of_a_worker_that_is_run_again() {
    for version in WITH_SCHEDULE {
        for (cancels, expected) in [(5, "[]"), (20, "[1]")] {
            let caller = format!("{version}/main");
            let first = host(builder().virtual_time(true).keep_log(true));
            let worker = worker(&first, "0.1.0", "target");
            let call = format!("cancel-after({worker}, 1, 10, {cancels})");
            ask(&first, &caller, &call);
            assert_eq!(numbers(&first, "0.1.0", "target"), expected);
            let entries = first.log(&caller).expect("it has one").len() as u64;
            for entry in 1..=entries {
                let host = host(builder().virtual_time(true).restart_after(&caller, entry));
                ask(&host, &caller, &call);
                ask(&host, "0.1.1/sleeper", "sleep(60)");
                assert_eq!(numbers(&host, "0.1.0", "target"), expected, "{version}, after entry {entry}");
            }
        }
    }
}

#[test]
fn scheduled_calls_are_made_by_the_next_process() {
    for version in WITH_SCHEDULE {
        let folder = tempfile::tempdir().expect("there is room");
        let start = || host(builder().virtual_time(true).durable(folder.path()));
        let caller = format!("{version}/main");
        let first = start();
        let worker = worker(&first, "0.1.0", "target");
        ask(&first, &caller, &format!("schedule({worker}, 1, 50)"));
        ask(&first, &caller, &format!("schedule-cancelable({worker}, 2, 100)"));
        ask(&first, "0.1.1/sleeper", "sleep(20)");
        drop(first);
        let second = start();
        ask(&second, "0.1.1/sleeper", "sleep(60)");
        assert_eq!(numbers(&second, "0.1.0", "target"), "[1]", "{version}: it was scheduled 80 seconds ago");
        ask(&second, &caller, &format!("schedule({worker}, 3, 100)"));
        ask(&second, &caller, "cancel()");
        drop(second);
        let third = start();
        ask(&third, "0.1.1/sleeper", "sleep(200)");
        assert_eq!(numbers(&third, "0.1.0", "target"), "[1, 3]", "{version}: the token was that of the second");
    }
}

#[test]
fn ready_is_in_the_log_from_golem_1_3_on() {
    let host = host(builder().virtual_time(true).keep_log(true));
    for (version, ..) in VERSIONS {
        let caller = format!("{version}/main");
        ask(&host, &caller, "ask-ready()");
        let log = format!("{:?}", host.log(&caller).expect("it has one"));
        let entries = log.matches("golem io::poll::ready").count();
        assert_eq!(entries, if version == "0.2.2" { 2 } else { 0 }, "{version}: {log}");
    }
    let mut found: Vec<_> = host.findings().into_iter().map(|finding| (finding.rule, finding.component)).collect();
    found.sort();
    let expected = ["0.1.0", "0.1.1", "0.1.3", "0.2.0"].map(|version| (LintRule::ReadyCalled, version.to_owned()));
    assert_eq!(found, expected);
}

#[test]
fn a_worker_that_calls_itself() {
    let host = host(builder());
    for (version, ..) in VERSIONS {
        if version == "0.2.2" {
            for function in ["wait", "poll", "tell"] {
                let call = format!("{function}({}, 1)", worker(&host, version, function));
                let error = fails(&host, &format!("{version}/{function}"), &call);
                assert!(error.contains("calls to the same agent are not supported"), "{function}: {error}");
            }
        } else {
            let (caller, worker) = (format!("{version}/main"), worker(&host, version, "main"));
            assert_eq!(ask(&host, &caller, &format!("tell({worker}, 1)")), "ok");
            assert_eq!(numbers(&host, version, "main"), "[1]");
            let given = ask(&host, &caller, &format!("wait({worker}, 1)"));
            assert!(given.starts_with("err("), "{version}: {given}");
        }
    }
}
