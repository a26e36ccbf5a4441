//! [`Queue`]: what a worker is to do.

use std::{
    collections::VecDeque,
    mem,
    sync::{Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};

/// The jobs of a worker, in arrival order. Ends when it has no senders.
///
/// A worker that was not called for long is in no cache, so a call costs what it touches there: here that is a lock and a place in a list. A channel
/// touches more, and takes 3 KiB for each worker.
pub(crate) struct Queue<J>(Mutex<State<J>>);

struct State<J> {
    jobs: VecDeque<J>,
    senders: usize,
    /// Whether there will be no more jobs.
    ended: bool,
    /// Whether the worker knows.
    over: bool,
    /// Of the worker's task, while it waits for a job.
    waker: Option<Waker>,
}

impl<J> Default for Queue<J> {
    fn default() -> Self {
        let state = State { jobs: VecDeque::new(), senders: 0, ended: false, over: false, waker: None };
        Self(Mutex::new(state))
    }
}

impl<J> Queue<J> {
    /// Adds a job, or drops it if the queue has ended.
    pub fn push(&self, job: J) {
        let mut state = self.lock();
        if state.ended {
            // Not under the lock: what is in a job may want it.
            drop(state);
            drop(job);
            return;
        }
        state.jobs.push_back(job);
        wake(state);
    }

    /// Takes jobs out that the worker has not begun.
    pub fn take_out(&self, is_wanted: impl Fn(&J) -> bool) -> Vec<J> {
        let mut state = self.lock();
        let (out, kept): (Vec<_>, Vec<_>) = mem::take(&mut state.jobs).into_iter().partition(is_wanted);
        state.jobs = kept.into();
        out
    }

    /// Lets the worker end after the jobs that there are.
    pub fn end(&self) {
        let mut state = self.lock();
        state.ended = true;
        wake(state);
    }

    pub fn add_sender(&self) {
        self.lock().senders += 1;
    }

    /// Goes on with a queue that has ended for want of senders, as long as the worker doesn't know.
    pub fn add_sender_unless_over(&self) -> bool {
        let mut state = self.lock();
        if !state.over {
            state.senders += 1;
            state.ended = false;
        }
        !state.over
    }

    pub fn remove_sender(&self) {
        let mut state = self.lock();
        state.senders -= 1;
        if state.senders == 0 {
            state.ended = true;
            wake(state);
        }
    }

    /// The next job, `None` when there will be no more. The worker's task is woken when there is one.
    pub fn poll_next(&self, context: &mut Context<'_>) -> Poll<Option<J>> {
        let mut state = self.lock();
        match state.jobs.pop_front() {
            None if !state.ended => {
                state.waker = Some(context.waker().clone());
                Poll::Pending
            }
            job => {
                state.over = job.is_none();
                Poll::Ready(job)
            }
        }
    }

    /// Drops the jobs that are left, and all that come: the worker is gone.
    pub fn close(&self) {
        let mut state = self.lock();
        state.ended = true;
        state.over = true;
        let jobs = mem::take(&mut state.jobs);
        drop(state);
        drop(jobs);
    }

    fn lock(&self) -> MutexGuard<'_, State<J>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn wake<J>(mut state: MutexGuard<'_, State<J>>) {
    let waker = state.waker.take();
    drop(state);
    if let Some(waker) = waker {
        waker.wake();
    }
}
