//! Traces and timelines.

use golem_rpc_host::Host;
use serde_json::Value;

use crate::support::{ask, builder, fails, param, uri, with_components};

const MILLISECOND: u64 = 1_000_000;

/// `driver/d` calls three others at once, which sleep for 30, 10 and 20 ms, waits for all, and
/// tells one more to fail.
fn fan_out(record: bool) -> Host {
    let host = with_components(builder().virtual_time(true).record(record));
    let pollables: Vec<_> = [30, 10, 20]
        .into_iter()
        .map(|millis| {
            let name = format!("sleeps-{millis}");
            let timer = ask(&host, &format!("driver/{name}"), &format!("sleep({})", millis * MILLISECOND));
            let client = ask(&host, "driver/d", &format!("construct({:?})", uri(&host, "driver", &name)));
            let timer = param(&format!("prim-u32({timer})"));
            let future = ask(&host, "driver/d", &format!("async-invoke-and-await({client}, \"block\", [{timer}])"));
            ask(&host, "driver/d", &format!("subscribe({future})"))
        })
        .collect();
    for pollable in pollables {
        ask(&host, "driver/d", &format!("block({pollable})"));
    }
    fails(&host, "target/<t>", "fail()");
    host
}

#[test]
fn a_trace_has_what_happened() {
    let trace: Value = serde_json::from_str(&fan_out(true).recording().to_chrome_trace()).unwrap();
    let events = trace["traceEvents"].as_array().unwrap();
    let threads: Vec<&str> = events
        .iter()
        .filter(|event| event["name"] == "thread_name")
        .map(|event| event["args"]["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        threads,
        ["outside", "driver/sleeps-30", "driver/d", "driver/sleeps-10", "driver/sleeps-20", "target/<t>"]
    );
    let spans = |category: &str| -> Vec<(&str, u64, f64)> {
        let spans = events.iter().filter(|event| event["ph"] == "X" && event["cat"] == category);
        let spans = spans.filter(|event| event["dur"].as_f64().unwrap() > 0.0);
        spans
            .map(|event| {
                (event["name"].as_str().unwrap(), event["tid"].as_u64().unwrap(), event["dur"].as_f64().unwrap())
            })
            .collect()
    };
    // The waits of those that sleep, and that of the one that waits for them, for the longest
    // first.
    let mut invocations = spans("invocation");
    invocations.sort_by_key(|(_, thread, _)| *thread);
    assert_eq!(
        invocations,
        [("block", 1, 30_000.0), ("block", 2, 30_000.0), ("block", 3, 10_000.0), ("block", 4, 20_000.0)]
    );
    assert_eq!(spans("wait").len(), 4);
    let count = |phase: &str| events.iter().filter(|event| event["ph"] == phase).count();
    assert_eq!(count("s"), count("f"), "every arrow has an end");
    let failed = events.iter().filter(|event| event["args"]["failed"].is_string()).count();
    assert_eq!(failed, 1);
}

#[test]
fn a_timeline_is_the_same_every_time() {
    let picture = fan_out(true).recording().to_timeline_svg();
    assert_eq!(picture, fan_out(true).recording().to_timeline_svg());
    for name in ["driver/d", "driver/sleeps-30", "target/&lt;t&gt;", "30 ms", "class=\"failed\""] {
        assert!(picture.contains(name), "{name} in {picture}");
    }
    assert_eq!(picture.matches("class=\"call\" d=\"M").count(), 3 + 1, "one per call, one in the legend");
    assert_eq!(picture.matches("class=\"waits\"").count(), 4 + 1);
}

#[test]
fn nothing_is_recorded_unasked() {
    let recording = fan_out(false).recording();
    let trace: Value = serde_json::from_str(&recording.to_chrome_trace()).unwrap();
    assert_eq!(trace["traceEvents"].as_array().unwrap().len(), 2, "the names of process and outside");
    assert!(!recording.to_timeline_svg().contains("driver"));
}
