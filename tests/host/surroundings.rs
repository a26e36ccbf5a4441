//! What a worker can see: WASI, logging, and what Golem tells a worker about itself.

use crate::guests::Guests;
use crate::support::{ask, builder, logged, serve};
use golem_rpc_host::{Error, HostBuilder, LogStream};
use golem_rpc_tests::Style;
use std::fs;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

#[test]
fn arguments_environment_and_standard_input() {
    for guests in Guests::all() {
        let host = guests.on(builder().arg("first").arg("--second").env("KEY", "value"));
        assert_eq!(ask(&host, "target/t", "arguments()"), "[\"first\", \"--second\"]");
        let id = host.component_id("target").unwrap();
        let expected = format!(
            "[(\"KEY\", \"value\"), (\"TARGET_COMPONENT_ID\", \"{id}\"), (\"GOLEM_COMPONENT_ID\", \"{id}\"), \
             (\"GOLEM_COMPONENT_VERSION\", \"0\"), (\"GOLEM_WORKER_NAME\", \"t\")]"
        );
        assert_eq!(ask(&host, "target/t", "environment()"), expected, "and nothing of the host's own");
        assert_eq!(ask(&host, "target/t", "input()"), "\"\"");
    }
}

#[test]
fn what_workers_print_and_log_has_their_names() {
    for guests in Guests::all() {
        let (builder, lines) = logged(builder());
        let host = guests.on(builder);
        ask(&host, "target/t", "print(\"one\\ntwo\", \"three\")");
        ask(&host, "target/u", "log(\"orders\", \"four\\nfive\")");
        let lines: Vec<_> = lines.lock().unwrap().iter().map(|line| (line.stream, line.to_string())).collect();
        let expected = [
            (LogStream::Stdout, "target/t | one"),
            (LogStream::Stdout, "target/t | two"),
            (LogStream::Stderr, "target/t | three"),
            (LogStream::Logging, "target/u | WARN orders: four"),
            (LogStream::Logging, "target/u | WARN orders: five"),
        ];
        assert_eq!(lines, expected.map(|(stream, text)| (stream, text.to_owned())));
    }
}

#[test]
fn clocks_go_on() {
    for guests in Guests::all() {
        let host = guests.host();
        let slept: u64 = ask(&host, "target/t", "sleep(5)").parse().unwrap();
        assert!(slept >= 5_000_000, "{slept}");
        let seconds: u64 = ask(&host, "target/t", "seconds()").parse().unwrap();
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        assert!(seconds.abs_diff(now) < 60, "{seconds} {now}");
    }
}

#[test]
fn random_numbers_are_never_the_same() {
    for guests in Guests::all() {
        let host = guests.host();
        let mut drawn = ["target/t", "target/u", "target"].map(|worker| ask(&host, worker, "random(16)")).to_vec();
        drawn.sort();
        drawn.dedup();
        assert_eq!(drawn.len(), 3, "{drawn:?}");
    }
}

#[test]
fn each_worker_has_files_of_its_own() {
    for guests in Guests::all() {
        let host = guests.host();
        for worker in ["target/t", "target/u", "target/.."] {
            assert_eq!(ask(&host, worker, "folder(\"/\")"), "ok([])");
            assert_eq!(ask(&host, worker, &format!("write(\"/note\", {worker:?})")), "ok");
        }
        for worker in ["target/t", "target/u", "target/.."] {
            assert_eq!(ask(&host, worker, "surroundings.read(\"/note\")"), format!("ok({worker:?})"));
        }
        assert_eq!(ask(&host, "target", "folder(\"/\")"), "ok([])", "nor is it an ephemeral worker's");
    }
}

#[test]
fn files_stay_where_that_is_asked_for() {
    for guests in Guests::all() {
        let folder = tempfile::tempdir().unwrap();
        let host = || guests.on(builder().files(folder.path()));
        ask(&host(), "target/t", "write(\"/note\", \"kept\")");
        assert_eq!(ask(&host(), "target/t", "surroundings.read(\"/note\")"), "ok(\"kept\")");
        assert_eq!(fs::read_to_string(folder.path().join("target/t/note")).unwrap(), "kept");
        ask(&host(), "target", "write(\"/note\", \"lost\")");
        assert_eq!(
            fs::read_dir(folder.path().join("target")).unwrap().count(),
            1,
            "an ephemeral worker's is gone with it"
        );
    }
}

