//! Builds and runs the counters example as its reader would: with our programs, from the command
//! line.

use golem_rpc_codegen::{Config, Mode};
use golem_rpc_host::{Error, Fault, Host, HostBuilder, HostCalls, LogEntry};
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::OnceLock;
use std::time::Duration;
use xtask::counters::{self, Counters, RELEASE};
use xtask::process::cargo;
use xtask::timelines;

/// The folder of our programs, and the example, built once.
fn built() -> &'static (PathBuf, Counters) {
    static BUILT: OnceLock<(PathBuf, Counters)> = OnceLock::new();
    BUILT.get_or_init(|| {
        let binaries = xtask::binaries::build().expect("our programs compile");
        let counters = counters::build(&binaries).expect("the example builds");
        (binaries, counters)
    })
}

/// A host with all components, on which the counters `a` to `e` have the values 1 to 5.
fn host_with_counters() -> Host {
    let host = deployed_on(Host::builder());
    for (counter, value) in ["a", "b", "c", "d", "e"].into_iter().zip(1..) {
        invoke(&host, "component2/main", &format!("add({counter:?}, {value})"));
    }
    host.idle_blocking();
    host
}

/// A host with all components.
fn deployed_on(builder: HostBuilder) -> Host {
    let (_, counters) = built();
    let host = builder.log(|line| println!("{line}")).build().expect("the host starts");
    for (name, file) in counters.deployed() {
        host.add_component_file(name, counters::folder().join(file)).expect("what is deployed is complete");
    }
    let id = host.component_id("component1").expect("it was added");
    host.set_env("TARGET_COMPONENT_ID", id.to_string());
    host
}

/// Calls a function. Returns the result as WAVE text, and the host calls that the worker made.
fn invoke(host: &Host, worker: &str, call: &str) -> (String, HostCalls) {
    let invocation = host.invoke_blocking(worker, call).unwrap_or_else(|error| panic!("{worker} {call}: {error}"));
    (invocation.wave, invocation.host_calls)
}

