//! The two examples, generated for one version of Golem after the other. No line of the user's code
//! changes, and each time the components import the interface that this Golem has, and run.

mod project;

use golem_rpc_codegen::{GolemVersion, Mode};
use golem_rpc_host::Host;
use project::Project;
use xtask::suites::Turn;

/// There and back: the last is older than the one before it.
const VERSIONS: [GolemVersion; 4] = [GolemVersion::V1_0, GolemVersion::V1_2, GolemVersion::V1_4, GolemVersion::V1_1];

/// How a caller is linked to its target.
#[derive(Debug, Clone, Copy)]
enum Way {
    Direct,
    Composed,
    InstantStub,
}

impl Way {
    const ALL: [Way; 3] = [Way::Composed, Way::Direct, Way::InstantStub];
}

/// The interface that a version of Golem has.
fn interface(version: GolemVersion) -> &'static str {
    match version {
        GolemVersion::V1_0 => "golem:rpc/types@0.1.0",
        GolemVersion::V1_1 => "golem:rpc/types@0.1.3",
        GolemVersion::V1_2 => "golem:rpc/types@0.2.0",
        _ => "golem:rpc/types@0.2.2",
    }
}

#[test]
fn counters() {
    let mut project = Project::counters();
    let callers = ["component2", "component3", "component4"];
    for (caller, way) in callers.into_iter().zip(Way::ALL) {
        project.link("component1", caller, way);
    }
    let written = project.written();
    for version in VERSIONS {
        project.generate_for(version);
        assert_eq!(project::changed(&project.written(), &written), [""; 0], "{version}");
        let host = project.build("TARGET_COMPONENT_ID", "component1");
        for caller in callers {
            assert_eq!(project.interfaces(caller), [interface(version)], "{caller} for {version}");
            count(&host, caller);
        }
    }
}

fn count(host: &Host, caller: &str) {
    let ask = |call: &str| {
        let worker = format!("{caller}/main");
        host.invoke_blocking(&worker, call).unwrap_or_else(|error| panic!("{worker} {call}: {error}")).wave
    };
    for (counter, value) in [("a", 1), ("b", 2), ("c", 3)] {
        ask(&format!("add(\"{caller}-{counter}\", {value})"));
    }
    host.idle_blocking();
    let three = ["c", "a", "b", "new"].map(|counter| format!("{caller}-{counter}"));
    for function in ["sum-blocking", "sum-joined"] {
        assert_eq!(ask(&format!("{function}({three:?})")), "ok([3, 1, 2, 0])", "{caller} {function}");
    }
    assert_eq!(host.findings(), [], "{caller}: this goes wrong on Golem");
}

/// The clerk's own interface has the types of the shop's client.
#[test]
fn orders() {
    let mut project = Project::orders();
    project.link("shop", "clerk", Way::Direct);
    let written = project.written();
    for version in VERSIONS {
        project.generate_for(version);
        assert_eq!(project::changed(&project.written(), &written), [""; 0], "{version}");
        let host = project.build("SHOP_COMPONENT_ID", "shop");
        assert_eq!(project.interfaces("clerk"), [interface(version)], "{version}");
        let order = "{lines: [{article: \"pen\", count: 3, each: {cents: 250, currency: eur}}], extras: {express}}";
        let answer = host.invoke_blocking("clerk/main", &format!("ask-around([\"a\", \"b\"], {order})"));
        let receipt = "ok({number: 1, total: {cents: 1250, currency: eur}})";
        assert_eq!(answer.expect("the clerk answers").wave, format!("[{receipt}, {receipt}]"), "{version}");
        assert_eq!(host.findings(), [], "this goes wrong on Golem");
    }
}

