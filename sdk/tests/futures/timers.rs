//! `sleep` and `timeout`, alone and beside calls.

use crate::scripted::{Fallible, Log, ORDERS, call, sized};
use futures::future::{Either, select};
use futures::{FutureExt, select};
use golem_rpc_sdk::internals::take_cost;
use golem_rpc_sdk::virtual_time::now;
use golem_rpc_sdk::{Elapsed, RpcError, RpcFuture, Sleep, block_on, join_all, sleep, timeout, try_block_on};
use std::task::{Context, Waker};
use std::time::Duration;

const fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

#[test]
fn a_sleep_lasts_from_when_it_was_made() {
    let first = sleep(ms(30));
    block_on(sleep(ms(20)));
    block_on(first);
    assert_eq!(now(), ms(30));
}

#[test]
fn a_sleep_of_zero_asks_the_host_nothing() {
    take_cost();
    block_on(sleep(Duration::ZERO));
    assert_eq!(take_cost().polls, 0);
    assert_eq!(now(), Duration::ZERO);
}

#[test]
fn a_sleep_without_end_outlasts_everything() {
    let log = Log::default();
    for endless in [Duration::MAX, Duration::from_nanos(u64::MAX)] {
        let Either::Right((value, _)) = block_on(select(sleep(endless), RpcFuture::new(call(&log, 1, 10)))) else {
            panic!("the call is first")
        };
        assert_eq!(value, 1);
    }
}

#[test]
fn sleeps_end_in_the_order_of_their_deadlines() {
    let moments = block_on(join_all([30, 10, 20].map(|delay| async move {
        sleep(ms(delay)).await;
        now()
    })));
    assert_eq!(moments, [ms(30), ms(10), ms(20)]);
}

#[test]
fn all_sleeps_share_one_timer() {
    let n = sized(1000);
    let delay = |id: usize| ms(1 + (id * 7919 % 1009) as u64);
    for run in
        [|sleeps: Vec<Sleep>| _ = block_on(join_all(sleeps)), |sleeps| _ = block_on(futures::future::join_all(sleeps))]
    {
        take_cost();
        run((0..n).map(|id| sleep(delay(id))).collect());
        let cost = take_cost();
        assert!(cost.polls <= n + 2 && cost.handles <= n + 2, "{cost:?}");
    }
}

#[test]
fn sleeps_that_are_left_end_in_time_when_others_are_dropped() {
    let begun = now();
    let delay = |id: u64| ms(10 + id * 7 % 300);
    let mut sleeps: Vec<_> = (0..300).map(|id| (id, Box::pin(sleep(delay(id))))).collect();
    let mut cx = Context::from_waker(Waker::noop());
    sleeps.iter_mut().for_each(|(_, sleep)| assert!(sleep.as_mut().poll(&mut cx).is_pending()));
    block_on(sleep(ms(5)));
    // The nearest one goes, and all others but each tenth.
    sleeps.retain(|(id, _)| id % 10 == 1);
    take_cost();
    let ended = block_on(join_all(sleeps.into_iter().map(|(id, sleep)| async move {
        sleep.await;
        (id, now() - begun)
    })));
    assert_eq!(take_cost().handles, 30);
    assert!(ended.into_iter().all(|(id, at)| at == delay(id)));
    take_cost();
    block_on(sleep(ms(1)));
    assert_eq!(take_cost().handles, 1, "nobody waits for anything else");
}

#[test]
fn a_timeout_gives_the_output_or_says_that_it_elapsed() {
    let log = Log::default();
    assert_eq!(block_on(timeout(ms(20), RpcFuture::new(call(&log, 1, 10)))), Ok(1));
    assert_eq!(block_on(timeout(ms(5), RpcFuture::new(call(&log, 2, 10)))), Err(Elapsed));
    assert_eq!(log.count("get"), 1, "a call that was not ready is not asked");
    assert_eq!(log.count("drop"), 4);
    assert!(log.pollables_go_first());
    assert!(try_block_on(std::future::pending::<()>()).is_err(), "the timers are gone");
}