#[test]
fn the_unit_tests_of_a_caller_run_without_golem() {
    let mut cargo = cargo();
    cargo.args(["test", "--package", "component2-direct", "--target-dir", "target"]).current_dir(counters::folder());
    let output = cargo.output().expect("cargo runs");
    let report = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && report.contains("2 passed"),
        "{report}{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// A client generated from the compiled component is the same as one generated from its WIT.
#[test]
fn the_compiled_target_gives_the_client_that_its_wit_gives() {
    let (_, counters) = built();
    let wasm = counters.deployed().into_iter().find(|(name, _)| *name == "component1").expect("it is deployed").1;
    let folder = tempfile::tempdir().expect("a folder can be made");
    let client = folder.path().join("component1-direct-client");
    let sources: [&Path; 2] = [&counters::folder().join(wasm), &counters::folder().join("component1/wit")];
    let [compiled, text] = sources.map(|source| {
        Config::new(source).client_crate(&client, Mode::Direct).generate().expect("a client is generated");
        let source = std::fs::read_to_string(client.join("src/lib.rs")).expect("it has a source");
        let code = source.lines().filter(|line| !line.trim_start().starts_with("//")).map(str::to_owned);
        code.collect::<Vec<_>>()
    });
    assert!(text.iter().any(|line| line.contains("demo:component1/api.{get}")));
    assert_eq!(compiled, text);
}

#[test]
fn each_way_gives_the_values_in_order() {
    let host = host_with_counters();
    for (worker, function) in [
        ("component2/main", "sum-by-hand"),
        ("component2/main", "sum-blocking"),
        ("component2/main", "sum-joined"),
        ("component2-direct/main", "sum-joined"),
    ] {
        for (counters, values) in [
            (r#"["a", "b", "c"]"#, "[1, 2, 3]"),
            (r#"["c", "b", "a"]"#, "[3, 2, 1]"),
            (r#"["e", "d", "c", "b", "a", "never seen"]"#, "[5, 4, 3, 2, 1, 0]"),
            ("[]", "[]"),
        ] {
            let (result, calls) = invoke(&host, worker, &format!("{function}({counters})"));
            assert_eq!(result, values, "{worker} {function}");
            assert_eq!(calls.ready, 0, "{worker} {function}");
        }
    }
}

#[test]
fn a_join_of_three_takes_no_more_host_calls_than_the_loop_by_hand() {
    let host = host_with_counters();
    let total = |calls: HostCalls| calls.subscribe + calls.get + calls.poll + calls.block + calls.ready;
    let three = r#"(["a", "b", "c"])"#;
    let (_, by_hand) = invoke(&host, "component2/main", &format!("sum-by-hand{three}"));
    for worker in ["component2/main", "component2-direct/main"] {
        let (_, joined) = invoke(&host, worker, &format!("sum-joined{three}"));
        assert_eq!((joined.async_invoke_and_await, joined.subscribe, joined.get), (3, 3, 3));
        assert!(joined.poll <= 3 && joined.poll_handles <= 6, "{joined}");
        // The number of polls depends on when the counters answer. It is between one and three.
        assert!(total(joined) <= total(by_hand) + 2, "joined: {joined}; by hand: {by_hand}");
    }
}

#[test]
fn a_stub_costs_its_caller_no_call_of_its_own() {
    let host = host_with_counters();
    let (_, calls) = invoke(&host, "component2/main", r#"sum-blocking(["a", "b", "c"])"#);
    assert_eq!((calls.constructor, calls.invoke_and_await), (3, 3), "{calls}");
    assert_eq!((calls.async_invoke_and_await, calls.poll), (0, 0), "{calls}");
}

/// What a fan-out of three leaves in the log of its worker, entry by entry as on Golem.
#[test]
fn the_log_is_that_of_golem() {
    for (worker, function) in [
        ("component2/main", "sum-by-hand"),
        ("component2/main", "sum-joined"),
        ("component2-direct/main", "sum-joined"),
    ] {
        let invoked = |interface| format!("invoked demo:{interface}/api.{{{function}}}([\"a\", \"b\", \"c\"])");
        let mut entries = vec!["create".to_owned(), invoked(worker.trim_end_matches("/main"))];
        entries.push("golem_environment::get_environment".to_owned());
        for _ in 0..3 {
            entries.extend(BEFORE_A_CALL.map(str::to_owned));
        }
        entries.extend(
            [
                "golem io::poll::poll: [0]",
                "golem::rpc::future-invoke-result::get: some(ok(0))",
                "golem io::poll::poll: [0, 1]",
                "golem::rpc::future-invoke-result::get: some(ok(0))",
                "golem::rpc::future-invoke-result::get: some(ok(0))",
                "completed: [0, 0, 0]",
            ]
            .map(str::to_owned),
        );
        let host = logging_host();
        invoke(&host, worker, &format!("{function}([\"a\", \"b\", \"c\"])"));
        assert_eq!(entries_of(&host, worker), entries, "{worker} {function}");
        assert_eq!(
            entries_of(&host, "component1/c"),
            ["create", "invoked demo:component1/api.{get}()", "completed: 0"]
        );
    }
}

/// A call that is waited for at once, and one that is not waited for.
#[test]
fn the_log_of_blocking_calls_and_of_those_that_are_fired_is_that_of_golem() {
    let host = logging_host();
    invoke(&host, "component2/main", r#"add("a", 5)"#);
    invoke(&host, "component2/main", r#"sum-blocking(["a"])"#);
    let [arguments, environment, key] = BEFORE_A_CALL;
    let entries = [
        "create",
        "invoked demo:component2/api.{add}(\"a\", 5)",
        environment,
        arguments,
        environment,
        key,
        "golem::rpc::wasm-rpc::invoke: ok",
        "completed: ()",
        "invoked demo:component2/api.{sum-blocking}([\"a\"])",
        arguments,
        environment,
        key,
        "golem::rpc::wasm-rpc::invoke-and-await: ok(5)",
        "completed: [5]",
    ];
    assert_eq!(entries_of(&host, "component2/main"), entries);
    let log = host.log("component2/main").expect("it was called");
    let key = |entry: &LogEntry| entry.result.trim_matches('"').to_owned();
    let of_target = host.log("component1/a").expect("it was called");
    let keys: Vec<_> = of_target.iter().filter_map(|entry| entry.key.clone()).collect();
    assert_eq!(keys, [key(&log[5]), key(&log[11])], "each call is known by the key that its caller made");
    assert_ne!(keys[0], keys[1]);
    // In another run of the same calls it is the same keys.
    let again = logging_host();
    invoke(&again, "component2/main", r#"add("a", 5)"#);
    invoke(&again, "component2/main", r#"sum-blocking(["a"])"#);
    assert_eq!(again.log("component2/main").expect("it was called"), log);
    assert!(host_with_counters().log("component2/main").expect("it was called").is_empty(), "only if it is asked for");
}

/// The entries before each call of another worker.
const BEFORE_A_CALL: [&str; 3] = [
    "golem_environment::get_arguments",
    "golem_environment::get_environment",
    "golem::rpc::wasm-rpc::invoke-and-await idempotency key",
];

/// A host that keeps logs. The counter `a` answers first, the others later and at the same time.
fn logging_host() -> Host {
    let late = |worker| Fault::delay(Duration::from_millis(10)).in_worker(worker);
    let builder = Host::builder().virtual_time(true).keep_log(true);
    deployed_on(builder.fault(late("component1/b")).fault(late("component1/c")))
}

/// The entries of a log, each as a line. What the environment and the keys are is left out.
fn entries_of(host: &Host, worker: &str) -> Vec<String> {
    let log = host.log(worker).expect("it was called");
    let line = |entry: &LogEntry| {
        if BEFORE_A_CALL.contains(&&*entry.function) { entry.function.clone() } else { entry.to_string() }
    };
    log.iter().map(line).collect()
}

/// What the SDK makes of the counters survives a crash at every entry; the loop by hand does not.
#[test]
fn recover_crashes_at_every_entry() {
    let (binaries, counters) = built();
    let recover = |call: &str, more: &[&str]| {
        let mut command = counters::command(binaries, "golem-rpc-host");
        command.arg("recover");
        for (name, file) in counters.deployed() {
            command.arg("--component").arg(format!("{name}={}", file.display()));
        }
        command.args(["--env", "TARGET_COMPONENT_ID=@component1", r#"component1/a add(5)"#, call]).args(more);
        command.output().expect("golem-rpc-host runs")
    };
    let three = r#"(["a", "b", "c"])"#;
    for caller in ["component2/main", "component2-direct/main"] {
        let output = recover(&format!("{caller} sum-joined{three}"), &["--crashes", "2", "--samples", "200"]);
        assert!(output.status.success(), "{}", stderr(&output));
        assert!(stdout(&output).ends_with(" 0 divergences\n"), "{}", stdout(&output));
    }
    let output = recover(&format!("component2/main sum-by-hand{three}"), &["--json"]);
    assert_eq!(output.status.code(), Some(1));
    let report: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("it is JSON");
    assert_eq!(report["causes"][0]["rule"], "first-none", "{report}");
    assert_eq!(report["causes"][0]["function"], "demo:component2/api.{sum-by-hand}", "{report}");
    assert!(stderr(&output).contains("would not survive a crash on Golem"), "{}", stderr(&output));
    let output = recover(&format!("component2/main sum-joined{three}"), &["--repeat", "2"]);
    assert!(stderr(&output).contains("--repeat is for a single run"), "{}", stderr(&output));
}

#[test]
fn an_uncomposed_caller_is_refused_with_the_name_of_what_it_misses() {
    let (binaries, _) = built();
    let host = Host::new().expect("the host starts");
    let uncomposed = counters::folder().join(RELEASE).join("component2.wasm");
    let error = host.add_component_file("component2", &uncomposed).expect_err("it is not composed");
    assert!(matches!(error, Error::UnsatisfiedImports { .. }), "{error}");

    let output = counters::command(binaries, "golem-rpc-host")
        .args(["invoke", "--component", &format!("component2={RELEASE}/component2.wasm")])
        .arg(r#"component2/main sum-blocking(["a"])"#)
        .output()
        .expect("golem-rpc-host runs");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(stdout(&output), "");
    assert!(stderr(&output).contains("demo:component1-stub/stub-component1"), "{}", stderr(&output));
}

#[test]
fn generated_code_is_up_to_date() {
    let (binaries, _) = built();
    for words in counters::GENERATE {
        let output = counters::command(binaries, "golem-rpc-codegen")
            .args(words.split(' ').chain(["--check"]))
            .output()
            .expect("golem-rpc-codegen runs");
        assert!(output.status.success(), "{words}: {}", stderr(&output));
    }
}

#[test]
fn a_caller_without_the_import_of_a_stub_is_told_which_line_to_add() {
    let (binaries, _) = built();
    let composed = Path::new(env!("CARGO_TARGET_TMPDIR")).join("not-composed.wasm");
    let output = counters::command(binaries, "golem-rpc-codegen")
        .args(["compose", "--source-wasm", &format!("{RELEASE}/component1.wasm")])
        .args(["--stub-wasm", &format!("{RELEASE}/component1_stub.wasm")])
        .arg("--dest-wasm")
        .arg(&composed)
        .output()
        .expect("golem-rpc-codegen runs");
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("import demo:component1-stub/stub-component1;"), "{}", stderr(&output));
    assert!(!composed.exists());
}

#[test]
fn the_command_line_prints_a_result_a_line() {
    let (binaries, counters) = built();
    let output = counters::invoke(binaries, counters)
        .args([r#"component2/main add("x", 20)"#, r#"component2/main add("x", 22)"#])
        .args([r#"component2/main sum-joined(["x", "y"])"#, "component1/x get()", "component1 get()"])
        .output()
        .expect("golem-rpc-host runs");
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(stdout(&output).lines().collect::<Vec<_>>(), ["()", "()", "[42, 0]", "42", "0"]);
}

#[test]
fn mistakes_on_the_command_line_are_explained() {
    let (binaries, counters) = built();
    for (call, says) in [
        ("component2/main sum-joind([])", "sum-joined"),
        ("component3/main sum-joined([])", "component2"),
        ("component2/main sum-joined([1])", "list<string>"),
    ] {
        let output = counters::invoke(binaries, counters).arg(call).output().expect("golem-rpc-host runs");
        assert_eq!(output.status.code(), Some(1), "{call}");
        assert!(stderr(&output).contains(says), "{call}: {}", stderr(&output));
    }
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// They are drawn in virtual time, so they are the same on every machine.
#[test]
fn the_pictures_of_the_readme_are_as_they_would_be_drawn_now() {
    let (binaries, counters) = built();
    let folder = tempfile::tempdir().expect("there is room");
    timelines::draw(binaries, counters, folder.path()).expect("they can be drawn");
    for (file, _) in timelines::PICTURES {
        let read = |folder: &Path| std::fs::read_to_string(folder.join(file)).expect("the picture is there");
        assert_eq!(read(folder.path()), read(&timelines::folder()), "{file}: run `cargo xtask timelines`");
    }
}
