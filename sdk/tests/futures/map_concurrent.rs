//! `map_concurrent`, `try_map_concurrent` and `map_concurrent_stream`: never more than so many at a
//! time, never fewer than possible.

use crate::scripted::{Log, ORDERS, call, sized};
use futures::channel::mpsc;
use futures::stream::{self, FusedStream, Stream, StreamExt, TryStreamExt};
use golem_rpc_sdk::internals::take_cost;
use golem_rpc_sdk::virtual_time::now;
use golem_rpc_sdk::{
    RpcFuture, block_on, map_concurrent, map_concurrent_stream, sleep, spawn_local, timeout, try_block_on,
    try_map_concurrent, yield_now,
};
use std::cell::{Cell, RefCell};
use std::future::{pending, ready};
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

#[test]
fn the_first_error_begins_nothing_more_and_drops_the_rest() {
    let log = Log::default();
    let begun = Cell::new(0);
    let failed = block_on(try_map_concurrent(3, 0..100, |n| {
        begun.set(begun.get() + 1);
        let call = RpcFuture::new(call(&log, n, 10 * (n + 1)));
        async move { if call.await == 4 { Err("four") } else { Ok(n) } }
    }));
    // Calls 0 to 3 have ended at 10, 20, 30 and 50 ms, so 4, which began at 20 ms, ends at 70 ms.
    assert_eq!(failed, Err("four"));
    assert_eq!((now(), begun.get(), log.count("get")), (Duration::from_millis(70), 7, 5));
    assert_eq!(log.count("drop"), 14);
    assert!(try_block_on(pending::<()>()).is_err(), "nothing is left");
    let all = try_map_concurrent(3, 0..10, |n| async move {
        sleep(Duration::from_millis(10 - n)).await;
        Ok::<_, ()>(n)
    });
    assert_eq!(block_on(all), Ok((0..10).collect()));
}

#[test]
fn outputs_of_a_stream_come_as_they_end_and_items_are_taken_when_there_is_room() {
    for order in ORDERS {
        for limit in [1, 2, 7, 100, 1000] {
            let n = sized(100);
            let log = Log::default();
            let (taken, running, most) = (Cell::new(0), Cell::new(0), Cell::new(0));
            let items = stream::iter(0..n).inspect(|_| {
                assert!(running.get() < limit, "there is room");
                taken.set(taken.get() + 1);
            });
            let mut ended = map_concurrent_stream(limit, items, |id| {
                running.set(running.get() + 1);
                most.set(running.get().max(most.get()));
                let (running, call) = (&running, RpcFuture::new(call(&log, id, order.delay(id, n))));
                async move {
                    let id = call.await;
                    running.set(running.get() - 1);
                    (now(), id)
                }
            });
            take_cost();
            let mut outputs: Vec<(Duration, usize)> = Vec::new();
            block_on(async {
                while let Some(output) = ended.next().await {
                    outputs.push(output);
                    assert_eq!(outputs.len() + ended.size_hint().0, n);
                }
            });
            assert!(ended.is_terminated());
            assert_eq!(block_on(ended.next()), None);
            let cost = take_cost();
            assert!(outputs.is_sorted_by_key(|(at, _)| *at), "{order:?} {limit}");
            outputs.sort_unstable_by_key(|(_, id)| *id);
            assert!(outputs.into_iter().map(|(_, id)| id).eq(0..n), "{order:?} {limit}");
            assert_eq!((taken.get(), most.get()), (n, limit.min(n)), "{order:?} {limit}");
            assert!(cost.handles <= cost.polls * limit.min(n) && cost.polls <= n + 2, "{order:?} {limit}: {cost:?}");
        }
    }
}

#[test]
fn a_stream_from_which_nobody_takes_takes_nothing() {
    let taken = Cell::new(0);
    let items = stream::iter(0..100).inspect(|_| taken.set(taken.get() + 1));
    let mut ended = map_concurrent_stream(2, items, |n| async move {
        sleep(Duration::from_millis(10)).await;
        n
    });
    block_on(async {
        sleep(Duration::from_millis(50)).await;
        assert_eq!(taken.get(), 0);
        assert_eq!(ended.next().await, Some(0));
        assert_eq!(taken.get(), 2);
        sleep(Duration::from_millis(50)).await;
        assert_eq!(taken.get(), 2);
        assert_eq!(ended.next().await, Some(1));
        assert_eq!(taken.get(), 3);
    });
}

#[test]
fn items_that_come_late_are_waited_for_beside_what_runs() {
    let (sender, items) = mpsc::unbounded();
    let teller = spawn_local(async move {
        for delay in [30, 5, 5] {
            sleep(Duration::from_millis(10)).await;
            sender.unbounded_send(delay).unwrap();
        }
        sleep(Duration::from_millis(100)).await;
    });
    let mut ended = map_concurrent_stream(8, items, |delay| async move {
        sleep(Duration::from_millis(delay)).await;
        delay
    });
    let seen = RefCell::new(Vec::new());
    block_on(async {
        while let Some(delay) = ended.next().await {
            seen.borrow_mut().push((delay, now().as_millis()));
        }
    });
    assert_eq!(seen.take(), [(5, 25), (5, 35), (30, 40)]);
    assert_eq!(now(), Duration::from_millis(130), "the stream of items has ended only now");
    block_on(teller);
}

#[test]
fn a_stream_is_dropped_at_the_first_error() {
    let log = Log::default();
    let mut ended = map_concurrent_stream(2, stream::iter(0..10), |n| {
        let call = RpcFuture::new(call(&log, n, 10 * (n + 1)));
        async move { if call.await == 2 { Err("two") } else { Ok(n) } }
    });
    let collected = block_on(async { ended.by_ref().try_collect::<Vec<_>>().await });
    assert_eq!(collected, Err("two"));
    drop(ended);
    assert_eq!(log.count("subscribe") * 2, log.count("drop"));
    assert!(log.pollables_go_first());
    let ended = map_concurrent_stream(2, stream::repeat(()), |()| RpcFuture::new(call(&log, 1, 10)));
    let some = timeout(Duration::from_millis(95), ended.for_each(|_| ready(())));
    assert!(block_on(some).is_err());
    assert!(try_block_on(pending::<()>()).is_err(), "nothing is left");
}

#[test]
fn items_and_futures_that_are_always_ready_do_not_keep_others_waiting() {
    let ended = map_concurrent_stream(4, stream::repeat(1), ready).for_each(|_| ready(()));
    assert!(block_on(timeout(Duration::from_millis(10), ended)).is_err());
    let turns = block_on(async {
        let others = spawn_local(async {
            for _ in 0..10 {
                yield_now().await;
            }
            1
        });
        let endless = spawn_local(map_concurrent_stream(4, stream::repeat(1), ready).for_each(|_| ready(())));
        let turns = others.await;
        endless.abort();
        turns
    });
    assert_eq!(turns, 1);
}
