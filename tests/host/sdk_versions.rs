//! Components that call through the SDK, for each version of Golem, on one host. They call those of
//! `versions.rs`, and each other.

use crate::support::{ask, builder};
use crate::versions::{add_all, numbers, seconds, worker};
use anyhow::Result;
use golem_rpc_host::{Host, HostBuilder};
use golem_rpc_tests::{Profile, Scratch, Style};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;
use wit_component::DecodedWasm;

struct Caller {
    name: &'static str,
    /// The version for calls that are awaited.
    awaited: &'static str,
    /// The version for all else.
    other: &'static str,
    /// The versions of `golem:rpc` that it imports.
    imports: &'static [&'static str],
}

const CALLERS: [Caller; 7] = [
    Caller { name: "sdk-v1-0", awaited: "V1_0", other: "V1_0", imports: &["0.1.0"] },
    Caller { name: "sdk-v1-1", awaited: "V1_1", other: "V1_1", imports: &["0.1.3"] },
    Caller { name: "sdk-v1-2", awaited: "V1_2", other: "V1_2", imports: &["0.2.0"] },
    Caller { name: "sdk-v1-3", awaited: "V1_3", other: "V1_3", imports: &["0.2.2"] },
    Caller { name: "sdk-v1-4", awaited: "V1_4", other: "V1_4", imports: &["0.2.2"] },
    // The linker takes the one for an older form of the other.
    Caller { name: "sdk-v1-0-and-v1-1", awaited: "V1_0", other: "V1_1", imports: &["0.1.3"] },
    Caller { name: "sdk-v1-0-and-v1-3", awaited: "V1_0", other: "V1_3", imports: &["0.1.0", "0.2.2"] },
];

/// The components of `versions.rs`.
const TARGETS: [&str; 5] = ["0.1.0", "0.1.1", "0.1.3", "0.2.0", "0.2.2"];

impl Caller {
    fn schedules(&self) -> bool {
        self.other != "V1_0"
    }

    fn has_ephemeral_workers(&self) -> bool {
        !["V1_3", "V1_4"].contains(&self.other)
    }
}

static BUILT: LazyLock<[Scratch; 2]> =
    LazyLock::new(|| Style::ALL.map(|style| build(style).unwrap_or_else(|error| panic!("{style:?}: {error:#}"))));

fn build(style: Style) -> Result<Scratch> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let source = tests.join("host/versions");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sdk_versions");
    let mut scratch = Scratch::new(folder, Profile::Debug).style(style);
    let sdk = tests.join("../sdk");
    for caller in &CALLERS {
        let name = caller.name;
        scratch.add_component(name, &format!("golem-rpc-sdk = {{ path = {sdk:?} }}\nwit-bindgen = \"0.61\"\n"))?;
        scratch.copy(&source.join("sdk/lib.rs"), &format!("{name}/src/lib.rs"))?;
        let schedule = if caller.schedules() { "scheduled" } else { "unscheduled" };
        scratch.copy(&source.join(format!("sdk/parts/{schedule}.rs")), &format!("{name}/src/schedule.rs"))?;
        let version = |role: &str, version: &str| format!("pub type {role} = golem_rpc_sdk::golem::{version};\n");
        let versions = version("Awaited", caller.awaited) + &version("Other", caller.other);
        scratch.write(&format!("{name}/src/version.rs"), &versions)?;
        for wit in ["calls", "caller"] {
            scratch.copy(&source.join(format!("wit/{wit}.wit")), &format!("{name}/wit/{wit}.wit"))?;
        }
    }
    scratch.build()?;
    Ok(scratch)
}

fn host(builder: HostBuilder, style: Style) -> Host {
    let host = builder.build().expect("the host starts");
    add_all(&host);
    for caller in &CALLERS {
        host.add_component_file(caller.name, built(style).wasm(caller.name)).expect("the host serves it");
    }
    host
}

fn built(style: Style) -> &'static Scratch {
    &BUILT[usize::from(style == Style::CargoComponent)]
}

fn scheduling() -> impl Iterator<Item = &'static Caller> {
    CALLERS.iter().filter(|caller| caller.schedules())
}

#[test]
fn a_component_imports_the_versions_that_it_names_and_no_other() {
    for style in Style::ALL {
        for caller in &CALLERS {
            let component = fs::read(built(style).wasm(caller.name)).expect("it was built");
            let Ok(DecodedWasm::Component(resolve, world)) = wit_component::decode(&component) else {
                panic!("{} is no component", caller.name)
            };
            let names = resolve.worlds[world].imports.keys().map(|import| resolve.name_world_key(import));
            let versions = |package: &str| {
                let versions = names.clone().filter_map(|name| Some(name.strip_prefix(package)?.to_owned()));
                versions.collect::<Vec<_>>()
            };
            assert_eq!(versions("golem:rpc/types@"), caller.imports, "{style:?} {}", caller.name);
            assert_eq!(versions("wasi:io/poll@").len(), 1, "{style:?} {}", caller.name);
        }
    }
}

#[test]
fn each_calls_components_of_every_version() {
    for style in Style::ALL {
        let host = host(builder(), style);
        for caller in &CALLERS {
            for target in TARGETS {
                let (name, main) = (format!("ünï-of-{}", caller.name), format!("{}/main", caller.name));
                let worker = worker(&host, target, &name);
                assert_eq!(ask(&host, &main, &format!("wait({worker}, 1)")), "ok(1)");
                assert_eq!(ask(&host, &main, &format!("poll({worker}, 2)")), "ok(2)");
                assert_eq!(ask(&host, &main, &format!("tell({worker}, 3)")), "ok");
                assert_eq!(numbers(&host, target, &name), "[1, 2, 3]", "{style:?} {main} {target}");
            }
        }
        assert_eq!(host.findings(), []);
    }
}

