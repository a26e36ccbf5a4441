//! Everything of the crate `futures` that takes futures takes calls, and asks each exactly once.

use crate::scripted::{Log, ORDERS, Order, call, sized};
use futures::future::{self, Either, FutureExt, Shared};
use futures::stream::{self, FuturesOrdered, FuturesUnordered, StreamExt, TryStreamExt};
use futures::{join, select, select_biased, try_join};
use golem_rpc_sdk::internals::take_cost;
use golem_rpc_sdk::virtual_time::now;
use golem_rpc_sdk::{RpcFuture, block_on};
use std::time::Duration;

const N: usize = sized(50);

fn calls(log: &Log, order: Order) -> impl Iterator<Item = RpcFuture<crate::scripted::Scripted>> {
    (0..N).map(move |index| RpcFuture::new(call(log, index, order.delay(index, N))))
}

/// What every one of them may cost: a poll of exactly what is pending, for each call.
fn assert_floor(log: &Log, what: &str) {
    let cost = take_cost();
    assert!(cost.polls <= N + 2 && cost.handles <= N * (N + 1) / 2 + N, "{what}: {cost:?}");
    assert_eq!([log.count("subscribe"), log.count("get"), log.count("drop")], [N, N, 2 * N], "{what}");
    assert!(log.pollables_go_first(), "{what}");
}

#[test]
fn join() {
    let log = Log::default();
    let outputs = block_on(async {
        join!(RpcFuture::new(call(&log, 1, 30)), RpcFuture::new(call(&log, 2, 10)), RpcFuture::new(call(&log, 3, 20)))
    });
    assert_eq!(outputs, (1, 2, 3));
    assert_eq!(now(), Duration::from_millis(30));
    assert_eq!(log.count("get"), 3);
}

#[test]
fn try_join_ends_at_the_first_error() {
    let log = Log::default();
    let outputs = block_on(async {
        let fine = RpcFuture::new(call(&log, 1, 30)).map(Ok::<_, usize>);
        let fails = RpcFuture::new(call(&log, 2, 10)).map(Err::<usize, _>);
        try_join!(fine, fails)
    });
    assert_eq!(outputs, Err(2));
    assert_eq!([log.count("get"), log.count("drop")], [1, 4]);
}

#[test]
fn future_join_all_and_try_join_all() {
    for order in ORDERS {
        let log = Log::default();
        take_cost();
        assert_eq!(block_on(future::join_all(calls(&log, order))), (0..N).collect::<Vec<_>>());
        assert_floor(&log, "join_all");
        let log = Log::default();
        let fallible = calls(&log, order).map(|call| call.map(Ok::<_, ()>));
        assert_eq!(block_on(future::try_join_all(fallible)), Ok((0..N).collect::<Vec<_>>()));
        assert_floor(&log, "try_join_all");
    }
}

#[test]
fn select_takes_calls_as_they_are() {
    for biased in [false, true] {
        let log = Log::default();
        let (mut slow, mut quick) = (RpcFuture::new(call(&log, 1, 20)), RpcFuture::new(call(&log, 2, 10)));
        let mut ended = Vec::new();
        block_on(async {
            loop {
                if biased {
                    select_biased! { id = slow => ended.push(id), id = quick => ended.push(id), complete => break }
                } else {
                    select! { id = slow => ended.push(id), id = quick => ended.push(id), complete => break }
                }
            }
        });
        assert_eq!(ended, [2, 1]);
        assert_eq!(log.count("get"), 2);
    }
}

#[test]
fn the_loser_of_a_select_goes_on() {
    let log = Log::default();
    let value = block_on(async {
        let (slow, quick) = (RpcFuture::new(call(&log, 1, 20)), RpcFuture::new(call(&log, 2, 10)));
        let Either::Right((_, slow)) = future::select(slow, quick).await else { panic!("quick is quicker") };
        slow.await
    });
    assert_eq!(value, 1);
    assert_eq!([log.count("subscribe"), log.count("get")], [2, 2], "the pollable is kept");
}

