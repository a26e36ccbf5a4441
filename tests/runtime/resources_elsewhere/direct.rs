//! What happens if a resource is passed to another worker than its own, or isn't passed at all.

use crate::worker;
use client::{Counter, Shop};
use golem_rpc_sdk::{RpcError, WorkerUri, block_on, join_all};

pub fn run() {
    constructed_at_once();
    refused_everywhere();
    two_clients_of_one_worker();
    if std::env::var_os("NO_EPHEMERAL_WORKERS").is_none() {
        ephemeral_workers();
    }
    an_unknown_component();
}

fn constructed_at_once() {
    let uri = worker("constructed");
    let counters = block_on(join_all((0..3).map(|start| Counter::new(&uri, start))));
    let counters: Vec<Counter> = counters.into_iter().map(Result::unwrap).collect();
    let mut values = block_on(join_all(counters.iter().map(|counter| counter.get()))).into_iter();
    assert!(values.all(|value| value.is_ok_and(|value| value < 3)));
    drop(counters);
    assert_eq!(Shop::new(&uri).blocking_alive(), Ok(0));
}

fn refused_everywhere() {
    let (here, there) = (worker("here"), worker("there"));
    let counter = |uri, start| Counter::blocking_new(uri, start).unwrap();
    let (ours, theirs) = (counter(&here, 5), counter(&there, 1));

    assert_foreign(block_on(ours.is_above(&theirs)), &there, &here);
    assert_foreign(ours.blocking_is_above(&theirs), &there, &here);
    assert_foreign(ours.trigger_reset_both(&theirs), &there, &here);
    assert_foreign(block_on(Counter::merge(&here, counter(&here, 1), &theirs)).map(drop), &there, &here);
    let list = vec![counter(&here, 1), counter(&there, 1)];
    assert_foreign(block_on(Shop::new(&here).total(list)), &there, &here);
    // Only the refused call fails, and not the other one.
    let both = block_on(join_all([ours.is_above(&theirs), ours.is_above(&ours)]));
    assert!(matches!(both[..], [Err(RpcError::ForeignResource { .. }), Ok(false)]));

    let (shop_here, shop_there) = (Shop::new(&here), Shop::new(&there));
    // The resource that was to be handed over, and was refused, is dropped in its own worker.
    assert_eq!((shop_here.blocking_alive(), shop_there.blocking_alive()), (Ok(1), Ok(1)));
    assert_foreign(ours.blocking_absorb(theirs), &there, &here);
    assert_eq!((shop_here.blocking_alive(), shop_there.blocking_alive()), (Ok(1), Ok(0)));
    assert_eq!(ours.blocking_get(), Ok(5), "nothing was called");
}

fn two_clients_of_one_worker() {
    let uri = worker("one");
    let opened = Shop::new(&uri).blocking_open().unwrap();
    let constructed = Counter::blocking_new(&uri, 2).unwrap();
    assert_eq!(block_on(opened.is_above(&constructed)), Ok(true));
    assert_eq!(block_on(constructed.absorb(opened)), Ok(5));
}

fn ephemeral_workers() {
    let component_id = std::env::var("TARGET_COMPONENT_ID").unwrap();
    let uri = WorkerUri::ephemeral(&component_id).unwrap();
    let (one, other) = (Shop::new(&uri), Shop::new(&uri));
    let (a, b, c) = (one.blocking_open().unwrap(), one.blocking_open().unwrap(), other.blocking_open().unwrap());
    assert_eq!((one.blocking_alive(), other.blocking_alive()), (Ok(2), Ok(1)));
    assert_eq!(block_on(a.is_above(&b)), Ok(false), "the resources of one client live in one worker");
    assert_foreign(block_on(a.is_above(&c)), &uri, &uri);
    assert_eq!(block_on(a.absorb(b)), Ok(6));
    drop(a);
    assert_eq!((one.blocking_alive(), other.blocking_alive()), (Ok(0), Ok(1)));
}

fn an_unknown_component() {
    let nobody = WorkerUri::durable("00000000-0000-4000-8000-000000000000", "nobody").unwrap();
    assert!(matches!(block_on(Counter::new(&nobody, 1)), Err(RpcError::RemoteInternal(_))));
    assert!(matches!(Counter::blocking_new(&nobody, 1), Err(RpcError::RemoteInternal(_))));
}

#[track_caller]
fn assert_foreign<T: std::fmt::Debug>(result: Result<T, RpcError>, owner: &WorkerUri, called: &WorkerUri) {
    let (owner, called) = (owner.to_string(), called.to_string());
    assert_eq!(result.map(drop), Err(RpcError::ForeignResource { owner, called }));
}
