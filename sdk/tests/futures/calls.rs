//! Calls one by one and by `join_all`.

use crate::scripted::{Log, ORDERS, call, sized};
use futures::future::{Either, select};
use futures::stream::FuturesUnordered;
use futures::{FutureExt, StreamExt};
use golem_rpc_sdk::internals::take_cost;
use golem_rpc_sdk::{RpcFuture, block_on, join_all, try_block_on};
use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

#[test]
fn one_call_is_polled_once_and_got_once() {
    let log = Log::default();
    assert_eq!(block_on(RpcFuture::new(call(&log, 7, 10))), 7);
    assert_eq!(log.to_string(), "subscribe 7, get 7, drop pollable 7, drop result 7");
}

#[test]
fn ready_without_a_result_waits_again() {
    let log = Log::default();
    let value = block_on(RpcFuture::new(call(&log, 7, 10).empty_at_first(2)));
    assert_eq!(value, 7);
    assert_eq!(log.count("get"), 3);
    assert_eq!(log.count("subscribe"), 1, "the pollable is kept");
}

#[test]
fn ready_without_a_result_in_a_join_waits_again() {
    let log = Log::default();
    let calls = (0..20).map(|n| RpcFuture::new(call(&log, n, 10 + n).empty_at_first(n % 3)));
    assert_eq!(block_on(join_all(calls)), (0..20).collect::<Vec<_>>());
    assert_eq!(log.count("subscribe"), 20);
    assert_eq!(log.count("drop"), 40);
}

#[test]
fn results_of_a_join_are_in_the_order_of_its_futures() {
    for order in ORDERS {
        for n in [0, 1, 2, 3, 4, 5, 10, 100, 1000].map(sized) {
            let log = Log::default();
            let calls = (0..n).map(|index| RpcFuture::new(call(&log, index, order.delay(index, n))));
            assert_eq!(block_on(join_all(calls)), (0..n).collect::<Vec<_>>(), "{order:?} {n}");
            assert_eq!([log.count("subscribe"), log.count("get"), log.count("drop")], [n, n, 2 * n], "{order:?} {n}");
            assert!(log.pollables_go_first());
        }
    }
}

#[test]
fn a_join_costs_few_polls_and_few_handles_in_any_order() {
    for order in ORDERS {
        for n in [1, 3, 10, 100, 1000, 4000].map(sized) {
            let log = Log::default();
            take_cost();
            block_on(join_all((0..n).map(|index| RpcFuture::new(call(&log, index, order.delay(index, n))))));
            let cost = take_cost();
            let polls = 2 * n.ilog2() as usize + n / 64 + 4;
            assert!(cost.polls <= polls, "{order:?} {n}: {cost:?}, at most {polls} polls");
            assert!(cost.handles <= 4 * n + 8, "{order:?} {n}: {cost:?}");
        }
    }
}

#[test]
fn other_combinators_poll_exactly_what_is_pending() {
    for order in ORDERS {
        let (n, log) = (sized(100), Log::default());
        let calls: FuturesUnordered<_> =
            (0..n).map(|index| RpcFuture::new(call(&log, index, order.delay(index, n)))).collect();
        take_cost();
        assert_eq!(block_on(calls.count()), n);
        let cost = take_cost();
        assert!(cost.polls <= n + 2 && cost.handles <= n * (n + 1) / 2, "{order:?}: {cost:?}");
    }
}

#[test]
fn calls_are_seen_through_the_join_even_when_another_future_polled_them_before() {
    let log = Log::default();
    let mut early = RpcFuture::new(call(&log, 0, 50));
    assert_eq!((&mut early).now_or_never(), None);
    let calls = std::iter::once(early).chain((1..10).map(|n| RpcFuture::new(call(&log, n, 50 - n))));
    assert_eq!(block_on(join_all(calls)), (0..10).collect::<Vec<_>>());
}

