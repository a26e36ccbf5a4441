//! Workers: their making, their order, their surroundings.

use std::{
    sync::{Arc, Condvar, Mutex},
    time::{Duration, Instant},
};

use golem_rpc_host::LogStream;

use crate::support::{ask, builder, construct, host, param, rpc, uri, wasm, with_components};

const PATIENCE: Duration = Duration::from_secs(30);

/// Ten thousand rounds take long enough to be overtaken, if that were possible.
#[test]
fn invocations_are_run_in_the_order_of_their_arrival() {
    let host = host();
    let client = construct(&host, "driver/d", "t");
    for digit in 1..=9 {
        ask(&host, "driver/d", &rpc("invoke", &client, "spin", &param("prim-u64(10000)")));
        let node = format!("prim-u64({digit})");
        ask(&host, "driver/d", &rpc("invoke", &client, "append", &param(&node)));
    }
    let reply = ask(&host, "driver/d", &rpc("invoke-and-await", &client, "get", ""));
    assert_eq!(reply, "ok({nodes: [tuple-value([1]), prim-u64(123456789)]})");
}

#[test]
fn every_client_of_an_ephemeral_uri_has_a_fresh_worker_of_its_own() {
    let host = host();
    let uri = format!("urn:worker:{}", host.component_id("target").unwrap());
    let clients = [0, 1].map(|_| ask(&host, "driver/d", &format!("construct({uri:?})")));
    ask(&host, "driver/d", &rpc("invoke-and-await", &clients[0], "add", &param("prim-u64(3)")));
    let get = |client: &str| ask(&host, "driver/d", &rpc("invoke-and-await", client, "get", ""));
    assert!(get(&clients[0]).contains("prim-u64(3)"));
    assert!(get(&clients[1]).contains("prim-u64(0)"));
}

#[test]
fn names_are_percent_decoded() {
    let host = host();
    let client = construct(&host, "driver/d", "a%2Fb");
    ask(&host, "driver/d", &rpc("invoke-and-await", &client, "add", &param("prim-u64(3)")));
    assert_eq!(ask(&host, "target/a/b", "api.get()"), "3");
}

#[test]
fn surroundings_are_inherited_from_the_creator() {
    let host = with_components(builder().arg("first").env("KEY", "value"));
    let component = host.component_id("driver").unwrap();
    let expected = |name: &str| {
        format!(
            "[(\"KEY\", \"value\"), (\"GOLEM_COMPONENT_ID\", \"{component}\"), \
             (\"GOLEM_COMPONENT_VERSION\", \"0\"), (\"GOLEM_WORKER_NAME\", \"{name}\")]"
        )
    };
    assert_eq!(ask(&host, "driver/outer", "environment()"), expected("outer"));
    assert_eq!(ask(&host, "driver/outer", "arguments()"), "[\"first\"]");

    let uri = uri(&host, "driver", "inner");
    let client = ask(&host, "driver/outer", &format!("construct({uri:?})"));
    // The new setting is for workers made from outside: not for this one, made by a call.
    host.set_env("KEY", "changed");
    ask(&host, "driver/outer", &format!("invoke-and-await({client}, \"arguments\", [])"));
    assert_eq!(ask(&host, "driver/inner", "environment()"), expected("inner"));
    assert_eq!(ask(&host, "driver/inner", "arguments()"), "[\"first\"]");
    // An existing worker keeps its own.
    assert_eq!(ask(&host, "driver/outer", "environment()"), expected("outer"));
    assert!(ask(&host, "driver/later", "environment()").contains("changed"));
}

#[test]
fn printed_lines_have_their_workers_name() {
    let lines = Arc::new(Mutex::new(Vec::new()));
    let sink = lines.clone();
    let host = builder().log(move |line| sink.lock().unwrap().push(line)).build().unwrap();
    host.add_component("printer", wasm("printer")).unwrap();
    ask(&host, "printer/p", "print(\"one\\ntwo\")");
    ask(&host, "printer/q", "print(\"three\\n\")");
    let lines = lines.lock().unwrap();
    let shown: Vec<String> = lines.iter().map(ToString::to_string).collect();
    assert_eq!(shown, ["printer/p | one", "printer/p | two", "printer/q | three"]);
    assert_eq!(lines[0].stream, LogStream::Stdout);
}

/// Each worker's line is held up until the other's is there too: one after the other they would never get there.
#[test]
fn different_workers_run_in_parallel() {
    if std::thread::available_parallelism().map_or(1, usize::from) < 2 {
        return;
    }
    let (arrived, both) = (Mutex::new(0), Condvar::new());
    let met = Arc::new(Mutex::new(0));
    let met_in_log = met.clone();
    let host = builder()
        .log(move |_| {
            let mut arrived = arrived.lock().unwrap();
            *arrived += 1;
            both.notify_all();
            let wait = both.wait_timeout_while(arrived, PATIENCE, |arrived| *arrived < 2);
            if !wait.unwrap().1.timed_out() {
                *met_in_log.lock().unwrap() += 1;
            }
        })
        .build()
        .unwrap();
    host.add_component("printer", wasm("printer")).unwrap();
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let (a, b) = tokio::join!(host.invoke("printer/a", "print(\"a\")"), host.invoke("printer/b", "print(\"b\")"));
        a.and(b).unwrap();
    });
    assert_eq!(*met.lock().unwrap(), 2);
}

/// Also those that wait, in either time.
#[test]
fn dropping_the_host_drops_its_workers() {
    for virtual_time in [false, true] {
        let sink = Arc::new(());
        let held = sink.clone();
        let host = with_components(builder().virtual_time(virtual_time).log(move |_| drop(held.clone())));
        let timer = ask(&host, "driver/waits", "sleep(3600000000000)");
        let client = ask(&host, "driver/d", &format!("construct({:?})", uri(&host, "driver", "waits")));
        let timer = param(&format!("prim-u32({timer})"));
        ask(&host, "driver/d", &format!("invoke({client}, \"block\", [{timer}])"));
        drop(host);
        let start = Instant::now();
        while Arc::strong_count(&sink) > 1 {
            assert!(start.elapsed() < PATIENCE, "virtual time: {virtual_time}");
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

/// More endless loops than cores, and the host still answers.
#[test]
fn computing_workers_leave_time_for_others() {
    let host = host();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    for busy in 0..cores + 1 {
        let client = construct(&host, "driver/d", &format!("busy-{busy}"));
        let rounds = param("prim-u64(9000000000000000000)");
        ask(&host, "driver/d", &rpc("invoke", &client, "spin", &rounds));
    }
    assert_eq!(ask(&host, "target/quick", "api.get()"), "0");
}
