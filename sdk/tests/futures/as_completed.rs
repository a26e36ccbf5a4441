//! `as_completed`: outputs in the order in which they come.

use crate::scripted::{Log, ORDERS, call, sized};
use futures::stream::FusedStream;
use futures::{Stream, StreamExt};
use golem_rpc_sdk::internals::take_cost;
use golem_rpc_sdk::virtual_time::now;
use golem_rpc_sdk::{RpcFuture, as_completed, block_on, sleep};
use std::time::Duration;

#[test]
fn outputs_come_in_the_order_of_their_ends_and_cost_the_floor() {
    for order in ORDERS {
        let n = sized(100);
        let log = Log::default();
        take_cost();
        let calls = (0..n).map(|index| RpcFuture::new(call(&log, index, order.delay(index, n))));
        let ended: Vec<usize> = block_on(as_completed(calls).collect());
        let mut expected: Vec<usize> = (0..n).collect();
        expected.sort_by_key(|index| order.delay(*index, n));
        assert_eq!(ended, expected, "{order:?}");
        let cost = take_cost();
        assert!(cost.polls <= n + 2 && cost.handles <= n * (n + 1) / 2 + n, "{order:?}: {cost:?}");
        assert_eq!([log.count("get"), log.count("drop")], [n, 2 * n]);
    }
}

#[test]
fn streams_of_the_futures_crate_go_on_from_it() {
    let log = Log::default();
    let calls = (0..6).map(|n| RpcFuture::new(call(&log, n, 60 - 10 * n)));
    let pairs: Vec<Vec<usize>> = block_on(as_completed(calls).map(|n| 10 * n).chunks(2).collect());
    assert_eq!(pairs, [[50, 40], [30, 20], [10, 0]]);
}

#[test]
fn what_ends_while_nobody_asks_is_not_lost() {
    let log = Log::default();
    block_on(async {
        let mut ended = as_completed((0..3).map(|n| RpcFuture::new(call(&log, n, 10 * (n + 1)))));
        assert_eq!(ended.next().await, Some(0));
        sleep(Duration::from_millis(100)).await;
        let before = now();
        assert_eq!(ended.size_hint(), (2, Some(2)));
        assert_eq!(ended.next().await, Some(1));
        assert_eq!(ended.next().await, Some(2));
        assert_eq!(now(), before);
        assert_eq!(ended.next().await, None);
        assert!(ended.is_terminated());
    });
}

#[test]
fn dropping_it_half_way_leaves_nothing() {
    let log = Log::default();
    let mut ended = as_completed((0..10).map(|n| RpcFuture::new(call(&log, n, 10 * (n + 1)))));
    assert_eq!(block_on(ended.next()), Some(0));
    drop(ended);
    assert_eq!(log.count("drop"), 20);
    assert!(log.pollables_go_first());
}

#[test]
fn more_futures_may_come_while_it_runs_and_after_it_is_over() {
    let (log, n) = (Log::default(), sized(100));
    let mut ended = as_completed((0..n).map(|id| RpcFuture::new(call(&log, id, 1 + id * 7919 % 1009))));
    let mut seen = Vec::new();
    block_on(async {
        while let Some(id) = ended.next().await {
            seen.push(id);
            if id < n {
                ended.push(RpcFuture::new(call(&log, id + n, 1 + id * 31 % 17)));
            }
        }
        assert!(ended.is_terminated());
        ended.push(RpcFuture::new(call(&log, 2 * n, 5)));
        assert!(!ended.is_terminated());
        assert_eq!(ended.next().await, Some(2 * n));
        assert_eq!(ended.next().await, None);
    });
    seen.sort_unstable();
    assert_eq!(seen, (0..2 * n).collect::<Vec<_>>());
    assert!(log.pollables_go_first());
}
