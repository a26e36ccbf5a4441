//! [`block_on`]: from ordinary code into async code.

use super::{pace, reactor, tasks};
use std::error::Error;
use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

/// Runs `future` to its end, waiting in `wasi:io/poll` whenever it can't go on.
///
/// It may be called inside itself. Then what is pending outside makes progress no sooner than the inner call has ended, except for the
/// tasks of [`spawn_local`](crate::spawn_local()). Tasks that block run on top of one another, and the first goes on when the last is
/// done: in a task, prefer to await.
///
/// ```
/// assert_eq!(golem_rpc_sdk::block_on(async { 1 + 1 }), 2);
/// ```
///
/// # Who computes keeps nobody waiting
///
/// Futures that wake themselves or one another, tasks that spawn tasks,
/// [`yield_now`](crate::yield_now()): all have their turns, `future` and the tasks in the order in
/// which they were woken. So that calls and timers have theirs, too, they are looked at after ten
/// milliseconds of such work, or as soon after that as a future gives the thread back: between two
/// awaits nothing can interrupt it. Code that computes for longer calls `yield_now` now and then.
///
/// On Golem that has a price. Work without a wait is measured by the clock, and each time that it
/// is read is an entry in the worker's log, from which a restarted worker takes the same times
/// again; each look is another entry. The first 16 polls of futures after a wait are free, which is
/// more than most programs make, and so is all work while no call or timer is pending. After that
/// the clock is read as rarely as the ten milliseconds allow, going by how long the polls before
/// took: after 4 more, 8 more, and so on up to about once a look. When the first polls, or polls of
/// which those before were short, take long, the look comes later by that: by 20 long polls at the
/// beginning.
///
/// A call that blocks takes its time, however short the poll is in which it is made, so there is a
/// look after it, at the same two entries.
///
/// # Panics
///
/// When `future` waits for something that nothing in this component will ever do. [`try_block_on`]
/// gives an error instead.
#[allow(clippy::panic, reason = "documented, with try_block_on beside it")]
pub fn block_on<F: IntoFuture>(future: F) -> F::Output {
    match try_block_on(future) {
        Ok(output) => output,
        Err(stalled) => panic!("{stalled}"),
    }
}

/// Like [`block_on`], with an error where that panics.
///
/// # Errors
///
/// [`Stalled`] when `future` is pending, nobody woke it, and no call or timer is left to wait for.
/// Natively, where virtual time knows what is to come, also when those that are left never end.
///
/// ```
/// assert!(golem_rpc_sdk::try_block_on(std::future::pending::<()>()).is_err());
/// ```
pub fn try_block_on<F: IntoFuture>(future: F) -> Result<F::Output, Stalled> {
    let mut future = pin!(future.into_future());
    let woken = Arc::new(Woken(AtomicBool::new(true)));
    let waker = Waker::from(woken.clone());
    let mut cx = Context::from_waker(&waker);
    let _counted = pace::Counted::begin();
    loop {
        if woken.take() {
            pace::is_spent();
            if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
                return Ok(output);
            }
        }
        if tasks::run() || woken.is_set() {
            pace::keep();
        } else if reactor::wait() {
            pace::waited();
        } else {
            return Err(Stalled(()));
        }
    }
}

struct Woken(AtomicBool);

impl Woken {
    fn take(&self) -> bool {
        self.0.swap(false, Ordering::Relaxed)
    }

    fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// The future can never end: it is pending, nobody woke it, and no call or timer is left that will.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stalled(());

impl fmt::Display for Stalled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "block_on: the future can never end: it waits for no remote call or timer of golem-rpc-sdk that ends, \
             and nothing else in this component can wake it",
        )
    }
}

impl Error for Stalled {}
