//! [`ReadyQueue`]: which of many futures were woken and have to be polled.
//!
//! Each future gets a waker of its own. So when one of a thousand calls ends, only the future that
//! waits for it is polled, not all thousand.

use super::lock::Lock;
use super::poll_budget;
use std::mem;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Wake, Waker};

/// The queue of futures that were woken, in the order in which they were.
///
/// It does not hold the futures. It knows them by their indexes, which are small numbers that the
/// owner of the futures gives them and may give to another future later.
///
/// Futures are polled in rounds: those that are woken during a round are polled in the next one.
/// Otherwise two futures that wake each other would keep a round from ever ending.
#[derive(Default)]
pub(crate) struct ReadyQueue {
    wakers: Vec<Arc<FutureWaker>>,
    /// The futures of this round: before `next` those that were polled in it, then the others.
    round: Vec<usize>,
    next: usize,
    /// Whether the round was stopped before its end because the [budget](poll_budget) of polls was
    /// used up. The next call then polls one future before it stops again: an executor that never
    /// renews the budget would otherwise make no progress.
    stopped: bool,
    woken: Arc<Woken>,
}

/// Wakes the future with one index.
struct FutureWaker {
    index: usize,
    /// Whether the future is in the queue already, so that it is not put in twice.
    is_queued: AtomicBool,
    woken: Arc<Woken>,
}

/// What the wakers of a queue's futures share with the queue.
#[derive(Default)]
struct Woken {
    /// The futures that were woken since the last round began.
    indexes: Lock<Vec<usize>>,
    /// What to wake when one of them is woken: the task that polls the queue's owner.
    listener: Lock<Option<Waker>>,
}

impl ReadyQueue {
    /// From now on `waker` is woken whenever one of the futures is.
    pub(crate) fn listen(&self, waker: &Waker) {
        let mut listener = self.woken.listener.lock();
        if !listener.as_ref().is_some_and(|old| old.will_wake(waker)) {
            let old = listener.replace(waker.clone());
            // Dropping a waker runs code of the executor, which may wake one of our futures and so
            // take the lock again.
            drop(listener);
            drop(old);
        }
    }

    /// Adds a new future with this index to the current round.
    pub(crate) fn add(&mut self, index: usize) {
        self.make_wakers(index);
        if self.wakers.get(index).is_some_and(|waker| !waker.is_queued.swap(true, Ordering::Relaxed)) {
            self.round.push(index);
        }
    }

    /// The waker of a future that need not have been [added](Self::add). Waking it puts the future
    /// into the next round.
    pub(crate) fn waker(&mut self, index: usize) -> Option<Waker> {
        self.make_wakers(index);
        self.wakers.get(index).cloned().map(Waker::from)
    }

    fn make_wakers(&mut self, index: usize) {
        for index in self.wakers.len()..=index {
            self.wakers.push(Arc::new(FutureWaker {
                index,
                is_queued: AtomicBool::new(false),
                woken: self.woken.clone(),
            }));
        }
    }

    /// Begins a round of the futures that were woken by now, or goes on with one that was
    /// [stopped](Self::is_stopped).
    pub(crate) fn begin_round(&mut self) {
        self.round.append(&mut self.woken.indexes.lock());
    }

    /// The index of the next future of the round, and the waker to poll it with. `None` at the end
    /// of the round, or when it was [stopped](Self::is_stopped).
    pub(crate) fn next(&mut self) -> Option<(usize, Waker)> {
        let Some(&index) = self.round.get(self.next) else {
            self.round.clear();
            self.next = 0;
            return None;
        };
        self.stopped = poll_budget::count_poll() && !self.stopped;
        if self.stopped {
            return None;
        }
        self.next += 1;
        let waker = self.wakers.get(index)?;
        waker.is_queued.store(false, Ordering::Relaxed);
        Some((index, Waker::from(waker.clone())))
    }

    /// Whether the round was stopped before its end. The owner then has to wake its own task, for
    /// the futures that are left were woken before and will not be woken again.
    pub(crate) fn is_stopped(&self) -> bool {
        self.next < self.round.len()
    }

    /// Whether there are futures to poll, in this round or in the next.
    pub(crate) fn any(&self) -> bool {
        self.is_stopped() || !self.woken.indexes.lock().is_empty()
    }
}

/// Polls a future through `poll` with its waker, and wakes it if that panics. Somebody may catch
/// the panic and poll the owner again, which would not poll this future unless it is woken.
pub(crate) fn poll_woken<T>(waker: &Waker, poll: impl FnOnce(&mut Context<'_>) -> T) -> T {
    struct WakeOnPanic<'a>(&'a Waker);
    impl Drop for WakeOnPanic<'_> {
        fn drop(&mut self) {
            self.0.wake_by_ref();
        }
    }
    let wake_on_panic = WakeOnPanic(waker);
    let polled = poll(&mut Context::from_waker(waker));
    mem::forget(wake_on_panic);
    polled
}

impl Wake for FutureWaker {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if self.is_queued.swap(true, Ordering::Relaxed) {
            return;
        }
        self.woken.indexes.lock().push(self.index);
        let listener = self.woken.listener.lock().clone();
        if let Some(listener) = listener {
            listener.wake();
        }
    }
}
