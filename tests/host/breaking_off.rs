//! Runs that end early: nobody reads the results or the messages any more, or somebody presses
//! Ctrl-C.

use crate::guests::Guests;
use crate::program::{Application, read};
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Stdio};

/// The first line that the child prints, and the pipe to read the others from.
pub fn first_line(child: &mut Child) -> (String, BufReader<ChildStdout>) {
    let mut out = BufReader::new(child.stdout.take().expect("it is piped"));
    let mut line = String::new();
    out.read_line(&mut line).expect("it prints");
    (line, out)
}

/// This is what happens with `| head -1`.
#[test]
fn a_run_ends_quietly_when_nobody_reads_on() {
    for guests in Guests::all() {
        for flag in [None, Some("--json")] {
            let app = Application::new(guests, "");
            fs::write(app.path("script.txt"), "target/t api.get()\n".repeat(20_000)).unwrap();
            let mut command = app.command(&flag.into_iter().collect::<Vec<_>>());
            command.stdin(File::open(app.path("script.txt")).unwrap()).stdout(Stdio::piped()).stderr(Stdio::piped());
            let mut child = command.spawn().expect("it runs");
            drop(first_line(&mut child));
            let output = child.wait_with_output().expect("it ends");
            assert_eq!((output.status.code(), &*String::from_utf8_lossy(&output.stderr)), (Some(0), ""));
        }
    }
}

/// A device that is always full.
#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_said_harms_nobody() {
    let full = || File::options().write(true).open("/dev/full").expect("Linux has it");
    for guests in Guests::all() {
        let app = Application::new(guests, "");
        let calls = ["--stats", "--repeat", "2", "target/t print(\"a\", \"b\")", "target/t api.get()"];
        let output = app.command(&calls).stderr(full()).output().expect("it runs");
        assert_eq!((output.status.code(), &*String::from_utf8_lossy(&output.stdout)), (Some(0), "()\n0\n"));
        let output = app.command(&["target/t nope()"]).stderr(full()).output().expect("it runs");
        assert_eq!(output.status.code(), Some(1));
        // Results that can't be written are an error.
        for arguments in [&["target/t api.get()"][..], &["--lint", "--json", "caller/c misuse.ready(\"t\")"]] {
            let output = app.command(arguments).stdout(full()).output().expect("it runs");
            let said = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(1), "{said}");
            assert!(said.contains("can't write the result"), "{said}");
        }
    }
}

#[test]
fn ctrl_c_leaves_what_was_recorded() {
    for guests in Guests::all() {
        let app = Application::new(guests, "");
        let arguments = ["--trace", "trace.json", "--timeline", "calls.svg", "target/t api.add(1)", "target/t nap()"];
        let mut command = app.command(&arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
        let (line, _out) = first_line(&mut child);
        assert_eq!(line, "()\n");
        send(&child, libc::SIGINT);
        let output = child.wait_with_output().expect("it ends");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), &*said), (Some(130), "interrupted after 1 of 2 calls\n"));
        let trace: serde_json::Value = serde_json::from_str(&read(&app.path("trace.json"))).expect("it is JSON");
        let events = trace["traceEvents"].as_array().expect("a list");
        let is_add = |event: &serde_json::Value| event["ph"] == "X" && event["name"] == "test:target/api@1.2.0.{add}";
        assert_eq!(events.iter().filter(|event| is_add(event)).count(), 1, "{trace}");
        assert!(read(&app.path("calls.svg")).ends_with("</svg>\n"));
    }
}

/// Sends a signal to a child.
pub fn send(child: &Child, signal: libc::c_int) {
    let id = libc::pid_t::try_from(child.id()).expect("an id");
    // SAFETY: it takes two numbers. The child has not been waited for yet, so no other process can
    // have its number.
    assert_eq!(unsafe { libc::kill(id, signal) }, 0);
}
