//! `map_concurrent`: never more than so many at a time, never fewer than possible.

use crate::scripted::{Log, ORDERS, call, sized};
use golem_rpc_sdk::internals::take_cost;
use golem_rpc_sdk::virtual_time::now;
use golem_rpc_sdk::{RpcFuture, block_on, map_concurrent, sleep};
use std::cell::Cell;
use std::time::Duration;

#[test]
fn at_most_so_many_are_in_flight_and_outputs_are_in_the_order_of_the_items() {
    for order in ORDERS {
        for limit in [1, 2, 7, 100, 1000] {
            let n = sized(100);
            let log = Log::default();
            let (flying, most) = (Cell::new(0), Cell::new(0));
            take_cost();
            let values = block_on(map_concurrent(limit, 0..n, |index| {
                flying.set(flying.get() + 1);
                most.set(flying.get().max(most.get()));
                let call = RpcFuture::new(call(&log, index, order.delay(index, n)));
                let flying = &flying;
                async move {
                    let value = call.await;
                    flying.set(flying.get() - 1);
                    value
                }
            }));
            assert_eq!(values, (0..n).collect::<Vec<_>>(), "{order:?} {limit}");
            assert_eq!(most.get(), limit.min(n), "{order:?} {limit}");
            let cost = take_cost();
            assert!(cost.handles <= cost.polls * limit.min(n), "{order:?} {limit}: {cost:?}");
            assert!(cost.polls <= n + 2, "{order:?} {limit}: {cost:?}");
            assert_eq!([log.count("get"), log.count("drop")], [n, 2 * n]);
        }
    }
}

#[test]
fn the_next_begins_when_one_ends() {
    let begun = block_on(map_concurrent(2, [10, 30, 10, 10, 10], |delay| async move {
        let begun = now();
        sleep(Duration::from_millis(delay)).await;
        begun.as_millis()
    }));
    assert_eq!(begun, [0, 0, 10, 20, 30]);
}

#[test]
fn a_limit_of_zero_is_one() {
    let values = block_on(map_concurrent(0, 0..3, |n| async move {
        sleep(Duration::from_millis(10)).await;
        n
    }));
    assert_eq!(values, [0, 1, 2]);
    assert_eq!(now(), Duration::from_millis(30));
}

#[test]
fn nothing_begins_before_it_is_polled() {
    let begun = Cell::new(0);
    let map = map_concurrent(2, 0..3, |_| {
        begun.set(begun.get() + 1);
        std::future::ready(())
    });
    assert_eq!(begun.get(), 0);
    block_on(map);
    assert_eq!(begun.get(), 3);
}

#[test]
fn no_items_no_outputs() {
    assert_eq!(block_on(map_concurrent(3, [], |n: u32| async move { n })), []);
}

#[test]
fn dropping_it_half_way_starts_nothing_more() {
    let log = Log::default();
    let map = map_concurrent(2, 0..10, |n| RpcFuture::new(call(&log, n, 10)));
    assert!(block_on(golem_rpc_sdk::timeout(Duration::from_millis(15), map)).is_err());
    assert_eq!([log.count("subscribe"), log.count("get"), log.count("drop")], [4, 2, 8]);
}
