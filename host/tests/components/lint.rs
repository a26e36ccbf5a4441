//! What goes wrong on Golem is found, with the function that does it.

use golem_rpc_host::{Finding, Host, LintRule, PollOrder};

use crate::support::{ask, builder, construct, fails, host, rpc, with_components};

fn found(host: &Host) -> Vec<(LintRule, String, String, u64)> {
    let of = |finding: Finding| (finding.rule, finding.component, finding.function, finding.count);
    host.findings().into_iter().map(of).collect()
}

fn one(rule: LintRule, function: &str, count: u64) -> Vec<(LintRule, String, String, u64)> {
    vec![(rule, "driver".into(), function.into(), count)]
}

/// A future of `driver/d` and a pollable of it.
fn call(host: &Host) -> (String, String) {
    let client = construct(host, "driver/d", "t");
    let future = ask(host, "driver/d", &rpc("async-invoke-and-await", &client, "get", ""));
    let pollable = ask(host, "driver/d", &format!("subscribe({future})"));
    (future, pollable)
}

#[test]
fn nothing_is_wrong_with_what_is_right() {
    let host = host();
    let (future, pollable) = call(&host);
    ask(&host, "driver/d", &format!("poll([{pollable}])"));
    ask(&host, "driver/d", &format!("get({future})"));
    ask(&host, "driver/d", &format!("drop-pollable({pollable})"));
    ask(&host, "driver/d", &format!("drop-future({future})"));
    assert_eq!(host.findings(), []);
}

#[test]
fn ready() {
    let host = host();
    let (_, pollable) = call(&host);
    for _ in 0..3 {
        ask(&host, "driver/d", &format!("ready({pollable})"));
    }
    assert_eq!(found(&host), one(LintRule::ReadyCalled, "ready", 3));
    let shown = host.findings()[0].to_string();
    assert!(
        shown.starts_with("ready-called: driver ready, 3 times: pollable.ready() is not in a worker's log"),
        "{shown}"
    );
}

#[test]
fn early_and_late_gets() {
    let host = host();
    let (future, pollable) = call(&host);
    let get = format!("get({future})");
    ask(&host, "driver/d", &get);
    ask(&host, "driver/d", &get);
    assert_eq!(found(&host), one(LintRule::GetBeforeReady, "get", 2));
    ask(&host, "driver/d", &format!("block({pollable})"));
    ask(&host, "driver/d", &get);
    fails(&host, "driver/d", &get);
    let expected = [one(LintRule::GetBeforeReady, "get", 2), one(LintRule::SecondGet, "get", 1)].concat();
    assert_eq!(found(&host), expected);
}

/// The failure of a call that could not even be made is reported by a poll, as that of any other.
#[test]
fn an_early_get_of_a_call_to_nobody() {
    let host = host();
    let nobody = ask(&host, "driver/d", "construct(\"urn:worker:00000000-0000-4000-8000-000000000000/t\")");
    let future = ask(&host, "driver/d", &rpc("async-invoke-and-await", &nobody, "get", ""));
    let pollable = ask(&host, "driver/d", &format!("subscribe({future})"));
    let get = format!("get({future})");
    assert_eq!(ask(&host, "driver/d", &get), "none");
    assert_eq!(found(&host), one(LintRule::GetBeforeReady, "get", 1));
    assert_eq!(ask(&host, "driver/d", &format!("poll([{pollable}])")), "[0]");
    let reply = ask(&host, "driver/d", &get);
    assert!(reply.contains("Could not find any component"), "{reply}");
}

#[test]
fn a_future_dropped_before_its_pollable() {
    let host = host();
    let (future, _) = call(&host);
    fails(&host, "driver/d", &format!("drop-future({future})"));
    assert_eq!(found(&host), one(LintRule::FutureDroppedBeforePollable, "drop-future", 1));
}

#[test]
fn a_poll_of_nothing() {
    let host = host();
    ask(&host, "driver/d", "arguments()");
    fails(&host, "driver/d", "poll([])");
    assert_eq!(found(&host), one(LintRule::EmptyPoll, "poll", 1));
}

/// Polls for calls to these workers in this order. The calls themselves are always made in the same
/// order.
fn poll_order(order: &[usize]) -> PollOrder {
    let host = with_components(builder().virtual_time(true).lint(true));
    let pollables: Vec<String> = ["a", "b", "c"]
        .map(|target| {
            let client = construct(&host, "driver/d", target);
            let future = ask(&host, "driver/d", &rpc("async-invoke-and-await", &client, "get", ""));
            ask(&host, "driver/d", &format!("subscribe({future})"))
        })
        .into();
    let list: Vec<_> = order.iter().map(|n| pollables[*n].clone()).collect();
    ask(&host, "driver/d", &format!("poll([{}])", list.join(", ")));
    host.poll_order()
}

#[test]
fn polls_in_another_order() {
    let first = poll_order(&[0, 1, 2]);
    assert_eq!(first.differences(&poll_order(&[0, 1, 2])), []);
    let differences = first.differences(&poll_order(&[0, 2, 1]));
    let [Finding { rule: LintRule::PollOrder, component, function, count: 1, .. }] = differences.as_slice() else {
        panic!("{differences:?}");
    };
    assert_eq!((component.as_str(), function.as_str()), ("driver", "poll"));
    assert_eq!(poll_order(&[0]).differences(&poll_order(&[1])).len(), 1, "other calls are another order, too");
}