#[test]
fn a_join_of_blocks_does_not_keep_follow_up_calls_waiting() {
    let log = Log::default();
    let chains = (0..10).map(|n| {
        let log = log.clone();
        async move {
            RpcFuture::new(call(&log, n, 10 * (n + 1))).await;
            let started = golem_rpc_sdk::virtual_time::now();
            RpcFuture::new(call(&log, n, 1000)).await;
            started.as_millis() as usize
        }
    });
    let begin = golem_rpc_sdk::virtual_time::now().as_millis() as usize;
    let started = block_on(join_all(chains));
    assert_eq!(started, (0..10).map(|n| begin + 10 * (n + 1)).collect::<Vec<_>>());
}

#[test]
fn children_that_wake_themselves_end() {
    let yielding = |times: usize| {
        let mut left = times;
        poll_fn(move |cx| {
            if left == 0 {
                return Poll::Ready(times);
            }
            left -= 1;
            cx.waker().wake_by_ref();
            Poll::Pending
        })
    };
    assert_eq!(block_on(join_all((0..10).map(yielding))), (0..10).collect::<Vec<_>>());
}

#[test]
fn a_join_is_one_waiter_among_others() {
    let log = Log::default();
    let slow = join_all((0..100).map(|n| RpcFuture::new(call(&log, n, 1000 + n))));
    let quick = RpcFuture::new(call(&log, 500, 5));
    let Either::Right((value, slow)) = block_on(select(slow, quick)) else { panic!("the quick one is first") };
    assert_eq!(value, 500);
    assert_eq!(log.count("get"), 1);
    assert_eq!(block_on(slow).len(), 100);
}

#[test]
fn joins_nest() {
    let log = Log::default();
    let joins = (0..10).map(|outer| {
        join_all((0..10).map(|inner| RpcFuture::new(call(&log, 10 * outer + inner, 100 - 10 * outer + inner))))
    });
    let values: Vec<usize> = block_on(join_all(joins)).into_iter().flatten().collect();
    assert_eq!(values, (0..100).collect::<Vec<_>>());
}

#[test]
fn a_join_dropped_half_way_leaves_nothing() {
    let log = Log::default();
    let join = join_all((0..100).map(|n| RpcFuture::new(call(&log, n, 10 * n))));
    let timer = RpcFuture::new(call(&log, 1000, 500));
    let Either::Right((_, join)) = block_on(select(join, timer)) else { panic!("the join ends last") };
    drop(join);
    assert_eq!(log.count("drop pollable"), 101);
    assert_eq!(log.count("drop result"), 101);
    assert!(log.pollables_go_first());
    assert!(try_block_on(std::future::pending::<()>()).is_err(), "the reactor is empty");
}

#[test]
fn only_what_was_woken_is_polled() {
    let log = Log::default();
    let mut calls: FuturesUnordered<_> = (0..50).map(|n| RpcFuture::new(call(&log, n, 10 * (50 - n)))).collect();
    let mut order = Vec::new();
    block_on(async {
        while let Some(value) = calls.next().await {
            order.push(value);
        }
    });
    assert_eq!(order, (0..50).rev().collect::<Vec<_>>());
    assert_eq!(log.count("get"), 50);
}

#[test]
fn block_on_inside_block_on_works() {
    let log = Log::default();
    let outer = RpcFuture::new(call(&log, 1, 10));
    let value = block_on(async {
        let mut outer = pin!(outer);
        assert!(futures::poll!(outer.as_mut()).is_pending());
        let inner = block_on(RpcFuture::new(call(&log, 2, 100)));
        inner + outer.await
    });
    assert_eq!(value, 3);
}

#[test]
fn a_future_nobody_can_wake_is_an_error() {
    let stalled = try_block_on(std::future::pending::<()>()).unwrap_err();
    assert!(stalled.to_string().contains("can never end"));
}

#[test]
#[should_panic(expected = "polled again after it was ready")]
fn a_call_that_ended_is_not_asked_again() {
    let log = Log::default();
    let mut call = RpcFuture::new(call(&log, 1, 10));
    block_on(&mut call);
    block_on(&mut call);
}
