//! Temporary files are removed when a run ends, in whichever way it ends. If a run was killed, the
//! next one removes its files.

use crate::breaking_off::{first_line, send};
use crate::guests::Guests;
use crate::program::{Application, read};
use crate::support::ask;
use std::env::temp_dir;
use std::fs;
use std::io::BufRead;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Makes a worker use its directory.
const WRITE: &str = "target/t write(\"/note\", \"kept\")";

/// An application with its own folder for temporary files.
struct Run(Application);

impl Run {
    fn new(guests: Guests) -> Self {
        let app = Application::new(guests, "");
        fs::create_dir(app.path("tmp")).expect("there is room");
        Self(app)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.0.command(arguments);
        command.env("TMPDIR", self.0.path("tmp")).stdin(Stdio::null());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn left(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.0.path("tmp")).expect("it is there");
        entries.map(|entry| entry.expect("it can be listed").path()).collect()
    }
}

#[test]
fn a_run_leaves_nothing_whatever_comes_of_it() {
    for guests in Guests::all() {
        let run = Run::new(guests);
        fs::create_dir_all(run.0.path("data/target/t")).unwrap();
        for (arguments, code) in [
            (&[WRITE, "target write(\"/note\", \"of an ephemeral one\")"][..], 0),
            (&[WRITE, "target/t trap(\"x\")"], 1),
            (&["--max-seconds", "0.2", WRITE, "target/t spin()"], 1),
            (&["--virtual-time", WRITE, "target/t sleep(86400000)"], 0),
            (&["--lint", WRITE, "caller/c calls.get(\"t\")"], 0),
            (&["--lint", "--files", "data", WRITE, "caller/c misuse.ready(\"t\")"], 1),
            (&["--lint", "--files", "data", WRITE, "target/t trap(\"x\")"], 1),
            (&["--lint", "--component", "none=none.wasm", WRITE], 1),
            (&["--timeline", "none/calls.svg", WRITE], 1),
            (&["--repeat", "0", WRITE], 2),
        ] {
            let output = run.command(arguments).output().expect("it runs");
            assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
            assert!(run.left().is_empty(), "{arguments:?}: {:?}", run.left());
        }
        assert_eq!(read(&run.0.path("data/target/t/note")), "kept");
    }
}

#[test]
fn a_signal_ends_a_run_and_leaves_nothing() {
    for (signal, code) in [(libc::SIGINT, 130), (libc::SIGTERM, 143), (libc::SIGHUP, 129)] {
        for guests in Guests::all() {
            let run = Run::new(guests);
            for arguments in [
                &[WRITE, "target/t nap()"][..],
                &["--virtual-time", WRITE, "target/t spin()"],
                &["--files", "data", "--lint", WRITE, "target/t spin()"],
            ] {
                let mut child = run.command(arguments).spawn().expect("it runs");
                let (line, _out) = first_line(&mut child);
                assert_eq!(line, "ok\n");
                send(&child, signal);
                let output = child.wait_with_output().expect("it ends");
                let said = String::from_utf8_lossy(&output.stderr);
                assert_eq!((output.status.code(), &*said), (Some(code), "interrupted after 1 of 2 calls\n"));
                assert!(run.left().is_empty(), "{arguments:?}: {:?}", run.left());
            }
        }
    }
}

#[test]
fn a_signal_in_the_second_run_leaves_nothing() {
    for guests in Guests::all() {
        let run = Run::new(guests);
        fs::create_dir_all(run.0.path("data/target/t")).unwrap();
        let arguments =
            ["--lint", "--json", "--files", "data", "--max-seconds", "4", "target/t api.add(1)", "target/t spin()"];
        let mut child = run.command(&arguments).spawn().expect("it runs");
        let (_, mut out) = first_line(&mut child);
        // The message on the second call, which fails, is the last one that the first run prints.
        out.read_line(&mut String::new()).expect("it prints");
        send(&child, libc::SIGTERM);
        assert_eq!(child.wait().expect("it ends").code(), Some(143));
        assert!(run.left().is_empty(), "{:?}", run.left());
    }
}