/// The three ways of calling have the same functions for it.
#[test]
fn calls_at_a_later_time() {
    let mut project = Project::counters();
    let callers = ["component2", "component3", "component4"];
    for (caller, way) in callers.into_iter().zip(Way::ALL) {
        project.link("component1", caller, way);
        project.replace(
            &format!("{caller}/src/lib.rs"),
            "Ok(client(counter)?.trigger_add(value)?)",
            "use golem_rpc_sdk::time::Datetime;
            use std::time::Duration;
            let counter = client(counter)?;
            let in_ten_seconds = || Datetime::after(Duration::from_secs(10));
            counter.schedule_add(in_ten_seconds(), value)?;
            drop(counter.schedule_cancelable_add(in_ten_seconds(), 100)?);
            counter.schedule_cancelable_add(in_ten_seconds(), 10_000)?.cancel();
            assert_eq!(counter.blocking_get()?, 0, \"it is not time yet\");
            block_on(golem_rpc_sdk::sleep(Duration::from_secs(11)));
            Ok(())",
        );
    }
    for version in [GolemVersion::V1_1, GolemVersion::V1_2, GolemVersion::V1_4] {
        project.generate_for(version);
        let host = project.build("TARGET_COMPONENT_ID", "component1");
        for caller in callers {
            assert_eq!(project.interfaces(caller), [interface(version)], "{caller} for {version}");
            let ask = |call: &str| {
                let worker = format!("{caller}/main");
                host.invoke_blocking(&worker, call).unwrap_or_else(|error| panic!("{worker} {call}: {error}")).wave
            };
            assert_eq!(ask(&format!("add(\"{caller}\", 7)")), "ok");
            assert_eq!(ask(&format!("sum-blocking([\"{caller}\"])")), "ok([107])", "{caller} for {version}");
        }
        assert_eq!(host.findings(), [], "this goes wrong on Golem");
    }
}

/// A direct client tells it, and a composed one stops its caller before it calls any worker: the
/// empty name would be that of one worker which all share.
#[test]
fn a_worker_without_a_name_where_golem_has_none() {
    let mut project = Project::counters();
    for (caller, way) in ["component2", "component3", "component4"].into_iter().zip(Way::ALL) {
        project.link("component1", caller, way);
        let uri = "WorkerUri::durable_from_env(\"TARGET_COMPONENT_ID\", counter)";
        let new = "WorkerUri::ephemeral_from_env(counter)";
        project.replace(&format!("{caller}/src/lib.rs"), uri, new);
    }
    project.generate_for(GolemVersion::V1_3);
    let host = project.build("TARGET_COMPONENT_ID", "component1");
    let ask = |caller: &str| host.invoke_blocking(&format!("{caller}/main"), "sum-blocking([\"TARGET_COMPONENT_ID\"])");
    let told = ask("component3").expect("a direct client gives an error").wave;
    assert!(told.contains("Golem 1.3 and 1.4 have no ephemeral workers"), "{told}");
    for caller in ["component2", "component4"] {
        assert!(ask(caller).is_err(), "{caller}");
        let said = project.said();
        let reason = format!("{caller}/main | Golem 1.3 and 1.4 have no ephemeral workers: a worker needs a name");
        assert!(said.contains(&reason), "{said:#?}");
        assert!(!said.iter().any(|line| line.starts_with("component1/")), "{said:#?}");
    }

    project.generate_for(GolemVersion::V1_2);
    let host = project.build("TARGET_COMPONENT_ID", "component1");
    for caller in ["component2", "component3", "component4"] {
        let value = host.invoke_blocking(&format!("{caller}/main"), "sum-blocking([\"TARGET_COMPONENT_ID\"])");
        assert_eq!(value.expect("it has such workers").wave, "ok([0])", "{caller}");
    }
}

/// What is generated for the first version has no trace of versions.
#[test]
fn the_first_version_is_what_it_is_without_a_version() {
    let mut project = Project::counters();
    project.link("component1", "component2", Way::Composed);
    project.link("component1", "component3", Way::Direct);
    let without = project.all();
    assert!(without.values().all(|text| !text.contains("golem::V") && !text.contains("golem = ")), "no version");
    project.generate_for(GolemVersion::V1_3);
    assert!(project::changed(&project.all(), &without).len() > 5);
    project.generate_for(GolemVersion::V1_0);
    assert_eq!(project::changed(&project.all(), &without), [""; 0]);
}

impl From<Way> for Mode {
    fn from(way: Way) -> Mode {
        match way {
            Way::Direct => Mode::Direct,
            Way::Composed | Way::InstantStub => Mode::Composed,
        }
    }
}

/// One of the programs of tests, for another version than 1.0. `cargo xtask golem` runs all of them
/// for all.
#[test]
fn the_tests_that_are_in_turn() {
    let turn = Turn::of_this_commit();
    println!("{turn:?}");
    let output = turn.test().output().expect("cargo runs");
    let [said, complained] = [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text));
    assert!(output.status.success(), "{turn:?}\n{said}\n{complained}");
}
