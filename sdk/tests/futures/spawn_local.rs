//! `spawn_local`: tasks run beside the root and each other, and survive it.

use crate::scripted::{Log, call};
use futures::channel::oneshot;
use futures::{FutureExt, select};
use golem_rpc_sdk::virtual_time::now;
use golem_rpc_sdk::{JoinHandle, RpcFuture, block_on, join_all, sleep, spawn_local, try_block_on};
use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::rc::Rc;
use std::time::Duration;

const fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

#[test]
fn tasks_run_beside_the_root_and_each_other() {
    let log = Log::default();
    let values = block_on(async {
        let tasks: Vec<_> = (0..10).map(|n| spawn_local(RpcFuture::new(call(&log, n, 10 * (n + 1))))).collect();
        sleep(ms(50)).await;
        join_all(tasks).await
    });
    assert_eq!(values, (0..10).collect::<Vec<_>>());
    assert_eq!(now(), ms(100));
    assert_eq!([log.count("get"), log.count("drop")], [10, 20]);
}

#[test]
fn a_task_may_be_spawned_before_and_awaited_later() {
    let task = spawn_local(async { 1 });
    block_on(async {});
    assert!(!task.is_finished(), "block_on waits for its future only");
    block_on(sleep(ms(1)));
    assert!(task.is_finished());
    assert_eq!(block_on(task), 1);
}

#[test]
fn a_detached_task_goes_on_in_the_next_block_on() {
    let done = Rc::new(Cell::new(None));
    let told = done.clone();
    block_on(async {
        drop(spawn_local(async move {
            sleep(ms(20)).await;
            told.set(Some(now()));
        }));
        sleep(ms(10)).await;
    });
    assert_eq!(done.get(), None);
    block_on(sleep(ms(50)));
    assert_eq!(done.get(), Some(ms(20)));
}

#[test]
fn an_aborted_task_is_dropped_at_once() {
    let log = Log::default();
    block_on(async {
        let task = spawn_local(RpcFuture::new(call(&log, 1, 100)));
        sleep(ms(10)).await;
        task.abort();
        assert_eq!([log.count("get"), log.count("drop")], [0, 2]);
        assert!(log.pollables_go_first());
    });
    assert!(try_block_on(std::future::pending::<()>()).is_err(), "nothing is left");
}

#[test]
fn a_task_that_ended_can_be_aborted_without_harm_to_the_next() {
    block_on(async {
        let first = spawn_local(async { 1 });
        sleep(ms(1)).await;
        let second = spawn_local(async { 2 });
        first.abort();
        assert_eq!(second.await, 2);
    });
}

#[test]
fn a_task_may_abort_itself() {
    let held = Rc::new(());
    let of_task = held.clone();
    block_on(async {
        let handle: Rc<RefCell<Option<JoinHandle<()>>>> = Rc::default();
        let own = handle.clone();
        let task = spawn_local(async move {
            let _held = of_task;
            if let Some(own) = own.take() {
                own.abort();
            }
            // Another task takes the place that is free now.
            drop(spawn_local(sleep(ms(5))));
            sleep(ms(10)).await;
            unreachable!("aborted");
        });
        handle.replace(Some(task));
        sleep(ms(20)).await;
    });
    assert_eq!(Rc::strong_count(&held), 1);
}

#[test]
fn tasks_spawn_tasks_and_await_them() {
    fn depth(n: u32) -> JoinHandle<u32> {
        spawn_local(async move { if n == 0 { 0 } else { depth(n - 1).await + 1 } })
    }
    assert_eq!(block_on(depth(100)), 100);
}

#[test]
fn tasks_talk_through_channels() {
    let (ask, asked) = oneshot::channel();
    let (answer, answered) = oneshot::channel();
    drop(spawn_local(async move { answer.send(asked.await.map(|n: u32| n + 1)) }));
    let value = block_on(async {
        sleep(ms(10)).await;
        ask.send(1).unwrap();
        answered.await
    });
    assert_eq!(value, Ok(Ok(2)));
}

#[test]
fn handles_are_arms_of_select() {
    let log = Log::default();
    let mut ended = Vec::new();
    block_on(async {
        let mut slow = spawn_local(RpcFuture::new(call(&log, 1, 20)));
        let mut quick = spawn_local(RpcFuture::new(call(&log, 2, 10)));
        loop {
            select! { id = slow => ended.push(id), id = quick => ended.push(id), complete => break }
        }
    });
    assert_eq!(ended, [2, 1]);
}

#[test]
fn a_task_that_blocks_lets_others_run() {
    let log = Log::default();
    let (log_1, log_2) = (log.clone(), log.clone());
    let value = block_on(async move {
        let blocking = spawn_local(async move { block_on(RpcFuture::new(call(&log_1, 1, 100))) });
        let other = spawn_local(async move {
            sleep(ms(10)).await;
            RpcFuture::new(call(&log_2, 2, 10)).await;
            now()
        });
        blocking.await;
        other.await
    });
    assert_eq!(value, ms(20));
}

#[test]
fn a_task_woken_while_it_blocks_is_polled_again() {
    let value = block_on(async {
        let (tell, mut told) = oneshot::channel();
        let mut blocked = false;
        let task = spawn_local(poll_fn(move |cx| {
            let polled = told.poll_unpin(cx);
            if !blocked {
                blocked = true;
                // It is woken, and its turn comes up, in here.
                block_on(sleep(ms(10)));
            }
            polled
        }));
        let teller = spawn_local(async move {
            sleep(ms(5)).await;
            tell.send(7)
        });
        (task.await, teller.await)
    });
    assert_eq!(value, (Ok(7), Ok(())));
}

#[test]
fn awaiting_a_task_inside_itself_is_an_error_and_not_a_hang() {
    let stalled = block_on(async {
        let handle: Rc<RefCell<Option<JoinHandle<()>>>> = Rc::default();
        let own = handle.clone();
        let (tell, told) = oneshot::channel();
        let task = spawn_local(async move {
            let own = own.take().unwrap();
            tell.send(try_block_on(own).is_err()).unwrap();
        });
        handle.replace(Some(task));
        told.await
    });
    assert_eq!(stalled, Ok(true));
}

#[test]
#[should_panic(expected = "in the task")]
fn a_panic_in_a_task_is_one_in_block_on() {
    drop(spawn_local(async { panic!("in the task") }));
    block_on(sleep(ms(10)));
}

#[test]
fn tasks_left_at_the_end_of_their_thread_do_no_harm() {
    std::thread::spawn(|| {
        let log = Log::default();
        drop(spawn_local(RpcFuture::new(call(&log, 1, 100))));
        block_on(sleep(ms(10)));
    })
    .join()
    .unwrap();
}