/// This is how `nohup` starts a program.
#[test]
fn a_signal_that_is_to_be_ignored_is() {
    let guests = Guests::all().next().expect("some");
    let run = Run::new(guests);
    let direct = run.command(&[WRITE, "target/t sleep(1500)"]);
    let mut command = Command::new("sh");
    command.args(["-c", "trap '' HUP; exec \"$0\" \"$@\""]).arg(direct.get_program()).args(direct.get_args());
    command.current_dir(run.0.path("")).stdin(Stdio::null()).stdout(Stdio::piped());
    let mut child = command.spawn().expect("it runs");
    let (_, mut out) = first_line(&mut child);
    send(&child, libc::SIGHUP);
    let mut line = String::new();
    out.read_line(&mut line).expect("it prints");
    assert!(child.wait().expect("it ends").success() && line.trim().parse::<u64>().is_ok(), "{line}");
}

#[test]
fn what_a_killed_run_left_is_removed_by_the_next() {
    for guests in Guests::all() {
        let run = Run::new(guests);
        fs::write(run.0.path("tmp/golem-rpc-host-mine.lock"), "mine").unwrap();
        let kill = || {
            let arguments = ["--files", "data", "--lint", WRITE, "target write(\"/note\", \"\")", "target/t spin()"];
            let mut child = run.command(&arguments).spawn().expect("it runs");
            let _out = first_line(&mut child);
            child.kill().expect("it lives");
            child.wait().expect("it ends");
        };
        kill();
        assert!(run.left().len() > 1);
        kill();
        // This run needs no temporary files itself, but it removes those of the others.
        assert!(run.command(&["target/t api.get()"]).output().expect("it runs").status.success());
        assert_eq!(run.left(), [run.0.path("tmp/golem-rpc-host-mine.lock")]);
    }
}

/// The directories of a worker of the target, among all temporary files.
fn directories_of(worker: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(temp_dir()).expect("it can be listed").flatten();
    entries.map(|entry| entry.path().join("target").join(worker)).filter(|path| path.exists()).collect()
}

#[test]
fn the_library_removes_what_a_killed_run_left_and_nothing_of_those_that_live() {
    for guests in Guests::all() {
        let own = format!("own-{}", std::process::id());
        let host = guests.host();
        let write = |worker: &str| format!("target/{worker} write(\"/note\", \"kept\")");
        assert_eq!(ask(&host, &format!("target/{own}"), "write(\"/note\", \"kept\")"), "ok");

        let killed = format!("killed-{}", std::process::id());
        let app = Application::new(guests, "");
        let mut command = app.command(&[&write(&killed), "target/t nap()"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it runs");
        let _out = first_line(&mut child);
        assert_eq!(directories_of(&killed).len(), 1);
        // Both hosts exist, so neither of their directories may be removed.
        drop(guests.host());
        assert_eq!(directories_of(&killed).len(), 1);
        child.kill().expect("it lives");
        child.wait().expect("it ends");
        drop(guests.host());
        assert!(directories_of(&killed).is_empty());

        assert_eq!(ask(&host, &format!("target/{own}"), "surroundings.read(\"/note\")"), "ok(\"kept\")");
        host.stop();
        assert!(directories_of(&own).is_empty());
    }
}

#[test]
fn a_panic_leaves_nothing() {
    for guests in Guests::all() {
        let worker = format!("panic-{}", std::process::id());
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            let host = guests.host();
            assert_eq!(ask(&host, &format!("target/{worker}"), "write(\"/note\", \"kept\")"), "ok");
            assert_eq!(directories_of(&worker).len(), 1);
            panic!("as a test that fails does");
        }));
        assert!(panicked.is_err() && directories_of(&worker).is_empty());
    }
}
