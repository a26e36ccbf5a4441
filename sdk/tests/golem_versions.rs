//! One client for all versions of Golem, and what the versions differ in.

use golem_rpc_sdk::client::{Remote, ScheduledCall};
use golem_rpc_sdk::golem::{Golem, HasEphemeralWorkers, Schedules, V1_0, V1_1, V1_2, V1_3, V1_4};
use golem_rpc_sdk::mock::{Kind, Mock, Reply, Resource};
use golem_rpc_sdk::time::Datetime;
use golem_rpc_sdk::virtual_time::now;
use golem_rpc_sdk::{CallOptions, RpcError, RpcFuture, WorkerUri, block_on, join_all, sleep, try_block_on};
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

const ID: &str = "7b3f7a5e-3bd0-4c1b-9e0a-2f4dbb8f3c55";
const GET: &str = "demo:component1/api.{get}";
const ADD: &str = "demo:component1/api.{add}";

fn named() -> WorkerUri {
    WorkerUri::durable(ID, "ünï / 1").unwrap()
}

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn in_seconds(seconds: u64) -> Datetime {
    Datetime::after(Duration::from_secs(seconds))
}

fn let_pass(duration: Duration) {
    block_on(sleep(duration));
}

fn get(remote: &Remote) -> Result<u64, RpcError> {
    block_on(RpcFuture::new(remote.call(GET, &[])))
}

#[test]
fn calls_are_the_same_on_all_of_them() {
    fn works<V: Golem>() {
        let mock = Mock::install();
        mock.on(GET, |_| Reply::value(1u64));
        mock.on(ADD, |_| Reply::nothing());
        let remote = Remote::on::<V>(&named());
        assert_eq!(get(&remote), Ok(1));
        assert_eq!(get(&remote.clone().with(CallOptions::new().deadline(seconds(1)))), Ok(1));
        assert_eq!(remote.call_blocking(GET, &[]), Ok(1u64));
        assert_eq!(remote.trigger(ADD, &[&2u64]), Ok(()));
        assert!(mock.requests().iter().all(|request| request.uri() == &named()));
        assert_eq!(mock.requests().len(), 4);
    }
    works::<V1_0>();
    works::<V1_1>();
    works::<V1_2>();
    works::<V1_3>();
    works::<V1_4>();
}

#[test]
fn clients_of_several_versions_are_joined() {
    let mock = Mock::install();
    mock.on(GET, |_| Reply::value(1u64).after(seconds(1)));
    let remotes = [Remote::new(&named()), Remote::on::<V1_2>(&named()), Remote::on::<V1_4>(&named())];
    let calls = remotes.iter().map(|remote| RpcFuture::new(remote.call::<u64>(GET, &[])));
    assert_eq!(block_on(join_all(calls)), [Ok(1), Ok(1), Ok(1)]);
    assert_eq!(now(), seconds(1));
}

#[test]
fn ephemeral_workers_where_there_are_any() {
    fn works<V: HasEphemeralWorkers>() {
        let mock = Mock::install();
        mock.on(GET, |_| Reply::value(1u64));
        assert_eq!(get(&Remote::ephemeral::<V>(ID).unwrap()), Ok(1));
        assert_eq!(get(&Remote::on::<V>(&WorkerUri::ephemeral(ID).unwrap())), Ok(1));
        assert!(mock.requests().iter().all(|request| request.worker().is_none()));
        assert!(Remote::ephemeral::<V>("nobody").is_err());
    }
    works::<V1_0>();
    works::<V1_1>();
    works::<V1_2>();
}

#[test]
fn ephemeral_workers_where_there_are_none_are_errors_of_the_calls() {
    fn fails<V: Schedules>() {
        fn is_told<T: std::fmt::Debug>(result: Result<T, RpcError>) {
            let Err(RpcError::NotFound(text)) = &result else { panic!("{result:?}") };
            assert!(text.contains("no ephemeral workers") && text.contains("WorkerUri::durable"), "{text}");
            assert!(!result.unwrap_err().is_retryable());
        }
        let mock = Mock::install();
        let remote = Remote::on::<V>(&WorkerUri::ephemeral(ID).unwrap());
        is_told(get(&remote));
        is_told(get(&remote.with(CallOptions::new().deadline(seconds(1)))));
        is_told(remote.call_blocking::<u64>(GET, &[]));
        is_told(remote.trigger(GET, &[]));
        is_told(remote.schedule::<V>(in_seconds(1), GET, &[]));
        is_told(remote.schedule_cancelable::<V>(in_seconds(1), GET, &[]));
        assert_eq!((mock.requests().len(), mock.scheduled().len()), (0, 0));
        assert_eq!(now(), Duration::ZERO);
    }
    fails::<V1_3>();
    fails::<V1_4>();
}

/// What was added, and when.
type Added = Rc<RefCell<Vec<(u64, Duration)>>>;

fn adding() -> (Mock, Added) {
    let (mock, added) = (Mock::install(), Added::default());
    let handler = added.clone();
    mock.on(ADD, move |request| {
        assert_eq!(request.kind(), Kind::Scheduled);
        handler.borrow_mut().push((request.param(0).unwrap(), now()));
        Reply::nothing()
    });
    (mock, added)
}

