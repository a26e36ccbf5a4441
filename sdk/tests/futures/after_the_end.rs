//! After the end, and after a panic that somebody caught, nothing gives an answer that is none.

use crate::scripted::{Log, call};
use futures::FutureExt;
use futures::future::FusedFuture;
use golem_rpc_sdk::bindings::poll::Pollable;
use golem_rpc_sdk::{
    Backoff, FutureResult, RpcFuture, as_completed, block_on, join_all, map_concurrent, retry_at_least_once, scope,
    select_ok, sleep, spawn_local, timeout, try_block_on, try_join_all, try_map_concurrent, try_scope, yield_now,
};
use std::cell::Cell;
use std::future::ready;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

const fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

fn panics<T>(run: impl FnOnce() -> T) -> bool {
    catch_unwind(AssertUnwindSafe(run)).is_err()
}

/// That `future` ends, is terminated then and not before, and panics when it is polled once more.
#[track_caller]
fn ends_once<F: FusedFuture>(future: F) {
    let mut future = pin!(future);
    assert!(!future.is_terminated());
    block_on(future.as_mut());
    assert!(future.is_terminated());
    let mut cx = Context::from_waker(Waker::noop());
    for _ in 0..2 {
        assert!(panics(|| future.as_mut().poll(&mut cx).is_ready()), "it answers again");
    }
    assert!(future.is_terminated());
}

#[test]
fn whoever_is_polled_after_it_was_ready_panics() {
    let log = Log::default();
    ends_once(RpcFuture::new(call(&log, 1, 10)));
    ends_once(spawn_local(ready(1)));
    ends_once(spawn_local(ready(1)).join());
    ends_once(timeout(ms(10), ready(1)));
    ends_once(timeout(ms(10), std::future::pending::<()>()));
    for n in [0, 1, 4, 5, 20] {
        let calls = || (0..n).map(|id| RpcFuture::new(call(&log, id, 10 * id)));
        ends_once(join_all(calls()));
        ends_once(join_all(calls().map(|call| call.map(|value| value))));
        ends_once(try_join_all(calls().map(|call| call.map(Ok::<_, ()>))));
        ends_once(try_join_all(calls().map(|call| call.map(|id| if id == 3 { Err(id) } else { Ok(id) }))));
        ends_once(select_ok(calls().map(|call| call.map(Err::<(), _>))));
        ends_once(select_ok(calls().map(|call| call.map(|id| if id == 3 { Ok(id) } else { Err(id) }))));
        ends_once(map_concurrent(2, 0..n, |id| RpcFuture::new(call(&log, id, 10))));
        ends_once(try_map_concurrent(2, 0..n, |id| RpcFuture::new(call(&log, id, 10)).map(Ok::<_, ()>)));
        ends_once(try_map_concurrent(2, 0..n, |id| ready(if id == 3 { Err(id) } else { Ok(id) })));
    }
    ends_once(retry_at_least_once(Backoff::new(2, ms(1)), || ready(Err::<(), _>(1))));
    ends_once(scope(async |s| s.spawn(sleep(ms(1))).await));
    ends_once(try_scope(async |s| s.try_spawn(ready(Err::<(), _>(1))).join().await.map_err(|_| 2)));
}

#[test]
fn a_timer_gives_the_same_answer_and_a_stream_goes_on_to_say_that_it_is_over() {
    let mut timer = sleep(ms(10));
    block_on(&mut timer);
    assert!(timer.is_terminated());
    let mut yielded = yield_now();
    block_on(&mut yielded);
    assert!(yielded.is_terminated());
    let mut ended = as_completed([ready(1)]);
    assert!(!ended.next().is_terminated());
    assert_eq!(block_on(ended.next()), Some(1));
    assert!(ended.next().is_terminated());
    assert_eq!([block_on(ended.next()), block_on(ended.next())], [None, None]);
}

/// A call that panics when its result is asked for the first time, if it is the one.
struct Panics<'a> {
    id: usize,
    armed: &'a Cell<Option<usize>>,
}

impl FutureResult for Panics<'_> {
    type Output = usize;

    fn subscribe(&self) -> Pollable {
        Pollable::after(ms(10 + self.id as u64 % 3))
    }

    fn get(&self) -> Option<usize> {
        if self.armed.get() == Some(self.id) {
            self.armed.set(None);
            panic!("the result can't be read");
        }
        Some(self.id)
    }
}

