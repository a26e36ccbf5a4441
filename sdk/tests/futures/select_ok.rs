//! `select_ok`: the first value, or all errors.

use crate::scripted::{Log, ORDERS, call, sized};
use golem_rpc_sdk::internals::take_cost;
use golem_rpc_sdk::virtual_time::now;
use golem_rpc_sdk::{RpcFuture, block_on, select_ok};
use std::time::Duration;

#[test]
fn the_first_value_ends_it_and_drops_the_rest() {
    let log = Log::default();
    let calls = (0..10)
        .map(|n| RpcFuture::new(call(&log, n, 100 - 10 * n)).map(|id| if id % 2 == 0 { Ok(id) } else { Err(id) }));
    assert_eq!(block_on(select_ok(calls)), Ok(8));
    assert_eq!(now(), Duration::from_millis(20));
    assert_eq!([log.count("get"), log.count("drop")], [2, 20]);
    assert!(log.pollables_go_first());
}

#[test]
fn all_errors_are_in_the_order_of_the_futures_and_cost_the_floor() {
    for order in ORDERS {
        for n in [0, 1, 3, 10, 100].map(sized) {
            let log = Log::default();
            take_cost();
            let calls = (0..n).map(|index| RpcFuture::new(call(&log, index, order.delay(index, n))).map(Err::<(), _>));
            assert_eq!(block_on(select_ok(calls)), Err((0..n).collect::<Vec<_>>()), "{order:?} {n}");
            let cost = take_cost();
            assert!(cost.polls <= n + 2 && cost.handles <= n * (n + 1) / 2 + n, "{order:?} {n}: {cost:?}");
        }
    }
}
