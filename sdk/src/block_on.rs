//! [`block_on`]: from ordinary code into async code.

use crate::{reactor, tasks};
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
/// # Panics
///
/// When `future` waits for something that nothing in this component will ever do. [`try_block_on`] gives an error instead.
///
/// ```
/// assert_eq!(golem_rpc_sdk::block_on(async { 1 + 1 }), 2);
/// ```
#[allow(clippy::panic, reason = "documented, with try_block_on beside it")]
pub fn block_on<F: Future>(future: F) -> F::Output {
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
///
/// ```
/// assert!(golem_rpc_sdk::try_block_on(std::future::pending::<()>()).is_err());
/// ```
pub fn try_block_on<F: Future>(future: F) -> Result<F::Output, Stalled> {
    let mut future = pin!(future);
    let woken = Arc::new(Woken(AtomicBool::new(true)));
    let waker = Waker::from(woken.clone());
    let mut cx = Context::from_waker(&waker);
    let mut rounds = Rounds(0);
    loop {
        if woken.take()
            && let Poll::Ready(output) = future.as_mut().poll(&mut cx)
        {
            return Ok(output);
        }
        let tasks_woken = tasks::run();
        if !rounds.next(tasks_woken || woken.is_set()) {
            return Err(Stalled(()));
        }
    }
}

/// How many rounds there were since the last wait.
struct Rounds(u32);

impl Rounds {
    /// Waits, unless somebody was woken and can go on. Returns whether anything can be expected to happen.
    ///
    /// Futures that wake themselves again and again may do so until a call or timer has ended, which only a wait can tell.
    fn next(&mut self, woken: bool) -> bool {
        self.0 = if woken { self.0 + 1 } else { 0 };
        match self.0 {
            0 => reactor::wait(),
            PATIENCE => {
                self.0 = 0;
                reactor::glance();
                true
            }
            _ => true,
        }
    }
}

/// So many rounds may go by without a wait.
const PATIENCE: u32 = 128;

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

/// The future can never end: it is pending, nobody woke it, and no call or timer is left that could.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stalled(());

impl fmt::Display for Stalled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "block_on: the future can never end: it waits for neither a remote call nor a timer of golem-rpc-sdk, \
             and nothing else in this component can wake it",
        )
    }
}

impl Error for Stalled {}
