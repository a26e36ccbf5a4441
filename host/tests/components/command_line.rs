//! The binary.

use std::{
    fs::{self, File},
    path::Path,
    process::{Command, Output},
};

use golem_rpc_host::ComponentId;

use crate::support::wasm_file;

/// `invoke` with the components of `wat/`; arguments as one writes them.
fn invoke(directory: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_golem-rpc-host"));
    command.args(["invoke", "--no-cache"]).env("NO_COLOR", "1");
    for name in ["driver", "target", "printer"] {
        let file = wasm_file(directory, name);
        command.arg("--component").arg(format!("{name}={}", file.display()));
    }
    command.args(arguments).output().unwrap()
}

/// `invoke` with an application's file, and what stands on standard input.
fn invoke_app(directory: &Path, app: &str, arguments: &[&str], script: &str) -> (Output, String, String) {
    for name in ["driver", "target"] {
        wasm_file(directory, name);
    }
    let (app_file, script_file) = (directory.join("app.toml"), directory.join("script.txt"));
    fs::write(&app_file, app).unwrap();
    fs::write(&script_file, script).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_golem-rpc-host"));
    command.args(["invoke", "--no-cache", "--app"]).arg(app_file).args(arguments).env("NO_COLOR", "1");
    let output = command.stdin(File::open(script_file).unwrap()).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    (output, out, err)
}

const APP: &str = "args = [\"one\"]
[components]
driver = \"driver.wasm\"
target = \"target.wasm\"
[env]
ID = \"@target\"
[limits]
memory-mib = 20
";

#[test]
fn an_application_and_a_script() {
    let directory = tempfile::tempdir().unwrap();
    let script = "# what it was given\ndriver/d arguments()\n\ndriver/d environment()\n";
    let (_, out, err) = invoke_app(directory.path(), APP, &["--arg", "two", "--env", "KEY=more"], script);
    let target = ComponentId::of_name("target");
    assert!(out.starts_with("[\"one\", \"two\"]\n"), "{out}{err}");
    assert!(out.contains(&format!("(\"ID\", \"{target}\")")) && out.contains("(\"KEY\", \"more\")"), "{out}");
}

#[test]
fn limits_of_the_application_and_of_the_command_line() {
    let directory = tempfile::tempdir().unwrap();
    let (_, _, err) = invoke_app(directory.path(), APP, &[], "target/t grow(400)\n");
    assert!(err.contains("no more than 20971520 bytes"), "{err}");
    let (_, _, err) = invoke_app(directory.path(), APP, &["--max-memory-mib", "4"], "target/t grow(400)\n");
    assert!(err.contains("no more than 4194304 bytes"), "{err}");
    let (_, _, err) =
        invoke_app(directory.path(), APP, &["--max-seconds", "0.05"], "target/t spin(9000000000000000000)\n");
    assert!(err.contains("no more than 50ms"), "{err}");
}

#[test]
fn mistakes_in_an_application_are_shown() {
    let directory = tempfile::tempdir().unwrap();
    let (output, _, err) = invoke_app(directory.path(), "[limits]\nmemory = 1\n", &[], "");
    assert_eq!(output.status.code(), Some(1));
    assert!(err.contains("unknown field `memory`") && err.contains("memory-mib"), "{err}");
}

#[test]
fn repeating() {
    let (out, err) = succeeds(&["--repeat", "50", "target/a add(1)", "target/a api.get()"]);
    assert_eq!(out, "()\n50\n", "the last round's");
    assert!(err.starts_with("# 100 calls in "), "{err}");
}

#[test]
fn virtual_time_and_delays() {
    let (out, _) = succeeds(&["--virtual-time", "--delay", "target/a=3600000", "target/a add(1)", "driver/d now()"]);
    assert_eq!(out, "()\n3600000000000\n");
}

#[test]
fn lint_tells_what_is_wrong_and_fails() {
    let call = format!("driver/d construct(\"urn:worker:{}/t\")", ComponentId::of_name("target"));
    let request = "driver/d async-invoke-and-await(1, \"get\", [])";
    let error = fails(&["--lint", &call, request, "driver/d get(2)"]);
    assert!(error.contains("lint: get-before-ready: driver get, once: get before a poll said ready"), "{error}");
    assert!(error.contains("1 finding(s)"), "{error}");
    let (out, err) =
        succeeds(&["--lint", &call, request, "driver/d subscribe(2)", "driver/d poll([3])", "driver/d get(2)"]);
    assert_eq!(out.lines().count(), 5, "the second run prints nothing");
    assert_eq!(err, "");
}

