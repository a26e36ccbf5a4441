//! `--trace` and `--timeline`: pictures of what happened. In virtual time all numbers in them are
//! known.

use crate::guests::Guests;
use crate::program::{Application, read};
use serde_json::Value;

/// Two workers answer after 30 and 10 ms. The second call to `a` has to wait until its first one
/// has ended.
const CALL: &str = "caller/c joined([\"a\", \"b\", \"a\"], [30, 10, 20])";

/// A span of a trace: its thread, its category, its name, and its beginning and end in
/// milliseconds.
type Span = (String, String, String, f64, f64);

fn spans(trace: &Value) -> Vec<Span> {
    let events = trace["traceEvents"].as_array().expect("a list");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let threads: Vec<_> = events.iter().filter(|event| event["name"] == "thread_name").collect();
    let name = |thread: &Value| {
        let named = threads.iter().find(|event| event["tid"] == *thread).expect("each thread has a name");
        text(&named["args"]["name"])
    };
    let millis = |micros: &Value| micros.as_f64().expect("a number") / 1000.0;
    let spans = events.iter().filter(|event| event["ph"] == "X");
    let mut spans: Vec<Span> = spans
        .map(|span| {
            let began = millis(&span["ts"]);
            (name(&span["tid"]), text(&span["cat"]), text(&span["name"]), began, began + millis(&span["dur"]))
        })
        .collect();
    spans.sort_by(|a, b| a.partial_cmp(b).expect("no time is NaN"));
    spans
}

#[test]
fn a_trace_has_the_spans_of_all_invocations_and_waits() {
    for guests in Guests::all() {
        let app = Application::new(guests, "");
        app.run(&["--virtual-time", "--trace", "trace.json", CALL]).printed();
        let trace: Value = serde_json::from_str(&read(&app.path("trace.json"))).expect("it is JSON");
        let spans = spans(&trace);
        let invocations: Vec<_> = spans.iter().filter(|(_, category, ..)| category == "invocation").collect();
        let answer = "test:target/api@1.2.0.{answer-after}";
        let expected = [
            ("caller/c", "test:caller/calls.{joined}", 0.0, 50.0),
            ("target/a", answer, 0.0, 30.0),
            ("target/a", answer, 30.0, 50.0),
            ("target/b", answer, 0.0, 10.0),
        ];
        let told = invocations.iter().map(|(thread, _, name, began, ended)| (&**thread, &**name, *began, *ended));
        let told: Vec<_> = told.collect();
        assert_eq!(told, expected);
        // The caller waits all the time, and each target for as long as it sleeps.
        let waited = |worker: &str| -> f64 {
            let waits = spans.iter().filter(|(thread, category, ..)| thread == worker && category == "wait");
            waits.map(|(.., began, ended)| ended - began).sum()
        };
        assert_eq!(["caller/c", "target/a", "target/b"].map(waited), [50.0, 50.0, 10.0]);
        // There is one arrow from outside, three to the targets, and one back from each.
        let arrows = |phase: &str, id: &str| {
            let events = trace["traceEvents"].as_array().into_iter().flatten();
            let of =
                |event: &&Value| event["ph"] == phase && event["id"].as_str().is_some_and(|text| text.starts_with(id));
            events.filter(of).count()
        };
        assert_eq!(
            [arrows("s", "call-"), arrows("f", "call-"), arrows("s", "reply-"), arrows("f", "reply-")],
            [4, 4, 3, 3]
        );
    }
}

#[test]
fn a_timeline_shows_who_called_whom_and_who_waited() {
    for guests in Guests::all() {
        let app = Application::new(guests, "");
        app.run(&["--virtual-time", "--timeline", "calls.svg", CALL]).printed();
        let picture = read(&app.path("calls.svg"));
        for worker in ["caller/c", "target/a", "target/b"] {
            assert_eq!(picture.matches(&format!(">{worker}<")).count(), 1, "a lane for {worker}");
        }
        let drawn = |class: &str| picture.matches(&format!("class=\"{class}\"")).count() - 1;
        // The legend has one of each, too.
        assert_eq!([drawn("runs"), drawn("call"), drawn("reply"), drawn("queued")], [4, 3, 3, 1]);
        assert!(drawn("waits") >= 4, "{}", drawn("waits"));
        assert!(picture.contains(">50 ms<"), "the axis goes to the end");
    }
}

#[test]
fn a_run_that_fails_is_recorded_too() {
    for guests in Guests::all() {
        let app = Application::new(guests, "");
        let arguments = ["--trace", "trace.json", "--timeline", "calls.svg", "target/t trap(\"x\")"];
        app.run(&arguments).said();
        let trace: Value = serde_json::from_str(&read(&app.path("trace.json"))).expect("it is JSON");
        let events = trace["traceEvents"].as_array().expect("a list");
        let failed = |event: &Value| event["args"]["failed"].as_str().is_some_and(|text| text.contains("unreachable"));
        assert_eq!(events.iter().filter(|event| failed(event)).count(), 1);
        let picture = read(&app.path("calls.svg"));
        assert!(picture.contains("class=\"failed\"") && picture.contains("unreachable"));
    }
}
