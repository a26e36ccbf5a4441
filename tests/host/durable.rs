//! Workers that are kept on the disk go on in another host, as they would after a crash on Golem.
//! What happens when a process is killed at any moment is in `../durable.rs`.

use crate::guests::Guests;
use crate::program::Application;
use crate::support::{API, ask, builder, failure, logged, serve};
use golem_rpc_host::{Error, Failure, GolemVersion, Host, HostBuilder, LogEntryKind};
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

fn on(guests: Guests, folder: &Path) -> Host {
    guests.on(builder().durable(folder))
}

/// The folder that a host is to use, below one that is removed.
fn folder() -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().expect("there is room");
    let inner = folder.path().join("some/state");
    (folder, inner)
}

/// How often a function of a worker has run.
fn runs(host: &Host, worker: &str, function: &str) -> usize {
    let log = host.log(worker).unwrap_or_else(|error| panic!("{worker}: {error}")).into_iter();
    log.filter(|entry| entry.kind == LogEntryKind::ExportedFunctionInvoked && entry.function.contains(function)).count()
}

#[test]
fn state_files_resources_and_lines_of_every_kind_go_on() {
    for guests in Guests::all() {
        let (_root, folder) = folder();
        let mut random = String::new();
        for process in 1..=3 {
            let (builder, lines) = logged(builder().durable(&folder));
            let host = guests.on(builder.env("PROCESS", process.to_string()));
            ask(&host, "target/t", "api.add(5)");
            ask(&host, "caller/c", "calls.add(\"t\", 7)");
            assert_eq!(ask(&host, "target/t", "api.get()"), (process * 12).to_string());
            if process == 1 {
                ask(&host, "target/t", "append-to(\"/file\", \"once\")");
                random = ask(&host, "target/t", "random(16)");
                ask(&host, "caller/c", "calls.carts(\"t\")");
            }
            ask(&host, "target/t", "print(\"out\", \"err\")");
            assert_eq!(ask(&host, "target/t", "read(\"/file\")"), "ok(\"once\")");
            assert_eq!(ask(&host, "target/t", "values.carts()"), "0");
            host.flush_blocking().expect("it can be written");
            let printed: Vec<String> = lines.lock().expect("nobody panics").iter().map(ToString::to_string).collect();
            assert_eq!(printed, ["target/t | out", "target/t | err"], "in process {process}");
            let environment = ask(&host, "target/t", "environment()");
            assert!(environment.contains("(\"PROCESS\", \"1\")"), "it is that of its creation: {environment}");
            let log = host.log("target/t").expect("it has one");
            assert!(log.iter().any(|entry| entry.result == random), "its log goes back to its creation");
            assert_eq!(log.iter().filter(|entry| entry.kind == LogEntryKind::Create).count(), 1);
        }
        let host = on(guests, &folder);
        assert_eq!(host.logged_workers(), ["target/t", "caller/c"]);
        assert_eq!(runs(&host, "caller/c", "carts"), 1, "the log of a worker that was not called");
    }
}

#[test]
fn what_was_under_way_is_finished_and_a_call_with_a_key_is_made_once() {
    for guests in Guests::all() {
        let (_root, folder) = folder();
        let call = "calls.joined([\"a\", \"b\"], [1, 2500])";
        let began = Instant::now();
        let host = Arc::new(on(guests, &folder));
        let waiting = host.clone();
        let caller = thread::spawn(move || waiting.invoke_once_blocking("k", "caller/c", call));
        while host.log("target/a").is_ok_and(|log| log.iter().all(|entry| entry.kind.is_hint()))
            || host.log("target/b").is_err()
        {
            thread::sleep(Duration::from_millis(5));
        }
        thread::sleep(Duration::from_millis(100));
        host.stop();
        assert!(matches!(
            caller.join().expect("it does not panic"),
            Err(Error::Invocation { failure: Failure::Stopped, .. })
        ));
        drop(host);
        let host = on(guests, &folder);
        let resumed = host.resume_blocking().expect("all components are here");
        let [resumed] = &resumed[..] else { panic!("{resumed:?}") };
        assert_eq!((&*resumed.worker, resumed.call.contains("joined")), ("caller/c", true), "{resumed:?}");
        assert_eq!(resumed.result.as_ref().map(|result| &*result.wave).ok(), Some("[ok(0), ok(1)]"), "{resumed:?}");
        assert!(began.elapsed() >= Duration::from_millis(2500), "the timer went on");
        assert!(host.resume_blocking().expect("nothing is left").is_empty());
        let again = host.invoke_once_blocking("k", "caller/c", call).expect("it is known");
        assert_eq!(again.wave, "[ok(0), ok(1)]");
        for (worker, function) in [("caller/c", "joined"), ("target/a", "answer-after"), ("target/b", "answer-after")] {
            assert_eq!(runs(&host, worker, function), 1, "{worker}");
        }
        let other = host.invoke_once_blocking("k", "caller/c", "calls.get(\"a\")").expect_err("the key is known");
        assert!(
            matches!(&other, Error::Invocation { failure: Failure::OtherCall(call), .. } if call.contains("joined")),
            "{other}"
        );
    }
}

