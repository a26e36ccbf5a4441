//! A worker that loses its instance comes back by its log, as on Golem: without losing state, and
//! without doing anything a second time.

use crate::guests::Guests;
use crate::program::Application;
use crate::support::{API, ask, builder, fails, failure, logged};
use golem_rpc_host::{Error, Failure, Host, LogEntry, LogEntryKind};
use std::fs;
use std::sync::PoisonError;
use std::thread;
use std::time::{Duration, Instant};

fn logging(guests: Guests) -> Host {
    guests.on(builder().virtual_time(true).keep_log(true))
}

/// The results of host functions in a worker's log, without those that other entries stand between.
fn log(host: &Host, worker: &str) -> Vec<LogEntry> {
    host.log(worker).unwrap_or_else(|error| panic!("{worker}: {error}"))
}

/// How often a function of a worker has run.
fn runs(host: &Host, worker: &str, function: &str) -> usize {
    let invoked = log(host, worker).into_iter().filter(|entry| entry.kind == LogEntryKind::ExportedFunctionInvoked);
    invoked.filter(|entry| entry.function.contains(function)).count()
}

fn restarts(host: &Host, worker: &str) -> usize {
    log(host, worker).iter().filter(|entry| entry.kind == LogEntryKind::Restart).count()
}

#[test]
fn a_worker_keeps_its_state() {
    for guests in Guests::all() {
        let host = logging(guests);
        ask(&host, "target/t", "api.add(5)");
        ask(&host, "caller/c", "calls.add(\"t\", 7)");
        for restarted in 1..3 {
            host.restart("target/t").expect("it is there");
            assert_eq!(ask(&host, "target/t", "api.get()"), "12");
            assert_eq!(restarts(&host, "target/t"), restarted);
        }
        assert!(matches!(host.restart("target/u"), Err(Error::UnknownWorker(_))));
        let without = guests.host();
        ask(&without, "target/t", "api.get()");
        assert!(matches!(without.restart("target/t"), Err(Error::NoLog)));
    }
}

#[test]
fn resources_have_the_numbers_that_they_had() {
    for guests in Guests::all() {
        let host = logging(guests);
        let carts = ask(&host, "caller/c", "calls.carts(\"t\")");
        let before = log(&host, "target/t");
        let of_kind = |kind| before.iter().filter(move |entry| entry.kind == kind).map(|entry| entry.result.clone());
        let (made, gone) = (of_kind(LogEntryKind::CreateResource), of_kind(LogEntryKind::DropResource));
        let (made, mut gone): (Vec<_>, Vec<_>) = (made.collect(), gone.collect());
        gone.sort();
        assert!(made.len() > 1 && made == gone, "{made:?} {gone:?}");
        host.restart("target/t").expect("it is there");
        assert_eq!(ask(&host, "target/t", "values.carts()"), "0");
        assert_eq!(log(&host, "target/t")[..before.len()], before);
        // A caller that comes back in the middle finds them again.
        let entries = log(&host, "caller/c").len() as u64;
        for entry in 1..=entries {
            let host = guests
                .on(builder().virtual_time(true).restart_after("caller/c", entry).restart_after("target/t", entry));
            assert_eq!(ask(&host, "caller/c", "calls.carts(\"t\")"), carts, "{entry}");
        }
    }
}

#[test]
fn times_random_numbers_and_names_are_those_of_the_first_run() {
    for guests in Guests::all() {
        let host = guests.on(builder().keep_log(true));
        let told = |host: &Host| {
            log(host, "target/t")
                .into_iter()
                .filter(|entry| entry.kind == LogEntryKind::ExportedFunctionCompleted)
                .map(|entry| entry.result)
                .collect::<Vec<_>>()
        };
        for call in ["seconds()", "random(16)", "sleep(3)", "environment()", "arguments()"] {
            ask(&host, "target/t", call);
        }
        let first = told(&host);
        host.restart("target/t").expect("it is there");
        thread::sleep(Duration::from_millis(1100));
        // If any result were another one this time, the worker would fail.
        assert_eq!(ask(&host, "target/t", "api.get()"), "0");
        assert_eq!(told(&host)[..first.len()], first);
    }
}