#[test]
fn a_join_goes_on_after_a_panic_of_any_of_its_calls() {
    for n in [1, 4, 5, 8, 50] {
        for wrong in 0..n {
            let armed = Cell::new(Some(wrong));
            let mut join = join_all((0..n).map(|id| RpcFuture::new(Panics { id, armed: &armed })));
            assert!(panics(|| block_on(&mut join)));
            assert_eq!(try_block_on(join), Ok((0..n).collect()), "{wrong} of {n}");
        }
    }
}

/// A block that panics at its `wrong`th turn is one that panics at each turn after that.
async fn block(id: usize, wrong: usize, turn: usize) -> usize {
    for now in 0..3 {
        assert!(id != wrong || now != turn, "at its turn");
        sleep(ms(1 + id as u64)).await;
    }
    id
}

#[test]
fn a_join_with_a_child_that_is_gone_gives_no_answer() {
    for (n, wrong, turn) in [(2, 0, 0), (2, 1, 1), (8, 3, 0), (8, 0, 1), (8, 7, 2)] {
        let blocks = || (0..n).map(move |id| block(id, wrong, turn));
        let mut join = join_all(blocks());
        let mut tried = try_join_all(blocks().map(|block| block.map(Ok::<_, ()>)));
        let mut selected = select_ok(blocks().map(|block| block.map(Err::<(), _>)));
        let mut mapped = map_concurrent(3, 0..n, |id| block(id, wrong, turn));
        let mut try_mapped = try_map_concurrent(3, 0..n, |id| block(id, wrong, turn).map(Ok::<_, ()>));
        let mut scoped = Box::pin(scope(async |s| join_all(blocks().map(|block| s.spawn(block))).await));
        for _ in 0..3 {
            assert!(panics(|| block_on(&mut join)), "{wrong} of {n}");
            assert!(panics(|| block_on(&mut tried)), "{wrong} of {n}");
            assert!(panics(|| block_on(&mut selected)), "{wrong} of {n}");
            assert!(panics(|| block_on(&mut mapped)), "{wrong} of {n}");
            assert!(panics(|| block_on(&mut try_mapped)), "{wrong} of {n}");
            assert!(panics(|| block_on(&mut scoped)), "{wrong} of {n}");
        }
    }
}

#[test]
fn an_item_that_no_future_was_made_of_is_not_left_out() {
    for wrong in 0..5 {
        let mut begun = 0;
        let mut mapped = map_concurrent(2, 0..5, |item| {
            begun += 1;
            assert_ne!(item, wrong, "no future for this one");
            ready(item)
        });
        assert!(panics(|| block_on(&mut mapped)));
        assert!(panics(|| block_on(&mut mapped)), "{wrong} is missing");
        drop(mapped);
        assert_eq!(begun, 5, "the others are made");
    }
}

#[test]
fn a_task_that_panicked_tells_whoever_awaits_it() {
    let handle = spawn_local(async {
        sleep(ms(1)).await;
        if true {
            panic!("in the task")
        }
    });
    let other = spawn_local(async move {
        sleep(ms(2)).await;
        7
    });
    assert!(panics(|| block_on(sleep(ms(10)))));
    assert!(handle.is_finished());
    assert_eq!(block_on(other), 7, "the others go on");
    let error = block_on(handle.join()).unwrap_err();
    assert!(error.to_string().contains("panicked"));

    let handle = spawn_local(async {
        if true {
            panic!("in the task")
        }
    });
    assert!(panics(|| block_on(yield_now())));
    // There is no output to give, and that is told, not waited for.
    assert!(handle.is_terminated());
    assert!(try_block_on(handle).is_err());
}

#[test]
fn whoever_waits_for_a_task_is_woken_by_its_panic() {
    let handle = spawn_local(async {
        sleep(ms(1)).await;
        if true {
            panic!("in the task")
        }
    });
    let mut join = handle.join();
    assert_eq!(join.poll_unpin(&mut Context::from_waker(Waker::noop())), Poll::Pending);
    let waiting = spawn_local(join);
    assert!(panics(|| block_on(sleep(ms(10)))));
    assert!(block_on(waiting).is_err());
}