#[test]
fn fire_and_forget_is_done_once() {
    for guests in Guests::all() {
        let (_root, folder) = folder();
        let host = on(guests, &folder);
        thread::scope(|scope| {
            scope.spawn(|| host.invoke_blocking("target/t", "api.answer-after(1000, 1)"));
            while host.log("target/t").map_or(0, |log| log.len()) < 3 {
                thread::sleep(Duration::from_millis(5));
            }
            ask(&host, "caller/c", "calls.trigger(\"t\", [1, 2, 3])");
            host.stop();
        });
        drop(host);
        // A process in which nothing is called changes nothing.
        let host = on(guests, &folder);
        assert!(matches!(host.remove_worker("target/t"), Err(Error::WorkerBusy(_))));
        drop(host);
        let host = on(guests, &folder);
        assert_eq!(ask(&host, "target/t", "api.get()"), "123", "they come before this call");
        assert_eq!(runs(&host, "target/t", "append"), 3);
    }
}

#[test]
fn a_failed_worker_stays_failed_with_its_first_error() {
    for guests in Guests::all() {
        let (_root, folder) = folder();
        let host = on(guests, &folder);
        let first = failure(&host, "target/t", "api.trap(\"why\")");
        drop(host);
        for _ in 0..2 {
            let host = on(guests, &folder);
            let Failure::PreviouslyFailed(text) = failure(&host, "target/t", "api.get()") else { panic!("it failed") };
            assert!(matches!(&first, Failure::Trapped(trap) if *trap == text), "{text}");
        }
        let host = on(guests, &folder);
        host.remove_worker("target/t").expect("it has nothing to do");
        assert_eq!(ask(&host, "target/t", "api.get()"), "0");
        drop(host);
        failure(&on(guests, &folder), "target/t", "api.trap(\"why\")");
        let host = guests.on(builder().durable(&folder).restart_failed(true));
        assert_eq!(ask(&host, "target/t", "api.get()"), "0", "it begins anew");
        drop(host);
        assert_eq!(ask(&on(guests, &folder), "target/t", "api.get()"), "0", "it is another one");
    }
}

#[test]
fn a_worker_that_has_used_the_network_can_not_go_on() {
    for guests in Guests::all() {
        let (_root, folder) = folder();
        let port = serve();
        let host = guests.on(builder().durable(&folder).network(true));
        ask(&host, "target/t", "surroundings.add(5)".replace("surroundings.add", "api.add").as_str());
        assert!(ask(&host, "target/t", &format!("fetch({port})")).starts_with("ok"));
        drop(host);
        let host = guests.on(builder().durable(&folder).network(true));
        let error = failure(&host, "target/t", "api.get()").to_string();
        assert!(error.contains("it has used the network"), "{error}");
    }
}

/// What a run has written of which nothing is in the log is not there for the next.
#[test]
fn files_in_a_folder_of_the_user_are_written_again() {
    for guests in Guests::all() {
        let (root, folder) = folder();
        let start = || guests.on(builder().durable(&folder).files(root.path().join("files")));
        for _ in 0..3 {
            let host = start();
            ask(&host, "target/t", "append-to(\"/file\", \"a\")");
        }
        assert_eq!(ask(&start(), "target/t", "read(\"/file\")"), "ok(\"aaa\")");
        assert_eq!(fs::read_to_string(root.path().join("files/target/t/file")).expect("it is there"), "aaa");
    }
}

