//! `AbortHandle`: tasks that are ended by others than the owner of their handle.

use crate::scripted::{Log, call};
use golem_rpc_sdk::virtual_time::now;
use golem_rpc_sdk::{AbortHandle, RpcFuture, block_on, scope, sleep, spawn_local, timeout, try_block_on};
use std::cell::{Cell, RefCell};
use std::future::pending;
use std::rc::Rc;
use std::time::Duration;

const fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

#[test]
fn a_task_is_aborted_while_its_handle_is_awaited() {
    let log = Log::default();
    let task = spawn_local(RpcFuture::new(call(&log, 1, 100)));
    let abort = task.abort_handle();
    assert!(!abort.is_finished());
    drop(spawn_local(async move {
        sleep(ms(10)).await;
        abort.clone().abort();
        assert!(abort.is_finished());
        abort.abort();
    }));
    assert!(block_on(task.join()).unwrap_err().to_string().contains("aborted"));
    assert_eq!(now(), ms(10));
    assert_eq!([log.count("get"), log.count("drop")], [0, 2]);
    assert!(log.pollables_go_first());
    assert!(try_block_on(pending::<()>()).is_err(), "nothing is left");
}

#[test]
fn a_handle_of_a_task_that_ended_leaves_the_next_one_in_its_place_alone() {
    block_on(async {
        let first = spawn_local(async { 1 });
        let abort = first.abort_handle();
        assert_eq!(first.await, 1);
        let second = spawn_local(async { 2 });
        assert!(abort.is_finished());
        abort.abort();
        assert_eq!(second.await, 2);
    });
}

#[test]
fn a_detached_task_can_still_be_aborted() {
    let abort = spawn_local(pending::<()>()).abort_handle();
    assert!(!abort.is_finished());
    abort.abort();
    assert!(abort.is_finished());
    assert!(try_block_on(sleep(ms(1))).is_ok());
}

#[test]
fn a_task_that_aborts_itself_ends_at_its_next_wait() {
    for in_scope in [false, true] {
        let own: RefCell<Option<AbortHandle>> = RefCell::default();
        let held = Rc::new(());
        let reached = Rc::new(Cell::new(false));
        let task = {
            let (held, reached) = (held.clone(), reached.clone());
            async move |own: Option<AbortHandle>| {
                let _held = held;
                own.iter().for_each(AbortHandle::abort);
                reached.set(true);
                pending::<()>().await;
            }
        };
        if in_scope {
            block_on(scope(async |s| {
                let handle = s.spawn(async { task(own.take()).await });
                own.replace(Some(handle.abort_handle()));
                assert!(handle.join().await.is_err());
            }));
        } else {
            let own = Rc::new(own);
            let of_task = own.clone();
            let handle = spawn_local(async move { task(of_task.take()).await });
            own.replace(Some(handle.abort_handle()));
            assert!(block_on(handle.join()).is_err());
        }
        assert!(reached.get());
        assert_eq!(Rc::strong_count(&held), 1, "it is dropped");
    }
}

#[test]
fn a_task_of_a_scope_is_aborted_and_the_scope_goes_on() {
    let log = Log::default();
    let (first, second) = block_on(scope(async |s| {
        let slow = s.spawn(RpcFuture::new(call(&log, 1, 1000)));
        let quick = s.spawn(RpcFuture::new(call(&log, 2, 20)));
        let (abort, of_quick) = (slow.abort_handle(), quick.abort_handle());
        s.spawn(async move {
            sleep(ms(10)).await;
            assert!(!abort.is_finished());
            abort.abort();
            abort.abort();
            assert!(abort.is_finished());
        });
        let ended = (slow.join().await, quick.join().await);
        assert_eq!(now(), ms(20));
        assert!(of_quick.is_finished());
        of_quick.abort();
        ended
    }));
    assert!(first.is_err());
    assert_eq!(second, Ok(2));
    assert_eq!(now(), ms(20));
    assert_eq!([log.count("get"), log.count("drop")], [1, 4]);
}

#[test]
fn a_task_that_is_aborted_before_it_began_never_begins() {
    block_on(scope(async |s| {
        s.spawn(async { unreachable!("aborted") }).abort();
        s.spawn(async { unreachable!("aborted") }).abort_handle().abort();
    }));
    spawn_local(async { unreachable!("aborted") }).abort_handle().abort();
    block_on(sleep(ms(1)));
}

#[test]
fn a_handle_that_outlives_the_scope_says_that_all_is_over() {
    let kept = RefCell::new(Vec::new());
    let endless = scope(async |s| {
        let handle = s.spawn(pending::<u32>());
        kept.borrow_mut().push(handle.abort_handle());
        handle.await
    });
    assert!(block_on(timeout(ms(5), endless)).is_err());
    let kept = kept.take();
    assert!(kept[0].is_finished());
    kept[0].abort();

    // Aborted from outside of the scope.
    let kept = RefCell::new(None);
    block_on(async {
        let endless = scope(async |s| {
            let handle = s.spawn(pending::<u32>());
            kept.replace(Some(handle.abort_handle()));
            handle.join().await.is_err()
        });
        let aborting = async {
            sleep(ms(5)).await;
            kept.take().unwrap().abort();
        };
        assert_eq!(futures::join!(endless, aborting), (true, ()));
    });
}