#[test]
fn scheduled_calls_are_made_at_their_times() {
    fn works<V: Schedules>() {
        let (mock, added) = adding();
        let (start, remote) = (now(), Remote::on::<V>(&named()));
        for (number, delay) in [(1u64, 100), (2, 50), (3, 50), (4, 0)] {
            remote.schedule::<V>(in_seconds(delay), ADD, &[&number]).unwrap();
        }
        let waiting: Vec<_> =
            mock.scheduled().iter().map(|call| (call.request().param::<u64>(0).unwrap(), call.at())).collect();
        assert_eq!(waiting, [(2, in_seconds(50)), (3, in_seconds(50)), (1, in_seconds(100))]);
        let_pass(seconds(49));
        assert_eq!(added.take(), [(4, start)]);
        let_pass(seconds(1));
        assert_eq!(added.take(), [(2, start + seconds(50)), (3, start + seconds(50))]);
        let_pass(seconds(500));
        assert_eq!(added.take(), [(1, start + seconds(100))]);
        assert_eq!((mock.scheduled().len(), mock.requests().len()), (0, 4));
    }
    works::<V1_1>();
    works::<V1_2>();
    works::<V1_3>();
    works::<V1_4>();
}

#[test]
fn calls_that_are_cancelled_before_and_after() {
    let (mock, added) = adding();
    let remote = Remote::on::<V1_1>(&named());
    let schedule =
        |number: u64| -> ScheduledCall { remote.schedule_cancelable::<V1_1>(in_seconds(10), ADD, &[&number]).unwrap() };
    let (before, after) = (schedule(1), schedule(2));
    drop(schedule(3));
    let_pass(seconds(5));
    before.cancel();
    assert_eq!(mock.scheduled().len(), 2);
    let_pass(seconds(10));
    after.cancel();
    assert_eq!(added.take(), [(2, seconds(10)), (3, seconds(10))], "what is dropped is not cancelled");
}

/// A client that was opened for another version is no mistake that stops a worker.
#[test]
fn a_call_may_be_scheduled_through_another_version_than_that_of_the_client() {
    let (_mock, added) = adding();
    for remote in [Remote::new(&named()), Remote::on::<V1_2>(&named())] {
        remote.schedule::<V1_3>(in_seconds(1), ADD, &[&1u64]).unwrap();
        remote.schedule::<V1_1>(in_seconds(1), ADD, &[&2u64]).unwrap();
    }
    let_pass(seconds(1));
    assert_eq!(added.take().into_iter().map(|(number, _)| number).collect::<Vec<_>>(), [1, 2, 1, 2]);
}

#[test]
fn times_that_are_over_and_times_that_never_come() {
    let (mock, added) = adding();
    let remote = Remote::on::<V1_1>(&named());
    remote.schedule::<V1_1>(std::time::SystemTime::UNIX_EPOCH, ADD, &[&1u64]).unwrap();
    assert_eq!(added.take(), [(1, Duration::ZERO)]);
    remote.schedule::<V1_1>(Datetime::after(Duration::MAX), ADD, &[&2u64]).unwrap();
    let_pass(seconds(1_000_000));
    assert_eq!((added.take(), mock.scheduled().len()), (vec![], 1));
    // A call that nobody waits for does not keep a component from being stuck.
    assert!(try_block_on(std::future::pending::<()>()).is_err());
}

/// What is called by a scheduled call may call again: a worker that wakes itself up.
#[test]
fn a_scheduled_call_schedules_the_next() {
    let mock = Mock::install();
    mock.on(ADD, |request| {
        let again = Remote::on::<V1_1>(request.uri());
        again.schedule::<V1_1>(in_seconds(10), ADD, &[&0u64]).unwrap();
        Reply::nothing()
    });
    Remote::on::<V1_1>(&named()).trigger(ADD, &[&0u64]).unwrap();
    let_pass(seconds(35));
    assert_eq!(mock.requests().len(), 4);
    assert_eq!(now(), seconds(35));
}

#[test]
fn resources_of_the_same_worker_go_along() {
    let mock = Mock::install();
    mock.on("new", |request| Reply::value(Resource::new(request.uri(), 7)));
    mock.on("use", |request| {
        assert_eq!(request.param::<Resource>(0).unwrap().id(), 7);
        Reply::nothing()
    });
    let worker = |name| Remote::on::<V1_1>(&WorkerUri::durable(ID, name).unwrap());
    let (own, other) = (worker("own"), worker("other"));
    let cart: Cart = own.call_blocking("new", &[]).unwrap();
    own.schedule_with::<V1_1>(in_seconds(1), "use", own.params(&[&cart])).unwrap();
    let foreign = other.schedule_cancelable_with::<V1_1>(in_seconds(1), "use", other.params(&[&cart]));
    assert!(matches!(foreign, Err(RpcError::ForeignResource { .. })));
    let params = own.params(&[&cart]).giving(cart);
    let _call = own.schedule_cancelable_with::<V1_1>(in_seconds(2), "use", params).unwrap();
    let_pass(seconds(5));
    let made: Vec<_> = mock.requests().iter().map(|request| request.function().to_owned()).collect();
    assert_eq!(made, ["new", "use", "use"], "it was given away, so it is not dropped from here");
}

struct Cart(golem_rpc_sdk::client::RemoteResource);

impl golem_rpc_sdk::client::Encode for Cart {
    fn encode(&self, encoder: &mut golem_rpc_sdk::client::Encoder) -> golem_rpc_sdk::client::NodeIndex {
        encoder.handle(&self.0)
    }
}

impl golem_rpc_sdk::client::Decode for Cart {
    fn decode(
        decoder: &mut golem_rpc_sdk::client::Decoder<'_>,
        node: golem_rpc_sdk::client::NodeIndex,
    ) -> Result<Self, golem_rpc_sdk::client::DecodeError> {
        Ok(Self(decoder.handle(node, "drop")?))
    }
}
