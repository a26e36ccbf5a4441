//! `try_join_all`: fails fast, waits for exactly what is pending.

use crate::scripted::{Log, ORDERS, call, sized};
use golem_rpc_sdk::internals::take_cost;
use golem_rpc_sdk::virtual_time::now;
use golem_rpc_sdk::{RpcFuture, block_on, try_block_on, try_join_all};
use std::time::Duration;

/// A call that fails when its id is one of `failing`.
fn fallible(log: &Log, id: usize, delay: usize, failing: &[usize]) -> impl Future<Output = Result<usize, usize>> {
    let fails = failing.contains(&id);
    RpcFuture::new(call(log, id, delay)).map(move |id| if fails { Err(id) } else { Ok(id) })
}

#[test]
fn values_are_in_the_order_of_the_futures_and_cost_the_floor() {
    for order in ORDERS {
        for n in [0, 1, 3, 10, 100, 1000].map(sized) {
            let log = Log::default();
            take_cost();
            let calls = (0..n).map(|index| fallible(&log, index, order.delay(index, n), &[]));
            assert_eq!(block_on(try_join_all(calls)), Ok((0..n).collect::<Vec<_>>()), "{order:?} {n}");
            let cost = take_cost();
            assert!(cost.polls <= n + 2 && cost.handles <= n * (n + 1) / 2 + n, "{order:?} {n}: {cost:?}");
            assert_eq!([log.count("subscribe"), log.count("get"), log.count("drop")], [n, n, 2 * n]);
        }
    }
}

#[test]
fn the_first_error_ends_it_and_drops_the_rest() {
    let log = Log::default();
    let mut join = try_join_all((0..10).map(|n| fallible(&log, n, 10 * (n + 1), &[3, 7])));
    assert_eq!(block_on(&mut join), Err(3));
    assert_eq!(now(), Duration::from_millis(40));
    assert_eq!(log.count("get"), 4);
    assert_eq!([log.count("drop pollable"), log.count("drop result")], [10, 10], "even before the join is dropped");
    assert!(log.pollables_go_first());
    assert!(try_block_on(std::future::pending::<()>()).is_err(), "the reactor is empty");
}

#[test]
fn values_that_came_before_the_error_are_dropped_with_it() {
    let value = std::rc::Rc::new(());
    let results = [Ok(value.clone()), Err("no"), Ok(value.clone())];
    assert_eq!(block_on(try_join_all(results.map(std::future::ready))), Err("no"));
    assert_eq!(std::rc::Rc::strong_count(&value), 1);
}

#[test]
fn it_nests_in_itself() {
    let log = Log::default();
    let inner = |outer: usize| try_join_all((0..5).map(|n| fallible(&log, 5 * outer + n, 50 - 5 * outer - n, &[12])));
    assert_eq!(block_on(try_join_all((0..10).map(inner))), Err(12));
}