#[test]
fn traces_and_timelines_are_written() {
    let directory = tempfile::tempdir().unwrap();
    let (trace, timeline) = (directory.path().join("trace.json"), directory.path().join("calls.svg"));
    let arguments = ["--trace", trace.to_str().unwrap(), "--timeline", timeline.to_str().unwrap()];
    succeeds(&[&arguments[..], &["target/a add(1)"]].concat());
    let trace: serde_json::Value = serde_json::from_slice(&fs::read(&trace).unwrap()).unwrap();
    assert!(trace["traceEvents"].as_array().unwrap().len() > 3);
    assert!(fs::read_to_string(&timeline).unwrap().contains("target/a"));
    // Of a run that failed, too.
    fails(&[&arguments[..], &["target/b fail()"]].concat());
    let picture = fs::read_to_string(&timeline).unwrap();
    assert!(picture.contains("target/b") && picture.contains("unreachable"), "{picture}");
}

fn succeeds(arguments: &[&str]) -> (String, String) {
    let directory = tempfile::tempdir().unwrap();
    let output = invoke(directory.path(), arguments);
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let (out, err) = (text(output.stdout), text(output.stderr));
    assert!(output.status.success(), "{err}");
    (out, err)
}

/// What stands on standard error, in one line.
fn fails(arguments: &[&str]) -> String {
    let directory = tempfile::tempdir().unwrap();
    let output = invoke(directory.path(), arguments);
    assert_eq!(output.status.code(), Some(1));
    let error = String::from_utf8(output.stderr).unwrap();
    let words: Vec<&str> = error.split_whitespace().filter(|word| *word != "│").collect();
    words.join(" ")
}

#[test]
fn one_result_a_line_in_order() {
    let (out, err) = succeeds(&[
        "target/a add(1)",
        "target/b api.{add}(2)",
        "target/a  api.get() ",
        "target/b demo:target/api.{get}()",
    ]);
    assert_eq!(out, "()\n()\n1\n2\n");
    assert_eq!(err, "");
}

#[test]
fn a_fresh_worker_without_a_name() {
    let (out, _) = succeeds(&["target add(1)", "target api.get()"]);
    assert_eq!(out, "()\n0\n");
}

#[test]
fn environment_and_arguments() {
    let target = ComponentId::of_name("target");
    let (out, _) = succeeds(&[
        "--env",
        "ID=@target",
        "--env",
        "MAIL=me@home",
        "--arg=--verbose",
        "driver/d environment()",
        "driver/d arguments()",
    ]);
    assert!(out.contains(&format!("(\"ID\", \"{target}\")")), "{out}");
    assert!(out.contains("(\"MAIL\", \"me@home\")"), "{out}");
    assert!(!out.contains("PATH"), "{out}");
    assert!(out.ends_with("[\"--verbose\"]\n"), "{out}");
}

#[test]
fn unknown_names_in_the_environment() {
    let error = fails(&["--env", "ID=@targat", "driver/d arguments()"]);
    assert!(error.contains("there is no component `targat`"), "{error}");
    assert!(error.contains("driver, target, printer"), "{error}");
}

#[test]
fn workers_print_to_standard_error() {
    let (out, err) = succeeds(&["printer/p print(\"hello\")"]);
    assert_eq!(out, "()\n");
    assert_eq!(err, "printer/p | hello\n");
}

#[test]
fn json_lines_and_stats() {
    let uri = format!("urn:worker:{}/t", ComponentId::of_name("target"));
    let call = format!("driver/d construct({uri:?})");
    let (out, err) = succeeds(&["--json", "--stats", &call]);
    let line: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(line["call"], call);
    assert_eq!(line["result"], "1");
    assert_eq!(line["host_calls"]["constructor"], 1);
    assert!(line["micros"].is_u64());
    assert_eq!(err, format!("# {call}: constructor 1\n"));
}

#[test]
fn errors_end_it_with_the_cure() {
    let error = fails(&["target/a nope()"]);
    assert!(error.contains("exports no function `nope`"), "{error}");
    assert!(error.contains("{add}(value: u64)"), "{error}");
    let error = fails(&["target/a add(x)"]);
    assert!(error.contains("wrong arguments for `demo:target/api@1.0.0.{add}(value: u64)`"), "{error}");
    let error = fails(&["target/a"]);
    assert!(error.contains("NAME/WORKER FUNCTION(ARGUMENTS)"), "{error}");
    let error = fails(&["target/a fail()"]);
    assert!(error.contains("unreachable"), "{error}");
}

#[test]
fn uncomposed_components_are_refused() {
    let directory = tempfile::tempdir().unwrap();
    let file = wasm_file(directory.path(), "uncomposed");
    let component = format!("caller={}", file.display());
    let error = fails(&["--component", &component, "caller/a f()"]);
    assert!(error.contains("`demo:component1-stub/stub-component1`"), "{error}");
    assert!(error.contains("golem-rpc-codegen compose"), "{error}");
}

#[test]
fn help_teaches() {
    let output = Command::new(env!("CARGO_BIN_EXE_golem-rpc-host")).args(["invoke", "--help"]).output().unwrap();
    let help = String::from_utf8(output.stdout).unwrap();
    for taught in
        ["--env TARGET_COMPONENT_ID=@counter", "--app app.toml", "memory-mib = 64", "--max-fuel", "ui.perfetto.dev"]
    {
        assert!(help.contains(taught), "{taught}: {help}");
    }
}