#[test]
fn files_are_written_again_and_lines_are_not_printed_twice() {
    for guests in Guests::all() {
        let (builder, lines) = logged(builder().virtual_time(true).keep_log(true));
        let host = guests.on(builder);
        ask(&host, "target/t", "surroundings.write(\"/a\", \"one\")");
        ask(&host, "target/t", "append-to(\"/a\", \" two\")");
        ask(&host, "target/t", "print(\"out\\nand more\", \"err\")");
        ask(&host, "target/t", "surroundings.log(\"c\", \"m\")");
        host.restart("target/t").expect("it is there");
        assert_eq!(ask(&host, "target/t", "surroundings.read(\"/a\")"), "ok(\"one two\")");
        ask(&host, "target/t", "print(\"after\", \"\")");
        let lines = lines.lock().unwrap_or_else(PoisonError::into_inner);
        let texts: Vec<&str> = lines.iter().map(|line| &*line.text).filter(|text| !text.is_empty()).collect();
        assert_eq!(texts, ["out", "and more", "err", "WARN c: m", "after"]);
    }
}

/// What is in a folder of the user's is not removed.
#[test]
fn files_that_were_there_before_stay() {
    for guests in Guests::all() {
        let files = tempfile::tempdir().expect("there is room");
        let folder = files.path().join("target/t");
        fs::create_dir_all(&folder).expect("it can be made");
        fs::write(folder.join("mine"), "precious").expect("it can be written");
        let host = guests.on(builder().keep_log(true).files(files.path()));
        ask(&host, "target/t", "surroundings.write(\"/a\", \"one\")");
        ask(&host, "target/u", "surroundings.write(\"/a\", \"one\")");
        host.restart("target/t").expect("it is there");
        host.restart("target/u").expect("it is there");
        let said = fails(&host, "target/t", "surroundings.read(\"/a\")");
        assert!(said.contains("target/t can't be run again") && said.contains("would be lost"), "{said}");
        assert_eq!(fs::read_to_string(folder.join("mine")).expect("it is there"), "precious");
        assert_eq!(ask(&host, "target/u", "surroundings.read(\"/a\")"), "ok(\"one\")");
    }
}

/// A worker that finds a file of another run does something else when its directory is empty.
#[test]
fn a_component_that_does_something_else_is_told_so() {
    for guests in Guests::all() {
        let files = tempfile::tempdir().expect("there is room");
        fs::create_dir_all(files.path().join("target/t")).expect("it can be made");
        fs::write(files.path().join("target/t/a"), "of another run").expect("it can be written");
        let host = guests.on(builder().keep_log(true).files_copied_from(files.path()));
        ask(&host, "target/t", "surroundings.read(\"/a\")");
        host.restart("target/t").expect("it is there");
        let Failure::Diverged(text) = failure(&host, "target/t", "api.get()") else { panic!("it diverges") };
        assert!(text.starts_with("Unexpected oplog entry: entry "), "{text}");
        assert!(text.contains("but run again, the component gave the result `err("), "{text}");
        assert!(fails(&host, "target/t", "api.get()").contains("Previous invocation failed: Unexpected oplog entry"));
    }
}

#[test]
fn a_worker_that_used_the_network_is_not_run_again() {
    let guests = Guests::all().next().expect("there are some");
    let host = guests.on(builder().keep_log(true).network(true));
    ask(&host, "target/t", "resolve(\"localhost\")");
    host.restart("target/t").expect("it is there");
    assert!(fails(&host, "target/t", "api.get()").contains("it has used the network, which is not in this log"));
}

