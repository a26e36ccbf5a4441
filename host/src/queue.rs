//! [`Queue`]: what a worker is to do.

use std::{
    collections::VecDeque,
    future::poll_fn,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Poll, Waker},
};

use tokio::task::coop::cooperative;

use crate::{job::Job, worker_state::WorkerInfo};

/// The jobs of a worker, in arrival order. Ends when it has no senders.
///
/// A worker that was not called for long is far from the processor, so a call costs what it touches there: a lock and the job's place in
/// a list. A channel touches eight places, and takes 3 KiB for each worker.
#[derive(Default)]
pub(crate) struct Queue(Mutex<State>);

#[derive(Default)]
struct State {
    jobs: VecDeque<Job>,
    senders: usize,
    /// Whether there will be no more jobs.
    ended: bool,
    /// Of the worker's task, while it waits for a job.
    waker: Option<Waker>,
}

impl Queue {
    /// Adds a job, or drops it if the queue has ended.
    pub fn push(&self, job: Job) {
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

    /// Lets the worker end after the jobs that there are.
    pub fn end(&self) {
        let mut state = self.lock();
        state.ended = true;
        wake(state);
    }

    pub fn add_sender(&self) {
        self.lock().senders += 1;
    }

    pub fn remove_sender(&self) {
        let mut state = self.lock();
        state.senders -= 1;
        if state.senders == 0 {
            state.ended = true;
            wake(state);
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn wake(mut state: MutexGuard<'_, State>) {
    let waker = state.waker.take();
    drop(state);
    if let Some(waker) = waker {
        waker.wake();
    }
}

/// The end of a queue from which the worker takes its jobs.
pub(crate) struct Jobs(Arc<WorkerInfo>);

impl Jobs {
    pub fn of(worker: Arc<WorkerInfo>) -> Self {
        Self(worker)
    }

    /// The next one; `None` when there will be no more.
    pub async fn next(&self) -> Option<Job> {
        let next = poll_fn(|context| {
            let mut state = self.0.queue.lock();
            match state.jobs.pop_front() {
                None if !state.ended => {
                    state.waker = Some(context.waker().clone());
                    Poll::Pending
                }
                job => Poll::Ready(job),
            }
        });
        // A worker with many jobs lets others have their turn, as one that takes them from a channel.
        cooperative(next).await
    }
}

impl Drop for Jobs {
    /// Those that are left are not done: whoever waits for one learns so.
    fn drop(&mut self) {
        let mut state = self.0.queue.lock();
        state.ended = true;
        let jobs = std::mem::take(&mut state.jobs);
        drop(state);
        drop(jobs);
    }
}
