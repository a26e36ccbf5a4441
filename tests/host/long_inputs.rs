//! Errors in long inputs show the part around the place. An input that never ends is an error, and
//! isn't read for ever.

use crate::guests::Guests;
use crate::program::{Application, Ran};
use std::fs::{self, File};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

const MIB: usize = 1 << 20;

/// Asserts that the program failed with a short message.
#[track_caller]
fn told(ran: Ran, says: &str) {
    // The message of a worker that panics is left out. It may be as long as the worker likes.
    let own = ran.err.lines().filter(|line| !line.starts_with("target/"));
    assert!(!ran.err.contains("thread 'main'"), "{}", ran.err);
    let length: usize = own.map(str::len).sum();
    assert!(length < 20_000, "{length} bytes");
    let said = ran.said();
    assert!(said.contains(says), "{says}: {said}");
}

#[test]
fn a_mistake_in_a_long_call() {
    for guests in Guests::all() {
        let app = Application::new(guests, "");
        let (spaces, letters) = (" ".repeat(MIB), "é".repeat(MIB / 2));
        for (call, says) in [
            (format!("target/t api.add({spaces}\"five\"{spaces})"), "\"five\""),
            (format!("target/t print(\"{letters}\", MISTAKE {letters})"), "MISTAKE"),
            (format!("target/t api.add({letters}"), "is not a call"),
            (format!("target/t {letters}(1)"), "exports no function `é"),
            (format!("{letters}/t api.get()"), "there is no component `é"),
            (letters.clone(), "is not a call"),
            (format!("target/{letters} trap(\"x\")"), "unreachable"),
            (format!("target/t trap(\"{letters}\")"), "unreachable"),
            (format!("target/t values.echo({})", "[".repeat(MIB)), "wrong arguments"),
            (format!("target/t api.add({})", "[".repeat(MIB) + ")"), "wrong arguments"),
            (format!("target/t api.add({}{})", "some(".repeat(MIB / 5), ")".repeat(MIB / 5)), "wrong arguments"),
            (format!("target/t api.add({{{letters}: 1}}"), "is not a call"),
            (format!("target/t api.add({})", "9".repeat(MIB)), "wrong arguments"),
        ] {
            told(app.run_script(&[], &call), says);
            let two = app.run_script(&["--json"], &format!("target/t api.get()\n{call}"));
            assert_eq!(two.out.lines().count(), 2);
            told(two, "line 2, `");
        }
    }
}

#[test]
fn a_mistake_in_a_long_application() {
    let guests = Guests::all().next().expect("some");
    let app = Application::new(guests, "");
    let (long, lines) = ("x".repeat(MIB), "# a comment\n".repeat(100_000));
    for (text, says) in [
        (format!("[env]\na = \"{long}\" MISTAKE"), "MISTAKE"),
        (format!("[components]\na = [\"{long}\""), "app.toml"),
        (format!("env = {{ a = \"{long}\", b = 1 }}"), "b = 1"),
        (format!("{lines}{long} = 1"), "unknown field"),
        (format!("{lines}[limits]\nmemory = 1 # MISTAKE\n{lines}"), "memory = 1 # MISTAKE"),
        (format!("[limits]\nmemory-mib = \"{long}\""), "invalid type"),
        ("[components]\na = ".to_owned() + &"[".repeat(MIB), "app.toml"),
        (format!("[components]\na = \"{long}\""), "File name too long"),
        (format!("golem = \"{long}\""), "golem"),
    ] {
        fs::write(app.path("app.toml"), &text).expect("it can be written");
        told(app.run(&["a/t get()"]), says);
    }
    told(Application::new(guests, &format!("env = {{ A = \"@{long}\" }}")).run(&["target/t api.get()"]), "`xxx");
    fs::write(app.path("app.toml"), vec![b'#'; 17 * MIB]).expect("it can be written");
    told(app.run(&["a/t get()"]), "it is larger than 16 MiB");
    fs::write(app.path("app.toml"), b"# \xff").expect("it can be written");
    told(app.run(&["a/t get()"]), "invalid utf-8");
}

#[test]
fn what_is_no_file_is_told() {
    let guests = Guests::all().next().expect("some");
    let app = Application::new(guests, "");
    fs::create_dir(app.path("folder")).expect("there is room");
    let made = Command::new("mkfifo").arg(app.path("fifo")).status().expect("every Unix has it");
    assert!(made.success());
    File::create(app.path("huge")).and_then(|file| file.set_len(1 << 40)).expect("holes take no room");
    for (path, says) in [
        ("/dev/zero", "it is a device, not a file"),
        ("fifo", "it is a FIFO, not a file"),
        ("folder", "it is a directory, not a file"),
        ("huge", "it is larger than"),
        ("none", "No such file"),
    ] {
        told(in_time(app.command(&["--component", &format!("x={path}"), "target/t api.get()"])), says);
        let mut command = Command::new(app.command(&[]).get_program());
        command.args(["invoke", "--app", path, "target/t api.get()"]).current_dir(app.path(""));
        told(in_time(command), says);
    }
    for endless in ["/dev/zero", "huge"] {
        let mut command = app.command(&[]);
        command.stdin(File::open(app.path(endless)).expect("it is there"));
        told(in_time(command), "it is larger than 256 MiB");
    }
    let mut command = app.command(&[]);
    command.stdin(File::open(app.path("folder")).expect("it is there"));
    told(in_time(command), "can't read the script");
}

/// The result of a run that might never end.
fn in_time(mut command: Command) -> Ran {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
    let start = Instant::now();
    while child.try_wait().expect("it can be waited for").is_none() {
        if start.elapsed() > Duration::from_secs(60) {
            child.kill().expect("it lives");
        }
        thread::sleep(Duration::from_millis(10));
    }
    Ran::of(&child.wait_with_output().expect("it ended"))
}
