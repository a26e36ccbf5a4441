//! Whoever has something to do all the time keeps nobody waiting: not the root, not other tasks,
//! not calls and timers.

use crate::scripted::{Log, call, sized};
use golem_rpc_sdk::bindings::poll::{Pollable, poll};
use golem_rpc_sdk::client::Remote;
use golem_rpc_sdk::internals::take_cost;
use golem_rpc_sdk::mock::{Mock, Reply};
use golem_rpc_sdk::virtual_time::now;
use golem_rpc_sdk::{
    Elapsed, RpcFuture, WorkerUri, as_completed, block_on, join_all, map_concurrent, sleep, spawn_local, timeout,
    try_join_all, yield_now,
};
use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

const fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// Where polls take no time, a look takes a tenth of a millisecond, and is made once in thousands
/// of polls.
const SOON: Duration = if cfg!(miri) { Duration::from_micros(100) } else { ms(2) };

/// Takes so long of virtual time without an await, as a computation does.
fn compute(time: Duration) {
    poll(&[&Pollable::after(time)]);
}

fn flag() -> (Rc<Cell<bool>>, Rc<Cell<bool>>) {
    let flag = Rc::new(Cell::new(false));
    (flag.clone(), flag)
}

/// Begins a task that spawns itself anew until `stop`.
fn chain(stop: Rc<Cell<bool>>, spawned: Rc<Cell<usize>>) {
    spawned.set(spawned.get() + 1);
    drop(spawn_local(async move {
        if !stop.get() {
            chain(stop, spawned);
        }
    }));
}

#[test]
fn tasks_that_spawn_tasks_starve_neither_timers_nor_calls() {
    let log = Log::default();
    let (stop, stopped) = flag();
    let spawned = Rc::new(Cell::new(0));
    chain(stop.clone(), spawned.clone());
    block_on(async {
        sleep(SOON).await;
        RpcFuture::new(call(&log, 1, 0)).await;
        stopped.set(true);
    });
    assert!(spawned.get() > 100);
}

#[test]
fn tasks_that_spawn_tasks_starve_neither_the_root_nor_each_other() {
    let (stop, stopped) = flag();
    let spawned = Rc::new(Cell::new(0));
    chain(stop, spawned.clone());
    let turns = Rc::new(Cell::new(0));
    let other = turns.clone();
    block_on(async move {
        let task = spawn_local(async move {
            for _ in 0..100 {
                yield_now().await;
                other.set(other.get() + 1);
            }
        });
        for _ in 0..100 {
            yield_now().await;
        }
        task.await;
        stopped.set(true);
    });
    assert_eq!(turns.get(), 100);
    assert!(spawned.get() <= 210, "{} turns for 100 of each", spawned.get());
}

#[test]
fn a_timer_is_noticed_after_a_bounded_time_of_work() {
    for turn in [Duration::from_micros(10), Duration::from_micros(500), ms(5), ms(100)] {
        for tasks in [1, 7, 100] {
            let (stop, stopped) = flag();
            let begun = now();
            for _ in 0..tasks {
                let stop = stop.clone();
                drop(spawn_local(async move {
                    while !stop.get() {
                        compute(turn);
                        yield_now().await;
                    }
                }));
            }
            let noticed = block_on(async {
                let mut noticed = Vec::new();
                for _ in 0..10 {
                    let deadline = now() + ms(20);
                    sleep(ms(20)).await;
                    noticed.push(now() - deadline);
                }
                stopped.set(true);
                yield_now().await;
                noticed
            });
            // What a turn takes has to be found out first.
            let (first, others) = noticed.split_first().unwrap();
            assert!(*first <= ms(11) + 24 * turn, "{tasks} tasks of {turn:?}: {first:?}");
            for other in others {
                assert!(*other <= ms(11) + 3 * turn, "{tasks} tasks of {turn:?}: {other:?}");
            }
            assert!(now() - begun >= ms(200));
            block_on(sleep(ms(1)));
        }
    }
}

