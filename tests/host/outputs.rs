//! Files that a run writes. They are complete, and none of them is written over something else that
//! the run needs.

use crate::guests::Guests;
use crate::program::{Application, Ran, read};
use golem_rpc_host::{ComponentId, Host};
use serde_json::Value;
use std::fs::{self, File, Permissions};
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Stdio};

const CALL: &str = "target/t print(\"it runs\", \"\")";

/// Asserts that nothing was run, and why.
#[track_caller]
fn refused(ran: Ran, says: &str) {
    assert!(!ran.err.contains("it runs"), "{}", ran.err);
    let said = ran.said();
    assert!(said.contains(says), "{says}: {said}");
}

#[test]
fn two_outputs_are_two_files() {
    let guests = Guests::all().next().expect("some");
    let app = Application::new(guests, "");
    fs::write(app.path("there"), "precious").unwrap();
    fs::hard_link(app.path("there"), app.path("hard")).unwrap();
    symlink("there", app.path("link")).unwrap();
    symlink("new", app.path("dangling")).unwrap();
    fs::create_dir(app.path("sub")).unwrap();
    let absolute = app.path("new");
    for (trace, timeline) in [
        ("new", "new"),
        ("./new", "new"),
        ("new", "sub/../new"),
        (absolute.to_str().unwrap(), "new"),
        ("dangling", "new"),
        ("there", "./there"),
        ("there", "hard"),
        ("link", "there"),
        ("hard", "link"),
        ("/dev/stdout", "/dev/fd/1"),
    ] {
        for [a, b] in [[trace, timeline], [timeline, trace]] {
            refused(app.run(&["--trace", a, "--timeline", b, CALL]), "would be written over: it is also what --trace");
        }
    }
    assert_eq!(read(&app.path("there")), "precious");
    assert!(!app.path("new").exists());
    app.run(&["--trace", "/dev/null", "--timeline", "/dev/null", CALL]).printed();
}

#[test]
fn an_output_is_no_input() {
    let guests = Guests::all().next().expect("some");
    let app = Application::new(guests, "files = \"data\"");
    let component = app.path("own.wasm");
    fs::copy(&guests.files()[0].1, &component).unwrap();
    fs::hard_link(&component, app.path("own-hard.wasm")).unwrap();
    symlink("own.wasm", app.path("own-link.wasm")).unwrap();
    symlink("app.toml", app.path("app-link")).unwrap();
    fs::create_dir_all(app.path("data/target/t")).unwrap();
    fs::write(app.path("data/target/t/note"), "kept").unwrap();
    fs::hard_link(app.path("data/target/t/note"), app.path("note-hard")).unwrap();
    symlink("data/target/t/note", app.path("note-link")).unwrap();
    symlink("data/target/u", app.path("folder-link")).unwrap();
    fs::create_dir_all(app.path("data/target/u")).unwrap();
    for (output, what) in [
        ("own.wasm", "the component `own`"),
        ("own-hard.wasm", "the component `own`"),
        ("own-link.wasm", "the component `own`"),
        ("./app.toml", "the application"),
        ("app-link", "the application"),
        ("data/target/t/note", "a file of the workers"),
        ("data/new", "a file of the workers"),
        ("note-hard", "a file of the workers"),
        ("note-link", "a file of the workers"),
        ("folder-link/new", "a file of the workers"),
        ("data", "a file of the workers"),
    ] {
        for option in ["--trace", "--timeline"] {
            let ran = app.run(&["--component", "own=own.wasm", option, output, CALL]);
            refused(ran, &format!("{option}: {output} would be written over: it is also {what}"));
        }
    }
    assert_eq!(read(&app.path("data/target/t/note")), "kept");
    // The script is read from the first of these files, and the others are the outputs of the
    // program.
    let ran = app.run_script(&["--trace", "script.txt"], CALL);
    refused(ran, "script.txt would be written over: it is also what standard input is read from");
    for (stream, option) in [("output", "--trace"), ("error", "--timeline")] {
        let mut command = app.command(&[option, "redirected", CALL]);
        let file = File::create(app.path("redirected")).unwrap();
        let file = Stdio::from(file);
        let output = if stream == "output" { command.stdout(file) } else { command.stderr(file) }.output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        let said = if stream == "output" { output.stderr } else { fs::read(app.path("redirected")).unwrap() };
        let said = String::from_utf8(said).unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains(&format!("it is also what standard {stream} goes to")), "{said}");
    }
}

#[test]
fn an_output_keeps_its_mode_its_links_and_what_it_is() {
    for guests in Guests::all() {
        let app = Application::new(guests, "");
        fs::write(app.path("there"), "of before").unwrap();
        fs::set_permissions(app.path("there"), Permissions::from_mode(0o604)).unwrap();
        symlink("there", app.path("link")).unwrap();
        symlink("new", app.path("dangling")).unwrap();
        app.run(&["--trace", "link", "--timeline", "dangling", CALL]).printed();
        assert!(app.path("link").is_symlink() && app.path("dangling").is_symlink());
        assert_eq!(app.path("there").metadata().unwrap().mode() & 0o777, 0o604);
        serde_json::from_str::<Value>(&read(&app.path("there"))).expect("it is JSON");
        assert!(read(&app.path("new")).ends_with("</svg>\n"));
        // The trace comes after the results, in a pipe and in a file.
        let ran = app.run(&["--trace", "/dev/stdout", "target/t api.get()"]).printed();
        assert!(ran.starts_with("0\n{\"traceEvents\":"), "{ran}");
        let mut command = app.command(&["--timeline", "/dev/stdout", "target/t api.get()"]);
        assert!(command.stdout(File::create(app.path("out")).unwrap()).status().unwrap().success());
        let out = read(&app.path("out"));
        assert!(out.starts_with("0\n<svg") && out.ends_with("</svg>\n"), "{out}");
        app.run(&["--timeline", "/dev/null", CALL]).printed();
        assert!(Path::new("/dev/null").metadata().unwrap().file_type().is_char_device());
        let kept = fs::read_dir(app.path("")).unwrap().flatten();
        let kept = kept.filter(|entry| entry.file_name().to_string_lossy().contains("unfinished")).count();
        assert_eq!(kept, 0);
    }
}

