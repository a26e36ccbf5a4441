//! Interfaces that only Golem has: `wasi:logging`, and the part of `golem:api/host` that the host
//! has.

use std::sync::{Arc, Mutex};

use golem_rpc_host::{Error, LogStream};

use crate::support::{ask, builder, wasm};

#[test]
fn log_messages_have_level_and_context() {
    let lines = Arc::new(Mutex::new(Vec::new()));
    let sink = lines.clone();
    let host = builder().log(move |line| sink.lock().unwrap().push(line)).build().unwrap();
    host.add_component("golem", wasm("golem")).unwrap();
    ask(&host, "golem/g", "log(warn, \"orders\", \"one\\ntwo\")");
    ask(&host, "golem/g", "log(critical, \"\", \"three\")");
    let lines = lines.lock().unwrap();
    let shown: Vec<String> = lines.iter().map(ToString::to_string).collect();
    assert_eq!(shown, ["golem/g | WARN orders: one", "golem/g | WARN orders: two", "golem/g | CRITICAL three"]);
    assert!(lines.iter().all(|line| line.stream == LogStream::Logging));
}

#[test]
fn a_worker_knows_itself() {
    let host = builder().arg("first").env("KEY", "value").build().unwrap();
    let id = host.add_component("golem", wasm("golem")).unwrap().to_string();
    let (high, low) = uuid_halves(&id);
    let metadata = ask(&host, "golem/g", "metadata()");
    let expected = format!(
        "{{worker-id: {{component-id: {{uuid: {{high-bits: {high}, low-bits: {low}}}}}, worker-name: \"g\"}}, \
         args: [\"first\"], \
         env: [(\"KEY\", \"value\"), (\"GOLEM_COMPONENT_ID\", \"{id}\"), (\"GOLEM_COMPONENT_VERSION\", \"0\"), \
         (\"GOLEM_WORKER_NAME\", \"g\")], status: running, component-version: 0, retry-count: 0}}"
    );
    assert_eq!(metadata, expected);
}

fn uuid_halves(id: &str) -> (u64, u64) {
    let digits = id.replace('-', "");
    let half = |digits| u64::from_str_radix(digits, 16).unwrap();
    (half(&digits[..16]), half(&digits[16..]))
}

#[test]
fn what_is_missing_is_named_by_function() {
    let host = builder().build().unwrap();
    let error = host.add_component("beyond", wasm("beyond")).unwrap_err();
    let Error::UnsatisfiedImports { imports, .. } = &error else { panic!("{error}") };
    let expected = [
        "golem:api/host@1.1.7.{get-oplog-index}",
        "golem:api/host@1.1.7.{oplog-commit}",
        "wasi:keyvalue/eventual@0.1.0",
    ];
    assert_eq!(*imports, expected);
}
