//! The binary.

use std::{
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
    assert!(help.contains("--env TARGET_COMPONENT_ID=@counter"), "{help}");
}