#[test]
fn an_output_that_is_there_in_time_to_the_moment_wins() {
    let log = Log::default();
    assert_eq!(block_on(timeout(ms(10), RpcFuture::new(call(&log, 1, 10)))), Ok(1));
}

#[test]
fn a_timeout_of_zero_polls_once() {
    let log = Log::default();
    assert_eq!(block_on(timeout(Duration::ZERO, async { 1 })), Ok(1));
    assert_eq!(block_on(timeout(Duration::ZERO, RpcFuture::new(call(&log, 2, 10)))), Err(Elapsed));
}

#[test]
fn each_call_of_a_join_may_have_its_timeout() {
    let log = Log::default();
    let calls = (0..10).map(|n| timeout(ms(55), RpcFuture::new(call(&log, n, 10 * (n + 1)))));
    let values = block_on(join_all(calls));
    assert_eq!(values, (0..10).map(|n| if n < 5 { Ok(n) } else { Err(Elapsed) }).collect::<Vec<_>>());
    // A join takes a moment to be sure that the calls are late.
    assert_eq!(now(), ms(55) + Duration::from_micros(100));
    assert_eq!(log.count("drop"), 20);
}

#[test]
fn calls_with_timeouts_cost_a_join_one_more_handle_a_wait() {
    let n = sized(1000);
    for order in ORDERS {
        let log = Log::default();
        let calls = || (0..n).map(|id| RpcFuture::new(call(&log, id, order.delay(id, n))));
        take_cost();
        block_on(join_all(calls()));
        let bare = take_cost();
        let outputs = block_on(join_all(calls().map(|call| timeout(Duration::from_secs(100), call))));
        let cost = take_cost();
        assert_eq!(outputs, (0..n).map(Ok).collect::<Vec<_>>());
        assert_eq!(cost.polls, bare.polls, "{order:?}");
        assert!(cost.handles <= bare.handles + bare.polls, "{order:?}: {cost:?}, bare {bare:?}");
    }
}

/// The host tells of 128 calls between two waits: those that it has not told of are done all the
/// same.
#[test]
fn deadlines_of_a_join_end_the_calls_that_are_late_and_no_others() {
    let n = sized(1000);
    let (delay, limit) = (|id: usize| 1 + id * 7919 % 1009, |id: usize| 100 + id % 7 * 100);
    for spread in [false, true] {
        for order in [|_: usize| 10, |id: usize| if id.is_multiple_of(2) { 10 } else { 2000 }, delay] {
            let log = Log::default();
            let limit = |id| if spread { limit(id) } else { 500 };
            let begin = now();
            let calls = (0..n).map(|id| timeout(ms(limit(id) as u64), RpcFuture::new(call(&log, id, order(id)))));
            take_cost();
            let outputs = block_on(join_all(calls));
            let cost = take_cost();
            for (id, output) in outputs.into_iter().enumerate() {
                assert_eq!(output, if order(id) <= limit(id) { Ok(id) } else { Err(Elapsed) }, "{id} of {}", order(id));
            }
            assert!(now() - begin <= ms(700) + ms(1), "{:?}", now() - begin);
            assert!(cost.handles <= 8 * n && cost.polls <= 100, "{cost:?}");
            assert!(log.pollables_go_first());
        }
    }
}

#[test]
fn timeouts_in_timeouts_end_in_a_join_as_alone() {
    let log = Log::default();
    let calls = || (0..20).map(|id| RpcFuture::new(call(&log, id, 10 * (id + 1))));
    let outputs = block_on(join_all(calls().map(|call| timeout(ms(155), timeout(ms(55), call)))));
    assert_eq!(outputs, (0..20).map(|id| Ok(if id < 5 { Ok(id) } else { Err(Elapsed) })).collect::<Vec<_>>());
    let outputs = block_on(join_all(calls().map(|call| timeout(ms(55), timeout(ms(155), call)))));
    assert_eq!(outputs, (0..20).map(|id| if id < 5 { Ok(Ok(id)) } else { Err(Elapsed) }).collect::<Vec<_>>());
    assert!(log.pollables_go_first());
}

