//! An attacking component tries to take all of something that the host has. The limit that it
//! reaches stops it and is named in the error, and another worker goes on.
//!
//! The component is the one of `tests/attacker`.

#[path = "../attacker/component.rs"]
mod component;
mod files;
mod handles;
mod program;
mod requests;
mod results;
mod time;

use component::attacker;
use golem_rpc_host::{Error, Failure, Host, HostBuilder, LimitHit, Limits};

/// A host with the attacking component and these limits.
fn limited(set: impl FnOnce(&mut Limits)) -> Host {
    with(|builder| builder, set)
}

fn with(build: impl FnOnce(HostBuilder) -> HostBuilder, set: impl FnOnce(&mut Limits)) -> Host {
    let mut limits = Limits::default();
    set(&mut limits);
    let host = build(Host::builder().limits(limits).log(|_| ())).build().expect("it starts");
    host.add_component_file("attacker", attacker()).expect("it is complete");
    host
}

/// Calls a function that must succeed, and returns its result.
#[track_caller]
fn ask(host: &Host, worker: &str, call: &str) -> String {
    host.invoke_blocking(&format!("attacker/{worker}"), call)
        .unwrap_or_else(|error| panic!("{worker} {call}: {error}"))
        .wave
}

/// Asserts that a call is stopped by this limit, and that another worker still answers.
#[track_caller]
fn assert_hit(host: &Host, hit: LimitHit, worker: &str, call: &str) {
    let failure = match host.invoke_blocking(&format!("attacker/{worker}"), call) {
        Err(Error::Invocation { failure, .. }) => failure,
        other => panic!("{worker} {call}: {other:?}"),
    };
    assert_eq!(failure, Failure::Limit(hit), "{worker} {call}");
    ask(host, "bystander", "ends.sleep(1)");
    assert_eq!(ask(host, "bystander", "files.write(\"/note\", \"text\")"), "\"ok\"");
}
