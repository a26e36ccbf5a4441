//! [`Queue`]: the calls that a worker has yet to answer.

use std::{
    collections::VecDeque,
    mem,
    sync::{Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};

/// The calls of a worker, in the order in which they arrived. It ends when there is no sender left,
/// that is, when no [`WorkerHandle`](super::WorkerHandle) of the worker is left.
///
/// This is not one of tokio's channels, for two reasons. The memory of a worker that was not called
/// for long is in none of the processor's caches, so the cost of a call to it is the number of
/// cache lines that the call touches: here a lock and one place in a list, in a channel several
/// more. And a channel takes 3 KiB for each worker, of which there may be tens of thousands.
pub(crate) struct Queue<J>(Mutex<State<J>>);

struct State<J> {
    jobs: VecDeque<J>,
    /// How many handles of the worker there are. Each of them may add jobs.
    senders: usize,
    /// Whether there will be no more jobs.
    ended: bool,
    /// Whether the worker's task has been told that the queue has ended. Until then it can be
    /// continued; after that the task is on its way out and would never see another job.
    over: bool,
    /// Wakes the worker's task, while it waits for a job.
    waker: Option<Waker>,
}

impl<J> Default for Queue<J> {
    fn default() -> Self {
        let state = State { jobs: VecDeque::new(), senders: 0, ended: false, over: false, waker: None };
        Self(Mutex::new(state))
    }
}

impl<J> Queue<J> {
    /// Adds a job at the end, or drops it if the queue has ended.
    pub fn push(&self, job: J) {
        let mut state = self.lock();
        if state.ended {
            // The job is dropped after the lock is released, since dropping it may run code that
            // takes the same lock, and would then wait for itself.
            drop(state);
            drop(job);
            return;
        }
        state.jobs.push_back(job);
        wake(state);
    }

    /// Takes out those of the jobs that are wanted. The one that the worker has begun with is no
    /// longer in the queue.
    pub fn take_out(&self, is_wanted: impl Fn(&J) -> bool) -> Vec<J> {
        let mut state = self.lock();
        let (out, kept): (Vec<_>, Vec<_>) = mem::take(&mut state.jobs).into_iter().partition(is_wanted);
        state.jobs = kept.into();
        out
    }

    /// Ends the queue: the worker still does the jobs that are in it, and then ends.
    pub fn end(&self) {
        let mut state = self.lock();
        state.ended = true;
        wake(state);
    }

    pub fn add_sender(&self) {
        self.lock().senders += 1;
    }

    /// Adds a sender to a queue that may have ended because it had none, and continues it. False if
    /// that is too late, because the worker has been told of the end.
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

    /// The next job, or `None` when there will be no more. If there is none yet, the task of
    /// `context` is woken when there is.
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

    /// Drops the jobs that are left, and from now on each that is added: the worker is gone.
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