/// With a limit on the size of a file, writing fails as on a full disk.
#[test]
fn a_full_disk_leaves_what_was_there() {
    for guests in Guests::all() {
        let app = Application::new(guests, "");
        fs::write(app.path("calls.svg"), "of before").unwrap();
        let direct = app.command(&["--no-cache", "--timeline", "calls.svg", "--trace", "trace.json", CALL]);
        let mut command = Command::new("sh");
        command.args(["-c", "trap '' XFSZ; ulimit -f 1; exec \"$0\" \"$@\""]);
        command.arg(direct.get_program()).args(direct.get_args()).current_dir(app.path("")).env("NO_COLOR", "1");
        let ran = Ran::of(&command.output().expect("it runs"));
        assert!(ran.err.contains("it runs"), "{}", ran.err);
        let said = ran.said();
        assert!(said.contains("can't write") && said.contains("File too large"), "{said}");
        assert_eq!(read(&app.path("calls.svg")), "of before");
        let names = fs::read_dir(app.path("")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let names: Vec<_> = names.filter(|name| name.contains("unfinished") || name == "trace.json").collect();
        assert!(names.is_empty() || names == ["trace.json"], "{names:?}");
    }
}

#[test]
fn numbers_that_overflow_are_refused() {
    let guests = Guests::all().next().expect("some");
    let app = Application::new(guests, "");
    let most = u64::MAX.to_string();
    let beyond = format!("{most}0");
    for (option, value, says) in [
        ("--max-memory-mib", "17592186044416", "not in 0..=17592186044415"),
        ("--max-memory-mib", &*beyond, "too large"),
        ("--max-disk-mib", "17592186044416", "not in 0..=17592186044415"),
        ("--max-files", &beyond, "too large"),
        ("--max-seconds", "1e300", "no more than 18446744073"),
        ("--max-seconds", "1e-300", "above zero"),
        ("--max-seconds", "inf", "above zero"),
        ("--max-workers", &beyond, "too large"),
        ("--max-fuel", &beyond, "too large"),
        ("--max-queue", "-1", "invalid"),
        ("--max-request-bytes", &beyond, "too large"),
        ("--max-request-depth", &beyond, "too large"),
        ("--repeat", &beyond, "too large"),
        ("--repeat", "0", "0"),
        ("--delay", &format!("target={most}"), "at most 18446744073709 milliseconds"),
        ("--delay", &format!("target={beyond}"), "write NAME/WORKER=MILLIS"),
    ] {
        refused(app.run(&[&format!("{option}={value}"), CALL]), says);
    }
    refused(app.run(&["--repeat", &most, CALL, CALL]), "more calls than can be counted");
    // This is the longest time that can be counted in ms.
    let longest = ["--virtual-time", "--delay", "target/slow=18446744073709", "--timeline", "calls.svg"];
    app.run(&[&longest[..], &["target/slow api.get()"]].concat()).printed();
    let largest = ["--max-memory-mib", "17592186044415", "--max-seconds", "18446744073", "--max-fuel", &most];
    app.run(&[&largest[..], &[CALL]].concat()).printed();
}

#[test]
fn a_component_may_be_called_like_an_id() {
    for guests in Guests::all() {
        let host = Host::new().expect("it starts");
        let [(_, target), (_, caller), _] = guests.files();
        let name = "00000000-0000-4000-8000-000000000001";
        let id = host.add_component_file(name, &target).expect("it is complete");
        // One component has the other's id as its name.
        let confusing = id.to_string();
        let other = host.add_component_file(&confusing, &caller).expect("it is complete");
        host.set_env("TARGET_COMPONENT_ID", id.to_string());
        let call = |worker: String, call: &str| host.invoke_blocking(&worker, call).expect("it answers").wave;
        assert_eq!(call(format!("{name}/t"), "api.get()"), "0");
        assert_eq!(call(format!("{confusing}/c"), "calls.add(\"t\", 5)"), "ok");
        assert_eq!(call(format!("{name}/t"), "api.get()"), "5");
        assert_eq!((host.component_id(name).unwrap(), host.component_id(&confusing).unwrap()), (id, other));
        assert_eq!(host.component_id(&other.to_string()).unwrap(), other, "and by its id, as any");
        assert_ne!(ComponentId::of_name(name).to_string(), name);
        let app = Application::new(guests, "");
        let component = format!("{name}={}", target.display());
        let call = format!("{name}/t arguments()");
        let env = format!("ID=@{name}");
        assert_eq!(app.run(&["--component", &component, "--env", &env, "--arg", "a", &call]).printed(), "[\"a\"]\n");
    }
}
