//! The command line.

use std::time::{Duration, Instant};

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

/// Measures the whole process, compiled in the profile of the tests. The fastest of several runs
/// counts, since the machine may be busy with other things during some of them.
#[test]
fn generate_takes_less_than_50_ms_and_writes_nothing_the_second_time() {
    let root = tempfile::tempdir().unwrap();
    let generate = |run: usize| {
        let mut command = tool();
        command.current_dir(root.path()).args([
            "generate",
            "-d",
            &format!("c{run}-stub"),
            "-c",
            &format!("c{run}-client"),
        ]);
        command.arg("-s").arg(support::fixture("counters"));
        let start = Instant::now();
        command.assert().success();
        start.elapsed()
    };
    let fastest = (0..5).map(&generate).min().unwrap();
    assert!(fastest < Duration::from_millis(50), "{fastest:?}");

    let files = || support::texts(root.path()).into_keys().filter(|name| name.starts_with("c0-"));
    let modified = |name: String| std::fs::metadata(root.path().join(name)).unwrap().modified().unwrap();
    let before: Vec<_> = files().map(modified).collect();
    std::thread::sleep(Duration::from_millis(20));
    generate(0);
    assert!(before.len() > 5);
    assert_eq!(files().map(modified).collect::<Vec<_>>(), before);
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
    for command in ["new", "generate", "add-stub-dependency", "compose"] {
        let help = tool().args([command, "--help"]).assert().success();
        let out = String::from_utf8_lossy(&help.get_output().stdout).into_owned();
        assert!(out.contains(&format!("golem-rpc-codegen {command} ")), "{out}");
    }
}

#[test]
fn help_begins_with_the_start() {
    let help = tool().arg("--help").assert().success();
    let out = String::from_utf8_lossy(&help.get_output().stdout).into_owned();
    let place = |text: &str| out.find(text).unwrap_or_else(|| panic!("{text} is not in {out}"));
    assert!(place("golem-rpc-codegen new counter") < place("Commands:"), "{out}");
    assert!(place("  new ") < place("  initialize-workspace "), "{out}");
}
