//! The children of a join that wait on their own: each is polled when it was woken, and only then.

use super::child::{Child, get};
use std::mem;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Wake, Waker};

#[derive(Default)]
pub(super) struct Stragglers {
    bells: Vec<Arc<Bell>>,
    running: usize,
    woken: Arc<Woken>,
}

/// Wakes one child.
struct Bell {
    child: usize,
    /// Its position in `bells`.
    position: usize,
    rung: AtomicBool,
    woken: Arc<Woken>,
}

/// Who was woken since the last poll, in that order.
#[derive(Default)]
struct Woken {
    positions: Mutex<Vec<usize>>,
    join: Mutex<Option<Waker>>,
}

impl Stragglers {
    pub(super) fn is_empty(&self) -> bool {
        self.running == 0
    }

    /// From now on `waker` is woken when a child is.
    pub(super) fn listen(&self, waker: &Waker) {
        let mut join = lock(&self.woken.join);
        if !join.as_ref().is_some_and(|old| old.will_wake(waker)) {
            *join = Some(waker.clone());
        }
    }

    /// Takes on `child`, which was polled with a waker that does not tell it from the others: the next [`poll`](Self::poll)
    /// gives it one of its own.
    pub(super) fn add(&mut self, child: usize) {
        let position = self.bells.len();
        self.bells.push(Arc::new(Bell { child, position, rung: AtomicBool::new(true), woken: self.woken.clone() }));
        self.running += 1;
        lock(&self.woken.positions).push(position);
    }

    /// Polls those that were woken.
    pub(super) fn poll<F: Future>(&mut self, mut children: Pin<&mut [Child<F>]>) {
        // One that wakes itself while it is polled has its turn in the next poll, which its waking has asked for.
        let positions = mem::take(&mut *lock(&self.woken.positions));
        for bell in positions.into_iter().filter_map(|position| self.bells.get(position)) {
            bell.rung.store(false, Ordering::Relaxed);
            let waker = Waker::from(bell.clone());
            let child = get(children.as_mut(), bell.child);
            if child.poll_unless_done(&mut Context::from_waker(&waker)) {
                self.running -= 1;
            }
        }
    }
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
        let join = lock(&self.woken.join).clone();
        if let Some(join) = join {
            join.wake();
        }
    }
}

/// A lock that a panic left behind guards a list of numbers or a waker, either of which is as good as before.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
