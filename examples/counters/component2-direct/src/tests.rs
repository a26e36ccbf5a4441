//! Unit tests that need no Golem. Outside of a component, the calls of a client go to a fake.

use crate::values;
use component1_direct_client::fake::Api as _;
use component1_direct_client::{Api, RpcError, WorkerUri, fake};
use golem_rpc_sdk::mock::{Mock, Request};
use golem_rpc_sdk::virtual_time;
use std::time::Duration;

/// Replaces component1 by counters whose values are their names.
struct Counters;

impl fake::Api for Counters {
    fn get(&self, request: &Request) -> Result<u64, RpcError> {
        match request.worker() {
            Some("broken") => Err(RpcError::RemoteInternal("it trapped".to_owned())),
            Some("slow") => {
                request.takes(Duration::from_secs(5));
                Ok(1)
            }
            _ => Ok(20),
        }
    }
}

fn counter(name: &str) -> Api {
    let uri = WorkerUri::durable("7b3f7a5e-3bd0-4c1b-9e0a-2f4dbb8f3c55", name);
    Api::new(&uri.expect("this is how a component id looks"))
}

#[test]
fn values_come_in_the_order_of_the_counters() {
    let mock = Mock::install();
    Counters.serve(&mock);
    assert_eq!(values(&[counter("slow"), counter("a"), counter("slow")]), Ok(vec![1, 20, 1]));
    // All counters were asked at the same time, and the five seconds were virtual time.
    assert_eq!(virtual_time::now(), Duration::from_secs(5));
    assert_eq!(mock.requests().len(), 3);
}

#[test]
fn one_that_fails_is_an_error() {
    let mock = Mock::install();
    Counters.serve(&mock);
    let error = values(&[counter("a"), counter("broken")]).unwrap_err();
    assert_eq!(error.to_string(), "remote internal error: it trapped");
}
