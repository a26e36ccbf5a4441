//! [`block_on`]: from ordinary code into async code.

use crate::reactor;
use std::error::Error;
use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

/// Runs `future` to its end, waiting in `wasi:io/poll` whenever it can't go on.
///
/// It may be called inside itself; then what is pending outside makes progress no sooner than the inner call has ended.
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
    let woken = Arc::new(Woken(AtomicBool::new(false)));
    let waker = Waker::from(woken.clone());
    let mut cx = Context::from_waker(&waker);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
            return Ok(output);
        }
        while !woken.take() {
            if !reactor::wait() {
                return Err(Stalled(()));
            }
        }
    }
}

struct Woken(AtomicBool);

impl Woken {
    fn take(&self) -> bool {
        self.0.swap(false, Ordering::Relaxed)
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
