//! In whatever way a call fails, the caller gets a typed error that says what happened, and goes
//! on.

use crate::worker;
use client::Api;
use golem_rpc_sdk::client::{Call, Encode, Remote};
use golem_rpc_sdk::{RpcError, RpcFuture, UriError, WorkerUri, block_on, join_all};

pub fn run() {
    a_targets_own_error_is_a_value();
    an_unknown_component();
    a_missing_function();
    parameters_of_the_wrong_type();
    a_result_of_the_wrong_type();
    a_trap();
    all_in_one_join();
    a_malformed_uri();
}

fn a_targets_own_error_is_a_value() {
    let api = Api::new(&worker("refusing"));
    assert_eq!(block_on(api.refuse()), Ok(Err("not today".to_owned())));
    assert_eq!(api.blocking_refuse(), Ok(Err("not today".to_owned())));
}

fn an_unknown_component() {
    let uri = WorkerUri::durable("00000000-0000-4000-8000-000000000000", "nobody").unwrap();
    let api = Api::new(&uri);
    let says = "Could not find any component with the given id";
    assert_internal(block_on(api.count()), says);
    assert_internal(api.blocking_count(), says);
    assert_internal(api.trigger_count(), says);
}

fn a_missing_function() {
    let remote = Remote::new(&worker("older"));
    let function = "test:failures/api.{added-later}";
    assert_internal(call(&remote, function, &[]), "could not load function");
    assert_internal(remote.call_blocking::<u64>(function, &[]), "could not load function");
    assert_eq!(remote.trigger(function, &[]), Ok(()), "nobody learns what becomes of it");
    assert_internal(call(&remote, "test:failures/newer.{added-later}", &[]), "could not load exports for interface");
    assert_eq!(Api::new(&worker("older")).blocking_count(), Ok(42), "it does the worker no harm");
}

fn parameters_of_the_wrong_type() {
    let remote = Remote::new(&worker("choosy"));
    assert_internal(call(&remote, "test:failures/api.{count}", &[&"text"]), "Parameter type mismatch");
}

fn a_result_of_the_wrong_type() {
    let remote = Remote::new(&worker("honest"));
    let text: Result<String, RpcError> = remote.call_blocking("test:failures/api.{count}", &[]);
    assert_eq!(text.unwrap_err().to_string(), "unexpected reply: expected string, found prim-u64");
}

fn a_trap() {
    let api = Api::new(&worker("unlucky"));
    assert_internal(block_on(api.trap()), "wasm");
    assert_internal(block_on(api.count()), "Previous invocation failed");
    let blocking = Api::new(&worker("unlucky too"));
    assert_internal(blocking.blocking_trap(), "wasm");
}

fn all_in_one_join() {
    let api = Api::new(&worker("fine"));
    let nobody = Api::new(&WorkerUri::ephemeral("00000000-0000-4000-8000-000000000000").unwrap());
    let trapping = Api::new(&worker("unlucky in company"));
    let results = block_on(join_all([api.count(), nobody.count(), trapping.trap(), api.count()]));
    assert_eq!(results.iter().map(|result| result.is_ok()).collect::<Vec<_>>(), [true, false, false, true]);
}

fn a_malformed_uri() {
    assert!(matches!("urn:worker:counter/1".parse::<WorkerUri>(), Err(UriError::ComponentId(_))));
    assert!(matches!(WorkerUri::durable("component1", "a"), Err(UriError::ComponentId(_))));
}

fn call(remote: &Remote, function: &str, params: &[&dyn Encode]) -> Result<u64, RpcError> {
    let call: Call<u64> = remote.call(function, params);
    block_on(RpcFuture::new(call))
}

#[track_caller]
fn assert_internal<T: std::fmt::Debug>(result: Result<T, RpcError>, says: &str) {
    match result {
        Err(RpcError::RemoteInternal(text)) => assert!(text.contains(says), "expected `{says}` in: {text}"),
        other => panic!("expected RemoteInternal(…{says}…), got {other:?}"),
    }
}
