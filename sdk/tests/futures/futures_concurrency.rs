//! The crate `futures-concurrency` takes calls as well: its `Join`, `TryJoin`, `Race`, `RaceOk` and
//! `Merge`.

use crate::scripted::{Log, ORDERS, call, sized};
use futures::{FutureExt, StreamExt};
use futures_concurrency::future::{Join, Race, RaceOk, TryJoin};
use futures_concurrency::stream::Merge;
use golem_rpc_sdk::internals::take_cost;
use golem_rpc_sdk::virtual_time::now;
use golem_rpc_sdk::{RpcFuture, as_completed, block_on, sleep};
use std::time::Duration;

#[test]
fn join() {
    let log = Log::default();
    let calls = (RpcFuture::new(call(&log, 1, 30)), RpcFuture::new(call(&log, 2, 10)));
    assert_eq!(block_on(calls.join()), (1, 2));
    for order in ORDERS {
        let (n, log) = (sized(50), Log::default());
        take_cost();
        let calls: Vec<_> = (0..n).map(|index| RpcFuture::new(call(&log, index, order.delay(index, n)))).collect();
        assert_eq!(block_on(calls.join()), (0..n).collect::<Vec<_>>());
        let cost = take_cost();
        assert!(cost.polls <= n + 2 && cost.handles <= n * (n + 1) / 2 + n, "{order:?}: {cost:?}");
        assert_eq!([log.count("subscribe"), log.count("get"), log.count("drop")], [n, n, 2 * n]);
    }
}

#[test]
fn try_join() {
    let log = Log::default();
    let calls: Vec<_> = (0..10)
        .map(|n| RpcFuture::new(call(&log, n, 100 - 10 * n)).map(|id| if id == 7 { Err(id) } else { Ok(id) }))
        .collect();
    assert_eq!(block_on(calls.try_join()), Err(7));
    assert_eq!([log.count("get"), log.count("drop")], [3, 20]);
}

#[test]
fn race() {
    let log = Log::default();
    let calls = (0..10).map(|n| RpcFuture::new(call(&log, n, 100 - 10 * n))).collect::<Vec<_>>();
    assert_eq!(block_on(calls.race()), 9);
    assert_eq!([log.count("get"), log.count("drop")], [1, 20]);
    let limited = (RpcFuture::new(call(&log, 1, 100)).map(Some), sleep(Duration::from_millis(10)).map(|()| None));
    assert_eq!(block_on(limited.race()), None);
}

#[test]
fn race_ok() {
    let log = Log::default();
    let fails = |n: usize| RpcFuture::new(call(&log, n, 10 * n)).map(|id| if id == 3 { Ok(id) } else { Err(id) });
    assert_eq!(block_on([fails(1), fails(2), fails(3), fails(4)].race_ok()).ok(), Some(3));
    assert_eq!(now(), Duration::from_millis(30));
}

#[test]
fn merge() {
    let log = Log::default();
    let stream = |ids: [usize; 2]| as_completed(ids.map(|id| RpcFuture::new(call(&log, id, 10 * id))));
    let merged: Vec<usize> = block_on((stream([1, 4]), stream([3, 2])).merge().collect());
    assert_eq!(merged, [1, 2, 3, 4]);
    assert_eq!([log.count("get"), log.count("drop")], [4, 8]);
}
