//! What a component can take of the host that means to take all: it is stopped by the limit that it hits, by name, and a worker
//! beside it is as it was.
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

/// A host with the attacker and these limits.
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

/// The result of a call that succeeds.
#[track_caller]
fn ask(host: &Host, worker: &str, call: &str) -> String {
    host.invoke_blocking(&format!("attacker/{worker}"), call)
        .unwrap_or_else(|error| panic!("{worker} {call}: {error}"))
        .wave
}

/// A call that is stopped by this limit, while another worker goes on.
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
