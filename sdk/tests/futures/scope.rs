//! `scope` and `try_scope`: tasks that borrow, and end with the scope.

use crate::scripted::{Fallible, Log, call, sized};
use futures::FutureExt;
use golem_rpc_sdk::internals::take_cost;
use golem_rpc_sdk::virtual_time::now;
use golem_rpc_sdk::{
    JoinHandle, RpcError, RpcFuture, block_on, join_all, scope, sleep, spawn_local, timeout, try_block_on, try_scope,
    yield_now,
};
use std::cell::{Cell, RefCell};
use std::future::{pending, poll_fn, ready};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

const fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// Counts how many there are.
struct Held<'a>(&'a Cell<usize>);

impl<'a> Held<'a> {
    fn new(count: &'a Cell<usize>) -> Self {
        count.set(count.get() + 1);
        Self(count)
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}

#[test]
fn tasks_borrow_what_is_outside_and_end_before_the_scope() {
    let log = Log::default();
    let seen = RefCell::new(Vec::new());
    let mut owned = vec![1];
    let output = block_on(scope(async |s| {
        for id in 0..3 {
            let (log, seen) = (&log, &seen);
            s.spawn(async move {
                let id = RpcFuture::new(call(log, id, 30 - 10 * id)).await;
                seen.borrow_mut().push(id);
            });
        }
        owned.push(2);
        "at once"
    }));
    assert_eq!(output, "at once");
    assert_eq!((seen.take(), owned, now()), (vec![2, 1, 0], vec![1, 2], ms(30)));
    assert_eq!([log.count("get"), log.count("drop")], [3, 6]);
}

#[test]
fn tasks_spawn_tasks_at_any_depth() {
    fn deeper<'scope, 'env>(s: &'scope golem_rpc_sdk::Scope<'scope, 'env>, sum: &'env Cell<u32>, depth: u32) {
        if depth > 0 {
            drop(s.spawn(async move {
                sleep(ms(1)).await;
                sum.set(sum.get() + depth);
                deeper(s, sum, depth - 1);
            }));
        }
    }
    let sum = Cell::new(0);
    block_on(scope(async |s| deeper(s, &sum, 100)));
    assert_eq!((sum.get(), now()), (5050, ms(100)));
}

#[test]
fn tasks_await_each_other() {
    let value = block_on(scope(async |s| {
        let first = s.spawn(async {
            sleep(ms(20)).await;
            1
        });
        let second = s.spawn(async move { first.await + 1 });
        let third = s.spawn(async move { second.join().await.map(|value| value + 1) });
        third.await
    }));
    assert_eq!(value, Ok(3));
}

#[test]
fn nothing_runs_before_the_scope_is_polled() {
    let begun = Cell::new(false);
    let unpolled = scope(async |s| {
        begun.set(true);
        s.spawn(async {});
    });
    assert!(!begun.get());
    drop(unpolled);
    assert!(!begun.get());
}

#[test]
fn tasks_run_in_the_order_in_which_they_were_woken() {
    let log = RefCell::new(Vec::new());
    block_on(scope(async |s| {
        for id in 0..3 {
            let log = &log;
            s.spawn(async move {
                for _ in 0..2 {
                    log.borrow_mut().push(id);
                    yield_now().await;
                }
                sleep(ms(10 - id)).await;
                log.borrow_mut().push(id);
            });
        }
        assert!(log.borrow().is_empty(), "spawn polls nothing");
    }));
    assert_eq!(log.take(), [0, 1, 2, 0, 1, 2, 2, 1, 0]);
}

#[test]
fn only_what_was_woken_is_polled() {
    let n = sized(300);
    let log = Log::default();
    let polls = Cell::new(0);
    block_on(scope(async |s| {
        for id in 0..n {
            let mut call = RpcFuture::new(call(&log, id, 1 + id * 7919 % 1009));
            let polls = &polls;
            s.spawn(poll_fn(move |cx| {
                polls.set(polls.get() + 1);
                call.poll_unpin(cx)
            }));
        }
    }));
    assert_eq!(polls.get(), 2 * n);
}

#[test]
fn the_end_of_a_task_wakes_nobody_who_does_not_wait_for_it() {
    let n = sized(300);
    let log = Log::default();
    let mut work = Box::pin(scope(async |s| {
        for id in 0..n {
            drop(s.spawn(RpcFuture::new(call(&log, id, 1 + id))));
        }
    }));
    let mut polls = 0;
    block_on(poll_fn(|cx| {
        polls += 1;
        work.poll_unpin(cx)
    }));
    // The executor stops it now and then, to look at what else there is.
    assert!(polls <= n + n / 16 + 4, "{polls} polls of {n} tasks");
}

#[test]
fn the_output_of_a_task_whose_handle_is_gone_is_dropped_when_it_is_there() {
    let held = Cell::new(0);
    block_on(scope(async |s| {
        drop(s.spawn(async { Held::new(&held) }));
        let kept = s.spawn(async { Held::new(&held) });
        sleep(ms(1)).await;
        assert_eq!(held.get(), 1);
        drop(kept);
        assert_eq!(held.get(), 0);
    }));
}

#[test]
fn a_scope_that_is_dropped_takes_all_with_it() {
    let log = Log::default();
    let held = Cell::new(0);
    let ends = scope(async |s| {
        let _held = Held::new(&held);
        for id in 0..5 {
            let (log, held) = (&log, &held);
            s.spawn(async move {
                let _held = Held::new(held);
                RpcFuture::new(call(log, id, 10 * (id + 1))).await
            });
        }
        pending::<()>().await;
    });
    assert!(block_on(timeout(ms(25), ends)).is_err());
    assert_eq!(held.get(), 0);
    assert_eq!([log.count("get"), log.count("drop")], [2, 10]);
    assert!(log.pollables_go_first());
    assert!(try_block_on(pending::<()>()).is_err(), "nothing is left");
    take_cost();
    block_on(sleep(ms(1)));
    assert_eq!(take_cost().handles, 1, "nobody waits for anything else");
}

/// Whoever leaks the scope leaks the tasks, which are never polled again.
#[test]
fn a_scope_that_is_leaked_does_nothing_more() {
    let count = Rc::new(Cell::new(0));
    {
        let seen = count.clone();
        let borrowed = Cell::new(0);
        // It is dropped after what it borrows, so the borrow checker would refuse what is below if
        // the leak let anything use it.
        let mut leaked = Box::pin(scope(async |s| {
            s.spawn(async {
                borrowed.set(1);
                sleep(ms(10)).await;
                borrowed.set(2);
                seen.set(seen.get() + 1);
            });
        }));
        let mut cx = Context::from_waker(Waker::noop());
        for _ in 0..3 {
            assert!(leaked.as_mut().poll(&mut cx).is_pending());
        }
        std::mem::forget(leaked);
        assert_eq!(borrowed.get(), 1);
    }
    block_on(sleep(ms(50)));
    assert_eq!(count.get(), 0);
}

#[test]
fn what_is_dropped_with_the_scope_may_use_it() {
    struct SpawnsAtEnd<'scope, 'env>(&'scope golem_rpc_sdk::Scope<'scope, 'env>, &'env Cell<usize>);
    impl Drop for SpawnsAtEnd<'_, '_> {
        fn drop(&mut self) {
            let (held, handle) = (Held::new(self.1), self.0.spawn(pending::<()>()));
            assert_eq!(handle.join().now_or_never().map(|joined| joined.is_err()), Some(true));
            let handle = self.0.spawn(async move { drop(held) });
            assert!(handle.is_finished() && handle.abort_handle().is_finished());
            handle.abort();
        }
    }
    let held = Cell::new(0);
    let ends = scope(async |s| {
        let _of_body = SpawnsAtEnd(s, &held);
        let of_task = SpawnsAtEnd(s, &held);
        let unpolled = SpawnsAtEnd(s, &held);
        s.spawn(async move {
            let _of_task = of_task;
            sleep(ms(5)).await;
            s.spawn(async move {
                let _unpolled = unpolled;
                pending::<()>().await;
            });
            pending::<()>().await;
        });
        pending::<()>().await;
    });
    assert!(block_on(timeout(ms(5), ends)).is_err());
    assert_eq!(held.get(), 0);
}

#[test]
fn scopes_within_scopes_and_tasks() {
    let log = Log::default();
    let values = block_on(scope(async |outer| {
        let inner = outer.spawn(scope(async |s| {
            let quick = s.spawn(RpcFuture::new(call(&log, 1, 10)));
            // A task of the outer scope, which does not hold up the inner one.
            outer.spawn(RpcFuture::new(call(&log, 2, 50)));
            quick.await
        }));
        let value = inner.await;
        assert_eq!(now(), ms(10));
        value
    }));
    assert_eq!((values, now()), (1, ms(50)));
    let of_task = spawn_local(async {
        let counts = [1, 2, 3];
        scope(async |s| join_all(counts.iter().map(|n| s.spawn(async move { n * 2 }))).await).await
    });
    assert_eq!(block_on(of_task), [2, 4, 6]);
}

#[test]
fn a_task_that_blocks_holds_up_its_scope_until_it_has_ended() {
    let value = block_on(scope(async |s| {
        let blocking = s.spawn(async { block_on(sleep(ms(20)).map(|()| now())) });
        let other = s.spawn(async {
            sleep(ms(10)).await;
            now()
        });
        (blocking.await, other.await)
    }));
    assert_eq!(value, (ms(20), ms(30)));
}

#[test]
fn the_first_error_ends_a_try_scope_and_drops_the_rest() {
    let log = Log::default();
    let held = Cell::new(0);
    let polled_after = Cell::new(false);
    let ended: Result<(), _> = block_on(try_scope(async |s| {
        let _held = Held::new(&held);
        for delay in [40, 10, 30] {
            let (log, held) = (&log, &held);
            s.try_spawn(async move {
                let _held = Held::new(held);
                let value = RpcFuture::new(call(log, delay, delay)).await;
                Err::<(), _>(value)
            });
        }
        // It is woken by the same wait, and not polled any more.
        s.spawn(async {
            sleep(ms(10)).await;
            polled_after.set(true);
        });
        pending().await
    }));
    assert_eq!((ended, now(), held.get()), (Err(10), ms(10), 0));
    assert!(!polled_after.get());
    assert_eq!([log.count("get"), log.count("drop")], [1, 6]);
}

#[test]
fn an_error_of_the_body_ends_a_try_scope_and_one_that_is_spawned_as_a_value_does_not() {
    let log = Log::default();
    let ended = block_on(try_scope(async |s| {
        s.try_spawn(RpcFuture::new(Fallible(call(&log, 1, 100))));
        sleep(ms(10)).await;
        Err::<(), _>(RpcError::Elapsed)
    }));
    assert_eq!((ended, now(), log.count("get")), (Err(RpcError::Elapsed), ms(10), 0));
    let ended = block_on(try_scope(async |s| {
        let failed = s.spawn(ready(Err::<u8, _>("a value")));
        let value = s.try_spawn(ready(Ok::<_, RpcError>(7)));
        Ok((failed.await, value.await))
    }));
    assert_eq!(ended, Ok((Err("a value"), 7)));
}

#[test]
fn an_error_after_the_body_has_ended_is_one_of_the_scope() {
    let late = async |fails: bool| {
        sleep(ms(10)).await;
        if fails { Err("late") } else { Ok(1) }
    };
    for fails in [false, true] {
        let late = &late;
        let ended = block_on(try_scope(async |s| {
            s.try_spawn(late(fails));
            Ok("early")
        }));
        assert_eq!(ended, if fails { Err("late") } else { Ok("early") });
    }
}

#[test]
fn a_panic_of_a_task_is_one_of_the_scope_and_drops_the_rest() {
    let held = Cell::new(0);
    let handle = RefCell::new(None);
    let mut panics = Box::pin(scope(async |s| {
        let _held = Held::new(&held);
        s.spawn(async {
            let _held = Held::new(&held);
            pending::<()>().await;
        });
        handle.replace(Some(s.spawn(async {
            sleep(ms(5)).await;
            if true {
                panic!("in the task")
            }
        })));
        pending::<()>().await;
    }));
    assert!(catch_unwind(AssertUnwindSafe(|| block_on(panics.as_mut()))).is_err());
    assert_eq!(held.get(), 0);
    let handle: JoinHandle<()> = handle.take().unwrap();
    assert!(handle.is_finished());
    assert!(block_on(handle.join()).is_err());
    for _ in 0..2 {
        assert!(catch_unwind(AssertUnwindSafe(|| block_on(panics.as_mut()))).is_err(), "there is no answer");
    }
}

#[test]
fn tasks_that_wake_themselves_do_not_keep_calls_waiting() {
    let log = Log::default();
    let turns = Cell::new(0_u32);
    block_on(scope(async |s| {
        let spinning = s.spawn(async {
            loop {
                turns.set(turns.get() + 1);
                yield_now().await;
            }
        });
        s.spawn(async move {
            RpcFuture::new(call(&log, 1, 10)).await;
            spinning.abort();
        });
    }));
    assert!((1..1_000_000).contains(&turns.get()), "{}", turns.get());
}

#[test]
fn a_scope_gives_its_output_once() {
    let mut ended = Box::pin(scope(async |s| s.spawn(ready(1)).await));
    let mut cx = Context::from_waker(Waker::noop());
    while ended.as_mut().poll(&mut cx) != Poll::Ready(1) {}
    assert!(futures::future::FusedFuture::is_terminated(&ended));
    assert!(catch_unwind(AssertUnwindSafe(|| ended.as_mut().poll(&mut cx))).is_err());
}
