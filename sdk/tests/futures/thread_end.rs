//! What a component keeps in `thread_local!` outlives what the SDK keeps there, or not: in no order
//! does its end abort the process.

use crate::scripted::{Log, call};
use golem_rpc_sdk::client::{Decode, DecodeError, Decoder, NodeIndex, Remote, RemoteResource};
use golem_rpc_sdk::mock::{Mock, Reply, Resource};
use golem_rpc_sdk::{
    AbortHandle, JoinHandle, RpcFuture, WorkerUri, block_on, join_all, scope, sleep, spawn_local, timeout, try_block_on,
};
use std::any::Any;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

const CONSTRUCT: &str = "demo:shop/api.{[constructor]cart}";
const DROP: &str = "demo:shop/api.{[drop]cart}";

thread_local! {
    /// How components keep their state. It is dropped after what was first used after it.
    static STATE: RefCell<Vec<Box<dyn Any>>> = const { RefCell::new(Vec::new()) };
}

fn keep(state: impl Any) {
    STATE.with_borrow_mut(|states| states.push(Box::new(state)));
}

/// Runs `build` on a thread of its own twice: with a state that is dropped after everything of the
/// SDK, and with one that goes before.
///
/// An abort there would be one of the whole process.
fn at_the_end_of_a_thread(build: fn()) {
    let late = std::thread::spawn(move || {
        keep(());
        build();
    });
    late.join().unwrap();
    let early = std::thread::spawn(move || {
        use_everything();
        build();
    });
    early.join().unwrap();
}

fn use_everything() {
    let mock = mock();
    drop(cart());
    block_on(async {
        drop(spawn_local(sleep(Duration::from_millis(1))));
        sleep(Duration::from_millis(2)).await;
    });
    drop(mock);
}

struct Cart(#[expect(dead_code, reason = "it is there to be dropped")] RemoteResource);

impl Decode for Cart {
    fn decode(decoder: &mut Decoder, node: NodeIndex) -> Result<Self, DecodeError> {
        decoder.handle(node, DROP).map(Cart)
    }
}

fn mock() -> Mock {
    let mock = Mock::install();
    mock.on(CONSTRUCT, |request| Reply::value(Resource::new(request.uri(), 5)));
    mock.on(DROP, |_| Reply::nothing());
    mock
}

fn remote() -> Remote {
    Remote::new(&WorkerUri::durable("7b3f7a5e-3bd0-4c1b-9e0a-2f4dbb8f3c55", "w").unwrap())
}

fn cart() -> Cart {
    remote().call_blocking(CONSTRUCT, &[]).ok().unwrap()
}

/// Does something when it is dropped.
struct OnDrop<F: FnMut()>(F);

impl<F: FnMut()> Drop for OnDrop<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

#[test]
fn a_resource_in_the_state_is_dropped() {
    at_the_end_of_a_thread(|| {
        let _mock = mock();
        keep(cart());
    });
}

#[test]
fn a_mock_and_what_its_handlers_hold_are_dropped() {
    at_the_end_of_a_thread(|| {
        let mock = mock();
        let held = cart();
        mock.on("held", move |_| {
            let _ = &held;
            Reply::nothing()
        });
        // The handler that is replaced calls when it goes.
        let held = cart();
        mock.on("held", move |_| {
            let _ = &held;
            Reply::nothing()
        });
        mock.on("held", |_| Reply::nothing());
        keep(mock);
        std::mem::forget(self::mock());
    });
}

#[test]
fn tasks_that_nobody_awaits_and_their_handles_are_dropped() {
    at_the_end_of_a_thread(|| {
        let _mock = mock();
        let held = cart();
        drop(spawn_local(async move {
            sleep(Duration::from_secs(1)).await;
            drop(held);
        }));
        drop(spawn_local(RpcFuture::new(call(&Log::default(), 1, 100))));
        let kept = spawn_local(std::future::pending::<Cart>());
        block_on(sleep(Duration::from_millis(10)));
        keep(kept);
    });
}

#[test]
fn whoever_spawns_calls_or_waits_when_it_is_dropped_is_told_or_left_alone() {
    static TOLD: AtomicUsize = AtomicUsize::new(0);
    at_the_end_of_a_thread(|| {
        let late = || {
            let cleanup = spawn_local(async { remote().call_blocking::<()>("clean-up", &[]) });
            assert!(!matches!(try_block_on(cleanup.join()), Ok(Ok(Ok(())))), "there is no mock any more");
            assert!(remote().call_blocking::<()>("clean-up", &[]).is_err());
            assert!(remote().trigger("clean-up", &[]).is_err());
            let calls = (0..10).map(|n| RpcFuture::new(call(&Log::default(), n, 10 * n)));
            assert_eq!(block_on(timeout(Duration::from_secs(1), join_all(calls))).map(|values| values.len()), Ok(10));
            let _mock = mock();
            drop(spawn_local(async {}));
            spawn_local(std::future::pending::<()>()).abort();
            TOLD.fetch_add(1, Ordering::Relaxed);
        };
        keep(OnDrop(late));
        // Dropped with the tasks.
        let in_task = OnDrop(late);
        drop(spawn_local(async move {
            std::future::pending::<()>().await;
            drop(in_task);
        }));
        block_on(sleep(Duration::from_millis(1)));
    });
    assert_eq!(TOLD.load(Ordering::Relaxed), 4);
}

#[test]
fn a_handle_of_a_task_that_the_end_of_its_thread_took_says_so() {
    static TOLD: AtomicUsize = AtomicUsize::new(0);
    at_the_end_of_a_thread(|| {
        let task: Rc<RefCell<Option<JoinHandle<()>>>> = Rc::default();
        let handle = task.clone();
        task.replace(Some(spawn_local(std::future::pending())));
        // It has not begun, and is dropped with all tasks or before the SDK is asked for the last
        // time.
        keep(OnDrop(move || {
            let joined = try_block_on(handle.take().unwrap().join());
            assert!(!matches!(joined, Ok(Ok(()))));
            TOLD.fetch_add(1, Ordering::Relaxed);
        }));
    });
    assert_eq!(TOLD.load(Ordering::Relaxed), 2);
}

#[test]
fn a_scope_and_what_aborts_tasks_may_last_to_the_end_of_the_thread() {
    static TOLD: AtomicUsize = AtomicUsize::new(0);
    at_the_end_of_a_thread(|| {
        let _mock = mock();
        let held = cart();
        let abort = spawn_local(std::future::pending::<()>()).abort_handle();
        let in_scope: Rc<RefCell<Option<AbortHandle>>> = Rc::default();
        let of_task = in_scope.clone();
        let mut work = Box::pin(scope(async move |s| {
            let _held = held;
            let task = s.spawn(RpcFuture::new(call(&Log::default(), 1, 1000)));
            of_task.replace(Some(task.abort_handle()));
            task.await
        }));
        assert!(block_on(timeout(Duration::from_millis(10), work.as_mut())).is_err());
        keep(work);
        keep(OnDrop(move || {
            abort.abort();
            assert!(abort.is_finished());
            in_scope.take().unwrap().abort();
            assert_eq!(block_on(scope(async |s| s.spawn(sleep(Duration::from_millis(1))).join().await)), Ok(()));
            TOLD.fetch_add(1, Ordering::Relaxed);
        }));
    });
    assert_eq!(TOLD.load(Ordering::Relaxed), 2);
}
