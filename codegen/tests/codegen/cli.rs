//! The command line.

use assert_cmd::Command;

use crate::support;

fn tool() -> Command {
    let mut command = Command::cargo_bin("golem-rpc-codegen").unwrap();
    command.env("NO_COLOR", "1");
    command
}

fn stderr(assert: &assert_cmd::assert::Assert) -> String {
    String::from_utf8_lossy(&assert.get_output().stderr).into_owned()
}

#[test]
fn generate_reports_every_file_and_check_agrees() {
    let root = tempfile::tempdir().unwrap();
    let generate = |args: &[&str]| {
        let mut command = tool();
        command.current_dir(root.path()).args(["generate", "-d", "component1-stub", "-c", "component1-client"]);
        command.arg("-s").arg(support::fixture("counters")).args(args);
        command
    };
    let first = generate(&[]).assert().success();
    let out = String::from_utf8_lossy(&first.get_output().stdout).into_owned();
    assert!(out.contains("written    component1-stub/wit/_stub.wit"), "{out}");
    let second = generate(&["--check"]).assert().success();
    let out = String::from_utf8_lossy(&second.get_output().stdout).into_owned();
    assert!(out.lines().all(|line| line.starts_with("unchanged")) && out.lines().count() > 5, "{out}");
    std::fs::remove_file(root.path().join("component1-client/Cargo.toml")).unwrap();
    let stale = generate(&["--check"]).assert().code(1);
    assert!(stderr(&stale).contains("`component1-client/Cargo.toml`"), "{}", stderr(&stale));
}

#[test]
fn unused_options_are_errors() {
    let mode = tool().args(["generate", "-s", "wit", "-d", "x-stub", "--mode", "direct"]).assert().failure();
    assert!(stderr(&mode).contains("--client-crate-root"), "{}", stderr(&mode));
    let nowhere = tool().args(["generate", "-s", "wit"]).assert().failure();
    assert!(stderr(&nowhere).contains("--dest-crate-root"), "{}", stderr(&nowhere));
}

#[test]
fn a_refusal_underlines_the_line() {
    let source = support::wit("package a:b;\ninterface api {\n  f: async func();\n}\nworld w { export api; }\n");
    let failed = tool().args(["generate", "-c", "x-client", "-s"]).arg(source.path()).assert().code(1);
    let text = stderr(&failed);
    assert!(text.contains("world.wit:3:") && text.contains("help:"), "{text}");
}

#[test]
fn help_shows_examples() {
    for command in ["generate", "add-stub-dependency", "compose"] {
        let help = tool().args([command, "--help"]).assert().success();
        let out = String::from_utf8_lossy(&help.get_output().stdout).into_owned();
        assert!(out.contains(&format!("golem-rpc-codegen {command} ")), "{out}");
    }
}