/// Without a log an invocation that had an effect is not tried again.
#[test]
fn with_a_log_traps_are_tried_again_whatever_was_done() {
    for guests in Guests::all() {
        let (builder, lines) = logged(builder().virtual_time(true).keep_log(true));
        let host = guests.on(builder);
        ask(&host, "target/t", "api.add(5)");
        ask(&host, "target/t", "surroundings.write(\"/a\", \"a\")");
        for (worker, act) in [("target/t", "append"), ("target/p", "print")] {
            let said = fails(&host, worker, &format!("act-and-trap({act:?}, 0)"));
            assert!(said.contains("unreachable"), "{act}: {said}");
            let errors = log(&host, worker).iter().filter(|entry| entry.kind == LogEntryKind::Error).count();
            assert_eq!((errors, runs(&host, worker, "act-and-trap")), (3, 1), "{act}");
            assert!(fails(&host, worker, "api.get()").contains("Previous invocation failed"), "{act}");
        }
        assert_eq!(lines.lock().unwrap_or_else(PoisonError::into_inner).len(), 1);
    }
}

/// A worker that waits is interrupted in its wait, one that computes when the engine next lets
/// others run.
#[test]
fn a_running_worker_is_interrupted() {
    let guests = Guests::all().next().expect("there are some");
    let host = guests.on(builder().keep_log(true));
    thread::scope(|scope| {
        let answer = scope.spawn(|| ask(&host, "caller/c", "calls.joined([\"t\", \"u\"], [700, 800])"));
        let begun = Instant::now();
        while host.log("caller/c").map_or(0, |log| log.len()) < 8 && begun.elapsed() < Duration::from_secs(30) {
            thread::sleep(Duration::from_millis(5));
        }
        host.restart("caller/c").expect("it is there");
        assert_eq!(answer.join().expect("it answers"), "[ok(0), ok(1)]");
    });
    assert_eq!(restarts(&host, "caller/c"), 1);
    assert_eq!([runs(&host, "target/t", API), runs(&host, "target/u", API)], [1, 1]);
}

/// In both styles of projects, with resources, workers without a name, and what is fired and
/// forgotten.
#[test]
fn calls_survive_a_crash_at_every_entry() {
    for guests in Guests::all() {
        let host = guests.host();
        for script in [
            &[("caller/c", r#"calls.joined(["t", "u", "v"], [30, 10, 20])"#), ("caller/c", r#"calls.carts("t")"#)][..],
            &[("caller/c", "calls.trigger(\"t\", [1, 2, 3])"), ("target/t", "api.get()")],
            &[
                ("caller/c", "calls.nameless([5, 7])"),
                ("caller/c", "calls.trap(\"t\")"),
                ("caller/c", "calls.get(\"u\")"),
            ],
            &[("caller/c", "calls.count(\"t\", 3)"), ("caller/c", "calls.add(\"t\", 7)"), ("target/t", "api.get()")],
            &[("composed/c", "joined([\"t\", \"u\", \"v\"], [30, 10, 20])"), ("composed/c", "trap(\"t\")")],
        ] {
            let recovery = host.recover(script).unwrap_or_else(|error| panic!("{script:?}: {error}"));
            println!("{script:?}: {recovery}");
            assert!(recovery.is_ok() && recovery.runs > 20, "{script:?}: {recovery}");
        }
    }
}

#[test]
fn on_the_command_line() {
    let guests = Guests::all().next().expect("there are some");
    let application = Application::new(guests, "virtual-time = true");
    let call = "caller/c calls.joined([\"t\", \"u\"], [30, 10])";
    let first = application.run(&[call]).printed();
    let ran = application.run(&["--log", call, "--restart-after", "caller/c@9", "--restart-after", "target/t@2"]);
    assert!(ran.err.contains("caller/c@10 restart") && ran.err.contains("target/t@3 restart"), "{}", ran.err);
    assert_eq!(ran.printed(), first);
    let said = application.run(&[call, "--restart-after", "caller/c@9999"]).said();
    assert!(said.contains("caller/c@9999") && said.contains("is not in the log"), "{said}");
    let said = application.run(&[call, "--restart-after", "kaller/c@9"]).said();
    assert!(said.contains("--restart-after: there is no component `kaller`"), "{said}");
}
