//! Limits as options of `golem-rpc-host`, and in the file of an application.

use crate::component::attacker;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::LazyLock;

static PROGRAM: LazyLock<PathBuf> =
    LazyLock::new(|| xtask::binaries::build().expect("our programs compile").join("golem-rpc-host"));

const FILES: &str = "there may be no more than 5 file(s) in the directory of a worker";
const DISK: &str = "the files of a worker may take no more than 2097152 bytes";
const OPEN: &str = "a worker may have no more than 7 file(s) and socket(s) open";
const HANDLES: &str = "a worker may have no more than 50 handle(s)";

/// The name and value of an option, a call that exceeds it, and the error.
const CASES: [(&str, &str, &str, &str); 4] = [
    ("files", "5", "files.make-many(\"/\", 6)", FILES),
    ("disk-mib", "2", "files.fill(\"/a\", 3)", DISK),
    ("open-files", "7", "handles.leak(open-files, 10)", OPEN),
    ("handles", "50", "handles.leak(pollables, 60)", HANDLES),
];

#[test]
fn options_and_application() {
    let folder = tempfile::tempdir().unwrap();
    let component = attacker().display();
    for (name, value, call, expected) in CASES {
        let call = format!("attacker/w {call}");
        let mut options = Command::new(PROGRAM.as_path());
        options.args([
            "invoke",
            "--component",
            &format!("attacker={component}"),
            &format!("--max-{name}"),
            value,
            &call,
        ]);
        let file = folder.path().join("app.toml");
        fs::write(&file, format!("[components]\nattacker = \"{component}\"\n[limits]\n{name} = {value}\n")).unwrap();
        let mut application = Command::new(PROGRAM.as_path());
        application.arg("invoke").arg("--app").arg(&file).arg(&call);
        for mut command in [options, application] {
            let output = command.output().expect("it runs");
            let said = String::from_utf8_lossy(&output.stderr);
            let said = said.split_whitespace().filter(|word| *word != "│").collect::<Vec<_>>().join(" ");
            assert!(!output.status.success() && said.contains(expected), "{name}: {said}");
        }
    }
}

/// A program may be started with a low limit on open files, and then run workers that each open as
/// many as they may.
#[cfg(unix)]
#[test]
fn many_workers_have_files_open() {
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -Sn 100; exec \"$@\"", "sh"]).arg(PROGRAM.as_path());
    command.args(["invoke", "--component", &format!("attacker={}", attacker().display())]);
    command.args(["a", "b", "c"].map(|worker| format!("attacker/{worker} handles.leak(open-files, 90)")));
    let output = command.output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(String::from_utf8_lossy(&output.stdout), "90\n90\n90\n", "{said}");
}