#[test]
fn nobody_reads_or_writes_outside_its_directory() {
    for guests in Guests::all() {
        let folder = tempfile::tempdir().unwrap();
        let host = guests.on(builder().files(folder.path()));
        ask(&host, "target/other", "write(\"/note\", \"secret\")");
        link_to_root(&folder.path().join("target/spy"));
        for path in ["..", "/..", "/../other", "/etc", "/proc", "/up", "/up/etc"] {
            let seen = ask(&host, "target/spy", &format!("folder({path:?})"));
            assert!(seen.starts_with("err("), "{path}: {seen}");
        }
        for path in ["/etc/passwd", "/../other/note", "/up/etc/passwd"] {
            let seen = ask(&host, "target/spy", &format!("surroundings.read({path:?})"));
            assert!(seen.starts_with("err("), "{path}: {seen}");
        }
        let written = ask(&host, "target/spy", "write(\"/../other/note\", \"\")");
        assert!(written.starts_with("err("), "{written}");
        assert_eq!(ask(&host, "target/other", "surroundings.read(\"/note\")"), "ok(\"secret\")");
    }
}

#[cfg(unix)]
fn link_to_root(folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    std::os::unix::fs::symlink("/", folder.join("up")).unwrap();
}

#[cfg(not(unix))]
fn link_to_root(_: &Path) {}

#[test]
fn the_network_is_closed_unless_opened() {
    let port = serve();
    for guests in Guests::all() {
        let asked = |builder: HostBuilder| {
            let host = guests.on(builder);
            let calls = [format!("fetch({port})"), format!("connect({port})"), "resolve(\"localhost\")".to_owned()];
            calls.map(|call| ask(&host, "target/t", &call))
        };
        let [fetched, connected, resolved] = asked(builder());
        assert_eq!(fetched, "err(\"ErrorCode::HttpRequestDenied\")");
        assert!(connected.contains("access-denied"), "{connected}");
        assert!(resolved.starts_with("err("), "{resolved}");
        assert_eq!(asked(builder().network(true)), ["ok(204)", "ok", "ok"]);
    }
}

#[test]
fn a_worker_knows_itself() {
    for guests in Guests::all() {
        let host = guests.on(builder().arg("first"));
        let id = host.component_id("target").unwrap().to_string();
        let (high, low) = uuid_halves(&id);
        let described = ask(&host, "target/t", "describe()");
        let begin = format!("{{component: ({high}, {low}), name: \"t\", arguments: [\"first\"], environment: [");
        assert!(described.starts_with(&begin), "{described}");
        assert!(described.contains("(\"GOLEM_WORKER_NAME\", \"t\")"), "{described}");
        assert_eq!(ask(&host, "target/t", "uri(\"\")"), format!("\"urn:worker:{id}/t\""));
        assert_eq!(ask(&host, "target/t", "uri(\"f\")"), format!("\"urn:worker:{id}/t/f\""));
        // This function belongs to the interface of a later Golem.
        assert_eq!(ask(&host, "caller/c", "who()"), "\"c\"");
    }
}

fn uuid_halves(id: &str) -> (u64, u64) {
    let digits = id.replace('-', "");
    let half = |digits| u64::from_str_radix(digits, 16).unwrap();
    (half(&digits[..16]), half(&digits[16..]))
}

#[test]
fn idempotency_keys_are_never_the_same() {
    for guests in Guests::all() {
        let host = guests.host();
        let mut keys: Vec<String> = (0..50).map(|_| ask(&host, "target/t", "idempotency-key()")).collect();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), 50);
    }
}

#[test]
fn all_unknown_imports_are_listed_in_one_error() {
    for guests in Guests::all() {
        let host = guests.host();
        let refused = |file: &Path| match host.add_component_file("refused", file) {
            Err(Error::UnsatisfiedImports { imports, .. }) => imports,
            other => panic!("{other:?}"),
        };
        assert_eq!(refused(&guests.beyond()), ["test:beyond/moon", "test:beyond/stars"]);
        assert_eq!(refused(&guests.uncomposed()), ["test:target-stub/stub-target@1.2.0"]);
    }
}

/// The first version of WASI is what components of Golem 1.0 import, and what cargo-component still
/// makes components import.
#[test]
fn those_of_cargo_component_import_the_first_wasi() {
    for guests in Guests::all().filter(|guests| guests.target == Style::CargoComponent) {
        let bytes = fs::read(&guests.files()[0].1).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        for import in ["wasi:cli/environment@0.2.0", "wasi:filesystem/preopens@0.2.0", "wasi:random/random@0.2.0"] {
            assert!(text.contains(import), "{import}");
        }
    }
}