/// As after a restart of the worker.
#[test]
fn calls_with_timeouts_that_are_ready_without_a_result_wait_again_in_a_join() {
    let log = Log::default();
    let calls = (0..20).map(|id| RpcFuture::new(call(&log, id, 10 * (id + 1)).empty_at_first(id % 3)));
    let outputs = block_on(join_all(calls.map(|call| timeout(ms(1000), call))));
    assert_eq!(outputs, (0..20).map(Ok).collect::<Vec<_>>());
    assert!(log.pollables_go_first());
}

#[test]
fn a_join_of_calls_with_timeouts_is_dropped_half_way() {
    let log = Log::default();
    let calls = (0..20).map(|id| timeout(ms(1000), RpcFuture::new(call(&log, id, 10 * (id + 1)))));
    assert_eq!(block_on(timeout(ms(55), join_all(calls))), Err(Elapsed));
    assert_eq!((log.count("drop pollable"), log.count("drop result")), (20, 20));
    assert!(log.pollables_go_first());
    take_cost();
    block_on(sleep(ms(1)));
    assert_eq!(take_cost().handles, 1, "nobody waits for anything else");
}

#[test]
fn a_join_may_have_a_timeout() {
    let log = Log::default();
    let join = || join_all((0..100).map(|n| RpcFuture::new(call(&log, n, n))));
    assert_eq!(block_on(timeout(ms(50), join())), Err(Elapsed));
    assert_eq!(block_on(timeout(ms(100), join())).map(|values| values.len()), Ok(100));
    assert_eq!(log.count("drop"), 400);
}

#[test]
fn a_timeout_around_a_join_leaves_it_as_cheap_as_it_is() {
    let (n, log) = (sized(1000), Log::default());
    let join = || join_all((0..n).map(|id| RpcFuture::new(call(&log, id, 1 + id * 7919 % 1009))));
    take_cost();
    block_on(join());
    let bare = take_cost();
    assert!(block_on(timeout(Duration::from_secs(100), join())).is_ok());
    let limited = take_cost();
    assert!(limited.handles <= bare.handles + limited.polls, "{limited:?}, without {bare:?}");
}

#[test]
fn a_sleep_is_an_arm_of_select_until_it_is_done() {
    let mut ticks = Vec::new();
    let (mut short, mut long) = (sleep(ms(10)), sleep(ms(20)));
    block_on(async {
        loop {
            select! {
                () = short => ticks.push(1),
                () = long => ticks.push(2),
                complete => break,
            }
        }
    });
    assert_eq!(ticks, [1, 2]);
    assert_eq!(sleep(Duration::ZERO).now_or_never(), Some(()));
}

