//! Which of many futures were woken: each gets a waker of its own, so that those that were woken are polled, and no others.

use super::pace;
use std::mem;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

/// Futures are known here by their positions, small numbers that whoever keeps the futures gives them and may use again.
#[derive(Default)]
pub(crate) struct Wakes {
    bells: Vec<Arc<Bell>>,
    /// Those whose turn it is, and those before `next` whose turn it was.
    turn: Vec<usize>,
    next: usize,
    /// Whether the turn was stopped because enough was done without a look at the calls. Then there
    /// is another poll before it is stopped again: under an executor that never looks, the futures
    /// go on in small steps.
    stopped: bool,
    woken: Arc<Woken>,
}

/// Wakes the future at one position.
struct Bell {
    position: usize,
    /// Whether it waits for its turn already.
    rung: AtomicBool,
    woken: Arc<Woken>,
}

#[derive(Default)]
struct Woken {
    /// Who was woken since the last turn began, in that order.
    positions: Mutex<Vec<usize>>,
    /// Whom to wake when one of them is.
    listener: Mutex<Option<Waker>>,
}

impl Wakes {
    /// From now on `waker` is woken when one of the futures is.
    pub(crate) fn listen(&self, waker: &Waker) {
        let mut listener = lock(&self.woken.listener);
        if !listener.as_ref().is_some_and(|old| old.will_wake(waker)) {
            let old = listener.replace(waker.clone());
            // What its drop sets off may come back here.
            drop(listener);
            drop(old);
        }
    }

    /// Gives the future at `position` its first turn, in the one that is on.
    pub(crate) fn admit(&mut self, position: usize) {
        self.make_bells(position);
        if self.bells.get(position).is_some_and(|bell| !bell.rung.swap(true, Ordering::Relaxed)) {
            self.turn.push(position);
        }
    }

    /// The waker of the future at `position`, which need not have been admitted: woken with it, its
    /// first turn is the next one.
    pub(crate) fn waker(&mut self, position: usize) -> Option<Waker> {
        self.make_bells(position);
        self.bells.get(position).cloned().map(Waker::from)
    }

    fn make_bells(&mut self, position: usize) {
        for position in self.bells.len()..=position {
            self.bells.push(Arc::new(Bell { position, rung: AtomicBool::new(false), woken: self.woken.clone() }));
        }
    }

    /// Begins the turn of all that were woken by now. Who is woken while it is on, has to wait for the next one, which its waking asks for.
    pub(crate) fn begin_turn(&mut self) {
        self.turn.append(&mut lock(&self.woken.positions));
    }

    /// The position of the next future in the turn, with the waker to poll it with. `None` at the
    /// turn's end, or when it must [go on later](Self::is_stopped).
    pub(crate) fn next(&mut self) -> Option<(usize, Waker)> {
        let Some(&position) = self.turn.get(self.next) else {
            self.turn.clear();
            self.next = 0;
            return None;
        };
        self.stopped = pace::is_spent() && !self.stopped;
        if self.stopped {
            return None;
        }
        self.next += 1;
        let bell = self.bells.get(position)?;
        bell.rung.store(false, Ordering::Relaxed);
        Some((position, Waker::from(bell.clone())))
    }

    /// Whether the turn was stopped before its end: nobody's waking will tell that it is to go on.
    pub(crate) fn is_stopped(&self) -> bool {
        self.next < self.turn.len()
    }

    /// Whether somebody waits for its turn.
    pub(crate) fn any(&self) -> bool {
        self.is_stopped() || !lock(&self.woken.positions).is_empty()
    }
}

/// Polls `future` with the waker of its position. After a panic it is polled again as if it had
/// been woken: somebody may catch that, and would wait for it in vain.
pub(crate) fn poll_woken<F: Future>(future: Pin<&mut F>, waker: &Waker) -> Poll<F::Output> {
    struct Again<'a>(&'a Waker);
    impl Drop for Again<'_> {
        fn drop(&mut self) {
            self.0.wake_by_ref();
        }
    }
    let again = Again(waker);
    let polled = future.poll(&mut Context::from_waker(waker));
    mem::forget(again);
    polled
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if self.rung.swap(true, Ordering::Relaxed) {
            return;
        }
        lock(&self.woken.positions).push(self.position);
        let listener = lock(&self.woken.listener).clone();
        if let Some(listener) = listener {
            listener.wake();
        }
    }
}

/// A lock that a panic left behind guards a list of numbers or a waker, either of which is as good as before.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
