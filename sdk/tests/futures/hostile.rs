//! What nobody should do, or only rarely: all of it works, or fails as it says.

use crate::scripted::{Log, Scripted, call, sized};
use futures::FutureExt;
use futures::future::{Either, join, select};
use golem_rpc_sdk::bindings::poll::Pollable;
use golem_rpc_sdk::internals::take_cost;
use golem_rpc_sdk::virtual_time::now;
use golem_rpc_sdk::{
    FutureResult, RpcFuture, block_on, join_all, sleep, spawn_local, timeout, try_block_on, try_join_all,
};
use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

const fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

fn calls(log: &Log, n: usize) -> impl Iterator<Item = RpcFuture<Scripted>> {
    (0..n).map(move |id| RpcFuture::new(call(log, id, 10 * (id + 1))))
}

fn nothing_is_left() -> bool {
    try_block_on(std::future::pending::<()>()).is_err()
}

thread_local! {
    static CANCELLED: Cell<bool> = const { Cell::new(false) };
    static CANCEL: RefCell<Option<Waker>> = const { RefCell::new(None) };
}

/// As large as the call it holds, and at the same address, but woken by another as well.
fn cancellable(mut call: RpcFuture<Scripted>) -> impl Future<Output = Option<usize>> {
    poll_fn(move |cx| {
        if CANCELLED.get() {
            return Poll::Ready(None);
        }
        CANCEL.set(Some(cx.waker().clone()));
        call.poll_unpin(cx).map(Some)
    })
}

#[test]
fn a_child_as_large_as_its_call_is_woken_by_others_too() {
    let log = Log::default();
    let child = cancellable(RpcFuture::new(call(&log, 1, 1000)));
    assert_eq!(size_of_val(&child), size_of::<RpcFuture<Scripted>>());
    let cancel = async {
        sleep(ms(10)).await;
        CANCELLED.set(true);
        CANCEL.take().unwrap().wake();
    };
    assert_eq!(block_on(join(join_all([child]), cancel)).0, [None]);
    assert_eq!(now(), ms(10));
}

#[test]
fn a_panic_of_a_child_leaves_no_claim_behind() {
    struct Panics(Rc<Cell<bool>>);
    impl FutureResult for Panics {
        type Output = ();
        fn subscribe(&self) -> Pollable {
            assert!(!self.0.get(), "told to");
            Pollable::after(ms(10))
        }
        fn get(&self) -> Option<()> {
            Some(())
        }
    }
    let told = Rc::new(Cell::new(true));
    let mut join = join_all([RpcFuture::new(Panics(told.clone()))]);
    let mut cx = Context::from_waker(Waker::noop());
    assert!(catch_unwind(AssertUnwindSafe(|| join.poll_unpin(&mut cx))).is_err());
    drop(join);
    told.set(false);
    // Likely at the same address, in a box of the same size; certainly of the same type.
    block_on(async {
        for _ in 0..10 {
            Box::pin(RpcFuture::new(Panics(told.clone()))).await;
        }
    });
}

#[test]
fn a_join_may_move_and_be_polled_by_another_task() {
    for n in [1, 3, 4, 5, 50] {
        let log = Log::default();
        let begun = now();
        let mut join = join_all(calls(&log, n));
        let values = block_on(async {
            loop {
                join = match select(join, sleep(ms(7))).await {
                    Either::Left((values, _)) => return values,
                    // Into another task and out again: to other addresses, and polled with another
                    // waker.
                    Either::Right(((), mut join)) => {
                        let elsewhere = spawn_local(async move {
                            let polled = futures::poll!(&mut join);
                            assert_eq!(polled, Poll::Pending);
                            (join,)
                        });
                        elsewhere.await.0
                    }
                }
            }
        });
        assert_eq!(values, (0..n).collect::<Vec<_>>());
        assert_eq!(log.count("drop"), 2 * n);
        assert_eq!(now() - begun, ms(10 * n as u64));
    }
}