#[test]
fn queues_that_are_limited_take_what_was_in_them() {
    for guests in Guests::all() {
        let (_root, folder) = folder();
        let mut limits = golem_rpc_host::Limits::default();
        limits.queue = Some(2);
        let host = guests.on(builder().durable(&folder).limits(limits.clone()));
        thread::scope(|scope| {
            scope.spawn(|| host.invoke_blocking("target/t", "api.answer-after(1000, 1)"));
            while host.log("target/t").map_or(0, |log| log.len()) < 3 {
                thread::sleep(Duration::from_millis(5));
            }
            ask(&host, "caller/c", "calls.trigger(\"t\", [1])");
            host.stop();
        });
        drop(host);
        let host = guests.on(builder().durable(&folder).limits(limits));
        let full = failure(&host, "target/t", "api.get()");
        assert!(matches!(full, Failure::Limit(_)), "{full}");
        host.idle_blocking();
        assert_eq!(ask(&host, "target/t", "api.get()"), "1");
    }
}

#[test]
fn fresh_workers_have_names_that_no_other_has() {
    for guests in Guests::all() {
        let (_root, folder) = folder();
        for process in 1..=2 {
            let host = on(guests, &folder);
            assert_eq!(ask(&host, "caller/c", "calls.nameless([1, 2])"), "[1, 2]");
            ask(&host, "target", "api.add(5)");
            assert_eq!(ask(&host, "target", "api.get()"), "0");
            for _ in 0..2 {
                host.invoke_once_blocking("k", "target", "api.add(5)").expect("it is made once");
            }
            let fresh = host.logged_workers().iter().filter(|worker| worker.contains("/ephemeral-")).count();
            assert_eq!(fresh, process * 4 + 1, "{:?}", host.logged_workers());
        }
    }
}

#[track_caller]
fn refused(builder: HostBuilder, folder: &Path) -> (String, String) {
    let error = builder.durable(folder).build().err().expect("it is refused");
    assert!(matches!(error, Error::Durable { .. }), "{error}");
    (error.to_string(), error.cure().expect("it can be cured"))
}

#[test]
fn folders_that_can_not_be_used_are_told_with_a_cure() {
    let (_root, folder) = folder();
    let host = Host::builder().durable(&folder).build().expect("it is made");
    let (error, cure) = refused(Host::builder(), &folder);
    let process = format!("process {}", std::process::id());
    assert!(error.contains(&format!("is in use by {process}")) && cure.contains(&process), "{error}: {cure}");
    drop(host);
    let (error, cure) = refused(Host::builder().virtual_time(true), &folder);
    assert!(error.ends_with("its workers were run in real time") && cure.contains("--virtual-time"), "{error}: {cure}");
    let (error, cure) = refused(Host::builder().golem(GolemVersion::V1_3), &folder);
    assert!(error.ends_with("its workers were run as on Golem 1.0") && cure.contains("--golem"), "{error}: {cure}");
    drop(Host::builder().durable(&folder).build().expect("nothing has changed"));

    let other = tempfile::tempdir().expect("there is room");
    fs::write(other.path().join("notes.txt"), "of the user").expect("it can be written");
    let (error, cure) = refused(Host::builder(), other.path());
    assert!(error.contains("other files in it, such as notes.txt") && cure.contains("an empty one"), "{error}: {cure}");
    let (error, _) = refused(Host::builder(), &other.path().join("notes.txt"));
    assert!(error.contains("can't be used"), "{error}");
    assert_eq!(fs::read_to_string(other.path().join("notes.txt")).expect("it is there"), "of the user");
    assert_eq!(fs::read_dir(other.path()).expect("it is there").count(), 1);
    fs::remove_file(other.path().join("notes.txt")).expect("it can be removed");
    fs::write(other.path().join("workers.redb"), "no store").expect("it can be written");
    let (error, cure) = refused(Host::builder(), other.path());
    assert!(error.contains("workers.redb in it can't be read") && cure.contains("damaged"), "{error}: {cure}");
    // A store that was never complete is made once more.
    fs::rename(other.path().join("workers.redb"), other.path().join("workers.redb.new")).expect("it can be moved");
    fs::remove_file(other.path().join("workers.redb.new")).expect("it can be removed");
    drop(Host::builder().durable(other.path()).build().expect("it is made"));
}