/// The ways in which people write a call of a fan-out. Each is still a call to the join.
#[test]
fn calls_with_a_deadline_or_a_function_cost_a_join_what_bare_ones_do() {
    let n = sized(1000);
    let minute = Duration::from_secs(60);
    for order in ORDERS {
        let log = Log::default();
        let call = |id: usize| RpcFuture::new(Fallible(call(&log, id, order.delay(id, n))));
        take_cost();
        assert_eq!(block_on(join_all((0..n).map(call))), (0..n).map(Ok).collect::<Vec<_>>());
        let bare = take_cost();
        let expect = |way: &str, outputs: Vec<Result<usize, RpcError>>, more: usize| {
            let cost = take_cost();
            assert_eq!(outputs, (0..n).map(|id| Ok(id + more)).collect::<Vec<_>>(), "{way}");
            assert_eq!(cost.polls, bare.polls, "{way} {order:?}");
            assert!(cost.handles <= bare.handles + bare.polls, "{way} {order:?}: {cost:?}, bare {bare:?}");
        };
        let all = |way: &str, outputs| expect(way, outputs, 1);
        expect("timeout", block_on(join_all((0..n).map(|id| call(id).timeout(minute)))), 0);
        all("map", block_on(join_all((0..n).map(|id| call(id).map(|output| Ok(output? + 1))))));
        all("map_ok", block_on(join_all((0..n).map(|id| call(id).map_ok(|value| value + 1)))));
        all("and_then_sync", block_on(join_all((0..n).map(|id| call(id).and_then_sync(|value| Ok(value + 1))))));
        all("timeout.map_ok", block_on(join_all((0..n).map(|id| call(id).timeout(minute).map_ok(|value| value + 1)))));
        all("map_ok.timeout", block_on(join_all((0..n).map(|id| call(id).map_ok(|value| value + 1).timeout(minute)))));
        let chain = |id| call(id).map_ok(|value| value + 2).timeout(minute).map_err(|_| 7_u8).map_ok(|value| value - 1);
        all("chain", block_on(join_all((0..n).map(|id| chain(id).map_err(|_| RpcError::Elapsed)))));
        let free = |id| timeout(minute, call(id)).map(|output| output?.map(|value| value + 1));
        all("free function", block_on(join_all((0..n).map(free))));
    }
}

#[test]
fn a_call_with_a_deadline_gives_one_result() {
    let log = Log::default();
    let call = |delay| RpcFuture::new(Fallible(call(&log, 1, delay)));
    assert_eq!(block_on(call(10).timeout(ms(20))), Ok(1));
    assert_eq!(block_on(call(20).timeout(ms(10))), Err(RpcError::Elapsed));
    assert_eq!(
        block_on(call(20).timeout(ms(10)).map_err(|error| error.to_string())).map_err(|e| e.is_empty()),
        Err(false)
    );
    let late = block_on(join_all((0..10).map(|id| call(10 * (id + 1)).timeout(ms(55)).map(|output| output.is_ok()))));
    assert_eq!(late, (0..10).map(|id| id < 5).collect::<Vec<_>>());
    assert!(log.pollables_go_first());
    assert!(try_block_on(std::future::pending::<()>()).is_err(), "the timers are gone");
}

/// Golem writes each reading of the clock to the worker's log.
#[test]
fn the_clock_is_read_once_for_all_that_wait_and_not_for_those_that_are_gone() {
    let log = Log::default();
    let readings = |run: &dyn Fn()| {
        take_cost();
        run();
        take_cost().readings
    };
    let call = || RpcFuture::new(call(&log, 1, 10));
    let polled_and_dropped = || {
        let mut limited = timeout(ms(50), call());
        assert!(limited.poll_unpin(&mut Context::from_waker(Waker::noop())).is_pending());
    };
    assert_eq!(readings(&|| block_on(async { polled_and_dropped() })), 0);
    assert_eq!(
        readings(&|| {
            block_on(async {
                (0..100).for_each(|_| polled_and_dropped());
                drop(timeout(ms(50), call()));
                drop(sleep(ms(50)));
                call().await
            });
        }),
        0,
        "the wait for a call has no deadline"
    );
    assert_eq!(readings(&|| _ = block_on(timeout(ms(50), call()))), 1);
    assert_eq!(readings(&|| _ = block_on(join_all((0..100).map(|_| timeout(ms(50), call()))))), 1);
    assert_eq!(
        readings(&|| _ = block_on(async {
            polled_and_dropped();
            sleep(ms(5)).await;
            polled_and_dropped();
            call().await
        })),
        1
    );
    assert_eq!(readings(&|| _ = block_on(timeout(Duration::MAX, call()))), 0, "it never ends");
    // Of two deadlines that are compared, one that is over and one that never is need no time.
    let zero = || timeout(Duration::ZERO, timeout(Duration::MAX, call()));
    assert_eq!(readings(&|| _ = block_on(join_all((0..9).map(|_| zero())))), 0);
}