#[test]
fn a_join_polled_with_ever_new_wakers_wakes_the_last_one() {
    #[derive(Default)]
    struct Counted(Mutex<usize>);
    impl Wake for Counted {
        fn wake(self: Arc<Self>) {
            *self.0.lock().unwrap() += 1;
        }
    }
    let log = Log::default();
    let mut join = join_all(calls(&log, 20));
    let wakers: Vec<Arc<Counted>> = (0..5).map(|_| Arc::default()).collect();
    for counted in &wakers {
        assert!(join.poll_unpin(&mut Context::from_waker(&Waker::from(counted.clone()))).is_pending());
    }
    block_on(sleep(ms(200)));
    let woken: Vec<usize> = wakers.iter().map(|counted| *counted.0.lock().unwrap()).collect();
    assert_eq!(woken, [0, 0, 0, 0, 1]);
    assert_eq!(block_on(join).len(), 20);
}

/// A waker that holds calls: it drops them when it is woken or dropped.
struct Holding(RefCell<Vec<RpcFuture<Scripted>>>);

// SAFETY: no other thread comes near it.
unsafe impl Send for Holding {}
// SAFETY: as above.
unsafe impl Sync for Holding {}

impl Wake for Holding {
    fn wake(self: Arc<Self>) {
        let held = self.0.take();
        drop(held);
    }
}

impl Drop for Holding {
    fn drop(&mut self) {
        self.0.take();
    }
}

fn holding(log: &Log, ids: std::ops::Range<usize>) -> Waker {
    let mut held: Vec<_> = ids.map(|id| RpcFuture::new(call(log, id, 1000))).collect();
    for call in &mut held {
        assert!(call.poll_unpin(&mut Context::from_waker(Waker::noop())).is_pending());
    }
    Waker::from(Arc::new(Holding(RefCell::new(held))))
}

#[test]
fn wakers_whose_end_drops_calls_find_the_reactor_free() {
    let log = Log::default();
    let poll_with = |future: &mut (dyn Future<Output = usize> + Unpin), waker: Waker| {
        assert!(Pin::new(future).poll(&mut Context::from_waker(&waker)).is_pending());
    };
    // Woken by a wait.
    let mut woken = RpcFuture::new(call(&log, 1, 10));
    poll_with(&mut woken, holding(&log, 100..103));
    block_on(sleep(ms(20)));
    // Replaced by another one.
    let mut replaced = RpcFuture::new(call(&log, 2, 10));
    poll_with(&mut replaced, holding(&log, 200..203));
    poll_with(&mut replaced, holding(&log, 300..303));
    // Dropped with its call.
    drop(replaced);
    // Let go of because a join sees to the call.
    let mut held = RpcFuture::new(call(&log, 3, 10));
    poll_with(&mut held, holding(&log, 400..403));
    assert_eq!(block_on(join_all([held])), [3]);
    // Dropped with a join, in the hands of its stragglers.
    let mut join = join_all([async { sleep(ms(10)).await }]);
    assert!(join.poll_unpin(&mut Context::from_waker(&holding(&log, 500..503))).is_pending());
    assert!(join.poll_unpin(&mut Context::from_waker(&holding(&log, 600..603))).is_pending());
    drop(join);
    drop(woken);
    assert_eq!([log.count("drop pollable"), log.count("drop result")], [21, 21]);
    assert!(log.pollables_go_first());
    assert!(nothing_is_left());
}

