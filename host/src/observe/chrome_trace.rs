//! A [`Recording`] as Chrome trace events.

use std::fmt;

use serde::{Serialize, Serializer};

use super::recording::{RecordedCall, Recording};

/// In a trace, workers are threads of one process. Calls from outside come from its thread 0.
const PROCESS: u32 = 1;
const OUTSIDE: usize = 0;

impl Recording {
    /// As [trace
    /// events](https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU):
    /// JSON that [Perfetto](https://ui.perfetto.dev) and `chrome://tracing` open. A worker is a
    /// thread in it, a call an arrow.
    pub fn to_chrome_trace(&self) -> String {
        chrome_trace(self)
    }
}

fn chrome_trace(recording: &Recording) -> String {
    let workers = (1..).zip(&recording.workers).map(|(thread, worker)| Event::name("thread_name", thread, worker));
    let names =
        [Event::name("process_name", OUTSIDE, "golem-rpc-host"), Event::name("thread_name", OUTSIDE, "outside")];
    let calls = recording.calls.iter().enumerate();
    let calls = calls.flat_map(|(number, call)| call_events(number, call, recording.end));
    let waits = recording.waits.iter().map(|wait| {
        Event::span(&wait.what, "wait", thread(Some(wait.worker)), wait.began, wait.ended, Details::None {})
    });
    let mut events: Vec<_> = names.into_iter().chain(workers).chain(calls).chain(waits).collect();
    // Some programs that read traces want events in the order of time. Names have no time, and come
    // first.
    events.sort_by_key(|event| event.ts);
    // This fails only for maps with keys that are no texts, and there are no maps here.
    serde_json::to_string(&Trace { events, unit: "ns" }).unwrap_or_default()
}

#[derive(Serialize)]
struct Trace<'a> {
    #[serde(rename = "traceEvents")]
    events: Vec<Event<'a>>,
    #[serde(rename = "displayTimeUnit")]
    unit: &'static str,
}

/// One event of a trace. There may be millions of them, so texts are borrowed from the recording.
#[derive(Serialize)]
struct Event<'a> {
    ph: &'static str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    cat: Option<&'static str>,
    pid: u32,
    tid: usize,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_micros")]
    ts: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_micros")]
    dur: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bp: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<ArrowId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    args: Option<Details<'a>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Details<'a> {
    None {},
    Name {
        name: &'a str,
    },
    Invocation {
        #[serde(serialize_with = "micros")]
        queued_micros: u64,
        fire_and_forget: bool,
        failed: Option<&'a str>,
    },
}

/// The id of an arrow: `call-5` from the caller of call 5 to its target, `reply-5` back.
struct ArrowId(&'static str, usize);

impl fmt::Display for ArrowId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.0, self.1)
    }
}

impl Serialize for ArrowId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'a> Event<'a> {
    fn new(ph: &'static str, name: &'a str, tid: usize) -> Self {
        Self { ph, name, cat: None, pid: PROCESS, tid, ts: None, dur: None, bp: None, id: None, args: None }
    }

    fn name(what: &'static str, thread: usize, name: &'a str) -> Self {
        Self { args: Some(Details::Name { name }), ..Self::new("M", what, thread) }
    }

    fn span(
        name: &'a str,
        category: &'static str,
        thread: usize,
        began: u64,
        ended: u64,
        details: Details<'a>,
    ) -> Self {
        let (cat, ts, dur, args) = (Some(category), Some(began), Some(ended - began), Some(details));
        Self { cat, ts, dur, args, ..Self::new("X", name, thread) }
    }

    fn arrow(phase: &'static str, thread: usize, time: u64, id: ArrowId) -> Self {
        let (cat, ts, bp, id) = (Some("call"), Some(time), Some("e"), Some(id));
        Self { cat, ts, bp, id, ..Self::new(phase, "call", thread) }
    }
}

/// The events of one call: its invocation, an arrow to the start of that, and one back from its
/// end.
fn call_events(number: usize, call: &RecordedCall, end: u64) -> impl Iterator<Item = Event<'_>> {
    let (caller, target) = (thread(call.caller), thread(Some(call.target)));
    let made = Event::arrow("s", caller, call.made, ArrowId("call", number));
    let invocation = call.started.map(|started| {
        let ended = call.ended.unwrap_or(end);
        let details = Details::Invocation {
            queued_micros: started - call.made,
            fire_and_forget: call.fire_and_forget,
            failed: call.failed.as_deref(),
        };
        let arrived = Event::arrow("f", target, started, ArrowId("call", number));
        let replied = (!call.fire_and_forget && call.caller.is_some()).then(|| {
            [("s", target), ("f", caller)]
                .map(|(phase, thread)| Event::arrow(phase, thread, ended, ArrowId("reply", number)))
        });
        let span = Event::span(&call.function, "invocation", target, started, ended, details);
        [arrived, span].into_iter().chain(replied.into_iter().flatten())
    });
    [made].into_iter().chain(invocation.into_iter().flatten())
}

fn thread(worker: Option<usize>) -> usize {
    worker.map_or(OUTSIDE, |worker| worker + 1)
}

fn as_micros<S: Serializer>(nanos: &Option<u64>, serializer: S) -> Result<S::Ok, S::Error> {
    micros(&nanos.unwrap_or_default(), serializer)
}

fn micros<S: Serializer>(nanos: &u64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(*nanos as f64 / 1_000.0)
}