#[test]
fn children_that_compute_keep_the_timeout_of_their_join() {
    let computing = || async {
        for _ in 0..10 {
            compute(ms(1));
            yield_now().await;
        }
        Ok::<_, ()>(())
    };
    let many = || (0..1000).map(|_| computing());
    let begun = now();
    assert_eq!(block_on(timeout(ms(20), join_all(many()))).err(), Some(Elapsed));
    // Each child is polled once when the join begins, and nothing can be looked at before that is
    // over.
    assert!(now() - begun <= ms(1000 + 20 + 30), "{:?}", now() - begun);
    let begun = now();
    assert_eq!(block_on(timeout(ms(20), try_join_all(many()))).err(), Some(Elapsed));
    assert!(now() - begun <= ms(20 + 30), "{:?}", now() - begun);
    let begun = now();
    assert_eq!(block_on(timeout(ms(20), map_concurrent(1000, 0..1000, |_| computing()))).err(), Some(Elapsed));
    assert!(now() - begun <= ms(20 + 30), "{:?}", now() - begun);
}

#[test]
fn futures_that_are_always_ready_keep_the_timeout_of_who_takes_them() {
    let ready = |_| async { compute(ms(1)) };
    let begun = now();
    let all = map_concurrent(2, 0..10_000, ready);
    assert_eq!(block_on(timeout(ms(20), all)).err(), Some(Elapsed));
    let mut ended = as_completed((0..10_000).map(ready));
    let all = async { while ended.next().await.is_some() {} };
    assert_eq!(block_on(timeout(ms(20), all)), Err(Elapsed));
    assert!(now() - begun <= ms(2 * (20 + 30)), "{:?}", now() - begun);
}

#[test]
fn a_call_that_blocks_counts_as_the_time_it_takes() {
    let mock = Mock::install();
    mock.on("f", |_| Reply::value(1u64).after(ms(100)));
    let remote = Remote::new(&WorkerUri::durable("7b3f7a5e-3bd0-4c1b-9e0a-2f4dbb8f3c55", "w").unwrap());
    let (stop, stopped) = flag();
    drop(spawn_local(async move {
        while !stop.get() {
            remote.call_blocking::<u64>("f", &[]).unwrap();
            yield_now().await;
        }
    }));
    block_on(async {
        sleep(ms(10)).await;
        stopped.set(true);
    });
    assert!(now() <= ms(201), "{:?}", now());
}

#[test]
fn an_executor_that_looks_at_nothing_brings_all_to_their_end() {
    let yielding = |n: usize| async move {
        for _ in 0..n {
            yield_now().await;
        }
        n
    };
    let all = || join_all((0..50).map(|outer| join_all((0..10).map(move |n| yielding(outer + n)))));
    assert_eq!(futures_executor(all()).len(), 50);
    // Also inside of ours, where a turn is stopped now and then for a look that does not come.
    block_on(async {
        yield_now().await;
        assert_eq!(futures_executor(all()).len(), 50);
        assert_eq!(futures_executor(map_concurrent(3, 0..100, yielding)).len(), 100);
        let mut ended = as_completed((0..100).map(yielding));
        let count = async {
            let mut count = 0;
            while ended.next().await.is_some() {
                count += 1;
            }
            count
        };
        assert_eq!(futures_executor(count), 100);
    });
}

/// Polls until it ends, at most so often.
fn futures_executor<F: Future>(future: F) -> F::Output {
    let mut future = std::pin::pin!(future);
    for _ in 0..100_000 {
        if let Some(output) = futures::FutureExt::now_or_never(future.as_mut()) {
            return output;
        }
    }
    panic!("it does not end")
}

#[test]
fn work_without_a_wait_asks_the_host_nothing_while_nobody_waits() {
    take_cost();
    block_on(async {
        for _ in 0..sized(10_000) {
            yield_now().await;
        }
    });
    assert_eq!(take_cost().polls, 0);
}

#[test]
fn a_yield_lets_those_that_were_woken_before_go_first() {
    let order = Rc::new(std::cell::RefCell::new(Vec::new()));
    let tasks: Vec<_> = (0..3)
        .map(|task| {
            let order = order.clone();
            spawn_local(async move {
                for turn in 0..3 {
                    order.borrow_mut().push((turn, task));
                    yield_now().await;
                }
            })
        })
        .collect();
    block_on(join_all(tasks));
    let turns: Vec<_> = (0..3).flat_map(|turn| (0..3).map(move |task| (turn, task))).collect();
    assert_eq!(*order.borrow(), turns);
}
