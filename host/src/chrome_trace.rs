//! A [`Recording`] as Chrome trace events.

use serde_json::{Value, json};

use crate::recording::{Call, Recording};

/// Workers are threads of this process; calls from outside come from thread 0 of it.
const PROCESS: u32 = 1;
const OUTSIDE: usize = 0;

pub(crate) fn chrome_trace(recording: &Recording) -> String {
    let mut events = vec![name("process_name", OUTSIDE, "golem-rpc-host"), name("thread_name", OUTSIDE, "outside")];
    events.extend(recording.workers.iter().enumerate().map(|(n, worker)| name("thread_name", thread(Some(n)), worker)));
    for (number, call) in recording.calls.iter().enumerate() {
        events.extend(call_events(number, call, recording.end));
    }
    events.extend(
        recording
            .waits
            .iter()
            .map(|wait| span(&wait.what, "wait", thread(Some(wait.worker)), wait.began, wait.ended, json!({}))),
    );
    // In the order of time, which some readers want. Names come first.
    events.sort_by(|a, b| micros_of(a).total_cmp(&micros_of(b)));
    json!({ "traceEvents": events, "displayTimeUnit": "ns" }).to_string()
}

/// The invocation, and arrows to its start and back from its end.
fn call_events(number: usize, call: &Call, end: u64) -> Vec<Value> {
    let (caller, target) = (thread(call.caller), thread(Some(call.target)));
    let arrow = |phase: &str, thread: usize, time: u64, id: String| json!({ "ph": phase, "bp": "e", "name": "call", "cat": "call", "id": id, "pid": PROCESS, "tid": thread, "ts": micros(time) });
    let mut events = vec![arrow("s", caller, call.made, format!("call-{number}"))];
    if let Some(started) = call.started {
        events.push(arrow("f", target, started, format!("call-{number}")));
        let ended = call.ended.unwrap_or(end);
        let details = json!({
            "queued_micros": micros(started - call.made),
            "fire_and_forget": call.fire_and_forget,
            "failed": call.failed,
        });
        events.push(span(&call.function, "invocation", target, started, ended, details));
        if !call.fire_and_forget && call.caller.is_some() {
            events.push(arrow("s", target, ended, format!("reply-{number}")));
            events.push(arrow("f", caller, ended, format!("reply-{number}")));
        }
    }
    events
}

fn span(name: &str, category: &str, thread: usize, began: u64, ended: u64, details: Value) -> Value {
    json!({
        "ph": "X", "name": name, "cat": category, "pid": PROCESS, "tid": thread,
        "ts": micros(began), "dur": micros(ended - began), "args": details,
    })
}

fn name(what: &str, thread: usize, name: &str) -> Value {
    json!({ "ph": "M", "name": what, "pid": PROCESS, "tid": thread, "args": { "name": name } })
}

fn thread(worker: Option<usize>) -> usize {
    worker.map_or(OUTSIDE, |worker| worker + 1)
}

fn micros(nanos: u64) -> f64 {
    nanos as f64 / 1_000.0
}

fn micros_of(event: &Value) -> f64 {
    event["ts"].as_f64().unwrap_or(-1.0)
}