#[test]
fn resources_of_components_of_every_version() {
    let host = host(builder(), Style::Cargo);
    for caller in &CALLERS {
        for target in &CALLERS {
            let worker = worker(&host, target.name, &format!("of-{}", caller.name));
            let given = ask(&host, &format!("{}/main", caller.name), &format!("use-list({worker})"));
            assert_eq!(given, "ok([1, 3, 6])", "{} {}", caller.name, target.name);
        }
    }
    assert_eq!(host.findings(), []);
}

#[test]
fn fresh_workers_where_there_are_any_and_errors_elsewhere() {
    let host = host(builder(), Style::Cargo);
    for caller in &CALLERS {
        let call = format!("ephemeral({:?})", host.component_id("0.1.0").expect("it was added").to_string());
        let given = ask(&host, &format!("{}/main", caller.name), &call);
        if caller.has_ephemeral_workers() {
            assert_eq!(given, "ok([1, 2, 1])", "{}", caller.name);
        } else {
            assert!(given.starts_with("err(\"not found: Golem 1.3 and 1.4 have no ephemeral workers"), "{given}");
        }
    }
}

#[test]
fn calls_at_a_time() {
    for caller in scheduling() {
        let host = host(builder().virtual_time(true), Style::Cargo);
        let main = format!("{}/main", caller.name);
        let worker = worker(&host, "0.1.0", "ünï");
        for (number, delay) in [(1, 100), (2, 50), (3, 0)] {
            assert_eq!(ask(&host, &main, &format!("schedule({worker}, {number}, {delay})")), "ok");
        }
        ask(&host, "0.1.1/sleeper", "sleep(200)");
        assert_eq!(numbers(&host, "0.1.0", "ünï"), "[3, 2, 1]", "{main}");
        assert_eq!(seconds(&host, "0.1.0", "ünï"), [0, 50, 100], "{main}");
    }
}

#[test]
fn calls_that_are_cancelled_before_and_after() {
    for caller in scheduling() {
        let host = host(builder().virtual_time(true), Style::Cargo);
        let (main, worker) = (format!("{}/main", caller.name), worker(&host, "0.2.2", "target"));
        // Three invocations of one worker: it keeps what takes the call back.
        for (number, pause, expected) in [(1, 5, "[]"), (2, 60, "[2]")] {
            ask(&host, &main, &format!("schedule-cancelable({worker}, {number}, 10)"));
            ask(&host, "0.1.1/sleeper", &format!("sleep({pause})"));
            ask(&host, &main, "cancel()");
            ask(&host, "0.1.1/sleeper", "sleep(60)");
            assert_eq!(numbers(&host, "0.2.2", "target"), expected, "{main}");
        }
    }
}

#[test]
fn calls_at_a_time_of_the_real_clock() {
    let host = host(builder(), Style::Cargo);
    let worker = worker(&host, "0.2.0", "target");
    for (number, caller) in (1..).zip(scheduling()) {
        let main = format!("{}/main", caller.name);
        assert_eq!(ask(&host, &main, &format!("schedule({worker}, {number}, 2)")), "ok");
        assert_eq!(ask(&host, &main, &format!("cancel-after({worker}, 10, 2, 0)")), "ok");
        assert_eq!(ask(&host, &main, &format!("schedule({worker}, 100, 3600)")), "ok");
    }
    ask(&host, "0.1.1/sleeper", "sleep(4)");
    let numbers = numbers(&host, "0.2.0", "target");
    let mut numbers: Vec<u32> = numbers.trim_matches(['[', ']']).split(", ").map(|n| n.parse().unwrap()).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=u32::try_from(scheduling().count()).unwrap()).collect::<Vec<_>>());
}

/// A worker that is run again after any of the entries of its log schedules the call once, at the
/// time of the first run, and cancels that one.
#[test]
fn scheduled_calls_of_a_worker_that_is_run_again() {
    for caller in scheduling() {
        let main = format!("{}/main", caller.name);
        for (pause, expected) in [(5, "[]"), (20, "[1]")] {
            let first = host(builder().virtual_time(true).keep_log(true), Style::Cargo);
            let worker = worker(&first, "0.1.0", "target");
            let call = format!("cancel-after({worker}, 1, 10, {pause})");
            ask(&first, &main, &call);
            assert_eq!(numbers(&first, "0.1.0", "target"), expected);
            let entries = first.log(&main).expect("it has one").len() as u64;
            for entry in 1..=entries {
                let host = host(builder().virtual_time(true).restart_after(&main, entry), Style::Cargo);
                ask(&host, &main, &call);
                ask(&host, "0.1.1/sleeper", "sleep(60)");
                assert_eq!(numbers(&host, "0.1.0", "target"), expected, "{main}, after entry {entry}");
                if expected == "[1]" {
                    assert_eq!(seconds(&host, "0.1.0", "target"), [10], "{main}, after entry {entry}");
                }
            }
        }
    }
}

/// What takes a call back outlives the instance of the worker.
#[test]
fn a_call_is_cancelled_after_a_restart() {
    for caller in scheduling() {
        let host = host(builder().virtual_time(true).keep_log(true), Style::Cargo);
        let (main, worker) = (format!("{}/main", caller.name), worker(&host, "0.1.0", "target"));
        for number in 1..=2 {
            ask(&host, &main, &format!("schedule-cancelable({worker}, {number}, 10)"));
            host.restart(&main).expect("it has a log");
        }
        ask(&host, &main, "cancel()");
        ask(&host, "0.1.1/sleeper", "sleep(60)");
        assert_eq!(numbers(&host, "0.1.0", "target"), "[1]", "{main}");
    }
}