#[test]
fn outputs_whose_end_drops_calls_find_nothing_borrowed() {
    struct Output(#[expect(dead_code, reason = "it is there to be dropped")] RpcFuture<Scripted>);
    let log = Log::default();
    let mut id = 0;
    let mut output = || {
        id += 1;
        let mut inner = RpcFuture::new(call(&log, 1000 + id, 1000));
        assert!((&mut inner).now_or_never().is_none());
        RpcFuture::new(call(&log, id, 10)).map(move |_| Output(inner))
    };
    block_on(async {
        drop(join_all([output(), output()]).await);
        let mut fails = false;
        let results = [output(), output(), output()].map(|output| {
            fails = !fails;
            output.map(move |output| if fails { Ok(output) } else { Err(output) })
        });
        drop(try_join_all(results).await);
        drop(spawn_local(output()));
        spawn_local(output()).abort();
        drop(spawn_local(output()).await);
        sleep(ms(20)).await;
    });
    assert_eq!(log.count("drop result"), 2 * id);
    assert!(nothing_is_left());
}

/// A result that blocks when it is asked, as code does that calls another worker in there.
struct Blocking {
    inner: Scripted,
    log: Log,
}

impl FutureResult for Blocking {
    type Output = usize;
    fn subscribe(&self) -> Pollable {
        block_on(join_all(calls(&self.log, 6)));
        self.inner.subscribe()
    }
    fn get(&self) -> Option<usize> {
        block_on(RpcFuture::new(call(&self.log, 7, 5)));
        self.inner.get()
    }
}

#[test]
fn results_may_block_while_they_are_asked() {
    let (log, inner) = (Log::default(), Log::default());
    let blocking = |id| RpcFuture::new(Blocking { inner: call(&log, id, 10 * id), log: inner.clone() });
    assert_eq!(block_on(join_all((0..10).map(blocking))), (0..10).collect::<Vec<_>>());
    assert_eq!([log.count("subscribe"), log.count("get"), log.count("drop")], [10, 10, 20]);
    assert_eq!(inner.count("get"), 70);
    assert!(nothing_is_left());
}

#[test]
fn a_future_that_wakes_itself_for_ever_does_not_starve_a_call() {
    let done = Rc::new(Cell::new(false));
    let told = done.clone();
    let spin = || {
        let done = done.clone();
        poll_fn(move |cx| {
            cx.waker().wake_by_ref();
            if done.get() { Poll::Ready(()) } else { Poll::Pending }
        })
    };
    let log = Log::default();
    let tell = async {
        RpcFuture::new(call(&log, 1, 10)).await;
        told.set(true);
    };
    block_on(join(spin(), tell));
    done.set(false);
    let (told, log) = (done.clone(), log.clone());
    drop(spawn_local(spin()));
    drop(spawn_local(async move {
        RpcFuture::new(call(&log, 2, 10)).await;
        told.set(true);
    }));
    block_on(join_all([spin(), spin()]));
}

#[test]
fn a_future_that_wakes_itself_and_waits_for_nothing_asks_the_host_nothing() {
    let mut left = sized(10_000);
    take_cost();
    block_on(poll_fn(|cx| {
        left -= 1;
        cx.waker().wake_by_ref();
        if left == 0 { Poll::Ready(()) } else { Poll::Pending }
    }));
    assert_eq!(take_cost().polls, 0);
}

#[test]
fn joins_in_joins_in_joins_with_timeouts_leave_nothing() {
    let log = Log::default();
    let inner = |outer: usize| {
        timeout(ms(35), join_all((0..10).map(|n| RpcFuture::new(call(&log, 10 * outer + n, outer * n)))))
    };
    let values = block_on(join_all((0..3).map(|_| join_all((0..10).map(inner)))));
    for value in values {
        assert_eq!(value.iter().filter(|joined| joined.is_ok()).count(), 4);
    }
    assert_eq!(log.count("drop"), 600);
    assert!(nothing_is_left());
}

#[test]
fn an_inner_block_on_that_can_never_end_is_an_error_and_the_outer_goes_on() {
    let log = Log::default();
    let value = block_on(async {
        let mut outer = RpcFuture::new(call(&log, 1, 10));
        assert!(futures::poll!(&mut outer).is_pending());
        assert!(nothing_is_left());
        outer.await
    });
    assert_eq!(value, 1);
}