#[test]
fn components_that_are_missing_or_not_the_same_are_told_with_a_cure() {
    for guests in Guests::all() {
        let (_root, folder) = folder();
        let host = on(guests, &folder);
        ask(&host, "target/t", "api.add(5)");
        thread::scope(|scope| {
            scope.spawn(|| host.invoke_blocking("target/u", "api.answer-after(60000, 1)"));
            while host.log("target/u").map_or(0, |log| log.len()) < 3 {
                thread::sleep(Duration::from_millis(5));
            }
            host.stop();
        });
        drop(host);
        let host = builder().durable(&folder).build().expect("it starts");
        let other = wat::parse_str("(component)").expect("it is well-formed");
        let error = host.add_component("target", &other).expect_err("it is another one");
        assert!(error.to_string().contains("the component `target` is not the one"), "{error}");
        assert!(error.cure().is_some_and(|cure| cure.contains("as it was")), "{error}");
        host.add_component("other", &other).expect("it has no workers");
        let [_, (_, caller), _] = guests.files();
        host.add_component_file("caller", caller).expect("it is complete");
        for error in [
            host.invoke_blocking("caller/c", "calls.who()").expect_err("a component is missing"),
            host.resume_blocking().expect_err("a component is missing"),
        ] {
            let text = error.to_string();
            assert!(text.contains("`target/u` has not finished what it was doing"), "{text}");
            assert!(error.cure().is_some_and(|cure| cure.contains("--component target=FILE.wasm")), "{text}");
        }
        host.add_component("target", guests.target_bytes()).expect("it is the same");
        assert_eq!(ask(&host, "target/t", "api.get()"), "5");
    }
}

#[test]
fn virtual_time_goes_on_where_it_was() {
    for guests in Guests::all() {
        let (_root, folder) = folder();
        let mut last = 0;
        for _ in 0..2 {
            let host = guests.on(builder().virtual_time(true).durable(&folder));
            ask(&host, "target/t", "sleep(60000)");
            let seconds = ask(&host, "target/t", "seconds()").parse::<u64>().expect("it is a number");
            assert_eq!(seconds, last.max(946_684_800) + 60);
            last = seconds;
        }
    }
}

/// The same by the program.
mod program {
    use super::*;

    #[test]
    fn a_run_goes_on_and_a_key_makes_it_once() {
        for guests in Guests::all() {
            let application = Application::new(guests, "durable = \"state\"");
            let add = ["target/t api.add(5)", "target/t print(\"a\", \"b\")", "target/t api.get()"];
            assert_eq!(application.run(&add).printed(), "()\n()\n5\n");
            assert_eq!(application.run(&add).printed(), "()\n()\n10\n");
            let with_key = [&["--key", "once"][..], &add].concat();
            let first = application.run(&with_key);
            assert!(first.err.contains("target/t | a"), "{}", first.err);
            assert_eq!(first.printed(), "()\n()\n15\n");
            let again = application.run(&with_key);
            assert!(!again.err.contains("target/t | a"), "{}", again.err);
            assert_eq!(again.printed(), "()\n()\n15\n");
            assert!(application.path("state/workers.redb").exists(), "beside the application");
            let said = application.run(&["--key", "once", "target/t api.get()"]).said();
            assert!(said.contains(&format!("that of another call: {API}.{{add}}(5)")), "{said}");
            assert!(said.contains("give each call a key of its own"), "{said}");
            let said = application.run(&["--lint", "target/t api.get()"]).said();
            assert!(said.contains("run it once without `--durable`"), "{said}");
            let said = application.run(&["--log", "state/workers.redb", "target/t api.get()"]).said();
            assert!(said.contains("would be written over: it is also a file of --durable"), "{said}");
        }
        let without = Application::new(Guests::all().next().expect("there are some"), "");
        let said = without.run(&["--key", "once", "target/t api.get()"]).said();
        assert!(said.contains("add `--durable FOLDER`"), "{said}");
    }

    #[cfg(unix)]
    #[test]
    fn what_a_killed_run_has_not_finished_is_told() {
        use std::process::Stdio;

        for guests in Guests::all() {
            let application = Application::new(guests, "");
            let mut command = application.command(&["--durable", "state", "target/t api.answer-after(1500, 7)"]);
            let mut child = command.stdin(Stdio::null()).spawn().expect("it starts");
            thread::sleep(Duration::from_millis(700));
            child.kill().expect("it runs");
            child.wait().expect("it was started");
            let ran = application.run(&["--durable", "state", "target/t api.get()"]);
            let told = format!("# finished from an earlier run: target/t {API}.{{answer-after}}(1500, 7): 7");
            assert!(ran.err.contains(&told), "{}", ran.err);
            assert_eq!(ran.printed(), "0\n");
            let ran = application.run(&["--durable", "state", "target/t api.get()"]);
            assert!(!ran.err.contains("finished"), "{}", ran.err);
            ran.printed();
        }
    }
}
