//! [`block_on`]: runs async code from ordinary code.

use super::{poll_budget, reactor, tasks};
use std::error::Error;
use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

/// Runs `future` to its end, and waits in `wasi:io/poll` whenever nothing can go on.
///
/// It may be called inside itself. Until the inner call has ended, the outer future makes no
/// progress, but the tasks of [`spawn_local`](crate::spawn_local()) do. When several tasks call
/// `block_on`, these calls are nested, and the first goes on only when the last has ended. So in a
/// task, prefer to await.
///
/// ```
/// assert_eq!(golem_rpc_sdk::block_on(async { 1 + 1 }), 2);
/// ```
///
/// # Long computations
///
/// Futures that wake themselves or one another, tasks that spawn tasks,
/// [`yield_now`](crate::yield_now()): all of these are polled in the order in which they were
/// woken. After ten milliseconds of such work there is a look at whether calls or timers have
/// ended, so that they are not kept waiting. Nothing can interrupt a future between two of its
/// awaits: a look that is due then comes after it. Code that computes for longer calls `yield_now`
/// now and then.
///
/// On Golem a look has a price. The time is measured by the clock, and each reading of the clock is
/// an entry in the worker's log, from which a restarted worker takes the same times again. Each
/// look is another entry. The first 16 polls of futures after a wait cost no entry, which is more
/// than most programs make, and neither does work while no call or timer is pending. After that the
/// clock is read as rarely as the ten milliseconds allow, judged by how long the polls before took:
/// after 4 more polls, 8 more, and so on, up to about once a look. When the polls suddenly take
/// much longer, or the first ones take long, the look is late: at the beginning by 20 long polls.
///
/// After a blocking call there is a look as well, at the same two entries, for other calls may have
/// ended meanwhile.
///
/// # Panics
///
/// When `future` can never end, because it waits for something that nothing in this component will
/// do. [`try_block_on`] gives an error instead.
pub fn block_on<F: IntoFuture>(future: F) -> F::Output {
    match try_block_on(future) {
        Ok(output) => output,
        Err(stalled) => panic_of(&stalled),
    }
}

#[cold]
#[inline(never)]
#[allow(clippy::panic, reason = "documented, with try_block_on beside it")]
fn panic_of(stalled: &Stalled) -> ! {
    panic!("{stalled}")
}

/// Like [`block_on`], but gives an error where that panics.
///
/// # Errors
///
/// [`Stalled`] when `future` is pending, was not woken, and no call or timer is left to wait for.
/// Natively, in virtual time, also when those that are left can never end.
///
/// ```
/// assert!(golem_rpc_sdk::try_block_on(std::future::pending::<()>()).is_err());
/// ```
pub fn try_block_on<F: IntoFuture>(future: F) -> Result<F::Output, Stalled> {
    let mut future = pin!(future.into_future());
    let mut output = None;
    run(&mut |cx| {
        let polled = future.as_mut().poll(cx);
        polled.map(|ended| output = Some(ended))
    });
    output.ok_or(Stalled(()))
}

/// Polls a future through `poll` until it has ended, or nothing can wake it any more. It is no part
/// of [`try_block_on`], of which the compiler makes a copy for each type of future.
fn run(poll: &mut dyn FnMut(&mut Context<'_>) -> Poll<()>) {
    let woken = Arc::new(Woken(AtomicBool::new(true)));
    let waker = Waker::from(woken.clone());
    let mut cx = Context::from_waker(&waker);
    let _counted = poll_budget::Counted::begin();
    loop {
        if woken.take() {
            poll_budget::count_poll();
            if poll(&mut cx).is_ready() {
                return;
            }
        }
        if tasks::run() || woken.is_set() {
            poll_budget::look_if_due();
        } else if reactor::wait() {
            poll_budget::renew();
        } else {
            return;
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

/// The future can never end: it is pending, was not woken, and no call or timer is left to wait
/// for.
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