#[test]
fn select_all_one_after_another() {
    let log = Log::default();
    take_cost();
    let ended = block_on(async {
        let (mut ended, mut left) = (Vec::new(), calls(&log, Order::Reversed).collect::<Vec<_>>());
        while !left.is_empty() {
            let (id, _, others) = future::select_all(left).await;
            ended.push(id);
            left = others;
        }
        ended
    });
    assert_eq!(ended, (0..N).rev().collect::<Vec<_>>());
    assert_floor(&log, "select_all");
}

#[test]
fn futures_unordered() {
    for order in ORDERS {
        let log = Log::default();
        take_cost();
        let mut ended: Vec<usize> = block_on(calls(&log, order).collect::<FuturesUnordered<_>>().collect());
        assert_floor(&log, "FuturesUnordered");
        ended.sort_unstable();
        assert_eq!(ended, (0..N).collect::<Vec<_>>());
    }
}

#[test]
fn futures_ordered() {
    for order in ORDERS {
        let log = Log::default();
        take_cost();
        let ended: Vec<usize> = block_on(calls(&log, order).collect::<FuturesOrdered<_>>().collect());
        assert_eq!(ended, (0..N).collect::<Vec<_>>());
        assert_floor(&log, "FuturesOrdered");
    }
}

#[test]
fn buffered_streams() {
    for order in ORDERS {
        let log = Log::default();
        take_cost();
        let ended: Vec<usize> = block_on(stream::iter(calls(&log, order)).buffered(7).collect());
        assert_eq!(ended, (0..N).collect::<Vec<_>>());
        assert_floor(&log, "buffered");
        let log = Log::default();
        let mut ended: Vec<usize> = block_on(stream::iter(calls(&log, order)).buffer_unordered(7).collect());
        assert_floor(&log, "buffer_unordered");
        ended.sort_unstable();
        assert_eq!(ended, (0..N).collect::<Vec<_>>());
        let log = Log::default();
        let all = stream::iter(calls(&log, order).map(Ok::<_, ()>));
        assert_eq!(block_on(all.try_for_each_concurrent(7, |call| call.map(|_| Ok(())))), Ok(()));
        assert_floor(&log, "try_for_each_concurrent");
    }
}

#[test]
fn a_shared_call_is_asked_once_for_all() {
    let log = Log::default();
    let shared: Shared<_> = RpcFuture::new(call(&log, 7, 10)).shared();
    let waiters: Vec<_> = (0..5).map(|_| shared.clone()).collect();
    drop(shared);
    assert_eq!(block_on(golem_rpc_sdk::join_all(waiters)), [7; 5]);
    assert_eq!([log.count("subscribe"), log.count("get"), log.count("drop")], [1, 1, 2]);
}

#[test]
fn adapters_are_no_obstacle() {
    let log = Log::default();
    let boxed = || RpcFuture::new(call(&log, 1, 10)).boxed_local();
    let values = block_on(async {
        let chained = boxed().then(|n| RpcFuture::new(call(&log, n + 1, 10)));
        let fused = boxed().fuse();
        let (remote, handle) = boxed().remote_handle();
        join!(chained, fused, handle, remote.map(|()| 4), boxed().inspect(|_| {}), boxed().into_stream().count())
    });
    assert_eq!(values, (2, 1, 1, 4, 1, 1));
}

#[test]
fn an_aborted_call_leaves_nothing() {
    let log = Log::default();
    let (call, abort) = future::abortable(RpcFuture::new(call(&log, 1, 1000)));
    let ended = block_on(async {
        join!(call, async {
            golem_rpc_sdk::sleep(Duration::from_millis(10)).await;
            abort.abort();
        })
    });
    assert!(ended.0.is_err());
    assert_eq!(now(), Duration::from_millis(10));
    assert_eq!([log.count("get"), log.count("drop")], [0, 2]);
}
