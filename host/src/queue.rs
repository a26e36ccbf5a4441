//! [`Queue`]: what a worker is to do.

use std::{
    collections::VecDeque,
    future::poll_fn,
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Poll, Waker},
};

use tokio::task::coop::cooperative;

use crate::{call::Job, worker_info::WorkerInfo};

/// The jobs of a worker, in arrival order. Ends when it has no senders.
///
/// A worker that was not called for long is in no cache, so a call costs what it touches there: here that is a lock and a place in a list. A channel
/// touches more, and takes 3 KiB for each worker.
#[derive(Default)]
pub(crate) struct Queue(Mutex<State>);

#[derive(Default)]
struct State {
    jobs: VecDeque<Job>,
    senders: usize,
    /// Whether there will be no more jobs.
    ended: bool,
    /// Whether the worker knows.
    over: bool,
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

    /// Takes jobs out that the worker has not begun.
    pub fn take_out(&self, is_wanted: impl Fn(&Job) -> bool) -> Vec<Job> {
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
                job => {
                    state.over = job.is_none();
                    Poll::Ready(job)
                }
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
        state.over = true;
        let jobs = mem::take(&mut state.jobs);
        drop(state);
        drop(jobs);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        call::Call,
        places::{NoPlace, Places},
        request::Request,
        worker_handle::WorkerHandle,
    };
    use std::pin::pin;

    fn ask(worker: &Arc<WorkerInfo>, function: &str) -> Arc<Call> {
        let place = Places::take(worker, None).unwrap();
        Call::queue(None, 0, Request::Rpc { function: function.into(), params: vec![] }, place)
    }

    async fn next(jobs: &Jobs) -> Option<String> {
        Some(jobs.next().await?.request.function().to_owned())
    }

    #[tokio::test]
    async fn in_arrival_order_until_the_last_handle_is_gone() {
        let worker = WorkerInfo::any();
        let (handle, jobs) = (WorkerHandle::new(worker.clone()), Jobs::of(worker.clone()));
        ask(&worker, "one");
        ask(&worker, "two");
        let another = handle.clone();
        drop(handle);
        assert_eq!(next(&jobs).await.as_deref(), Some("one"));
        assert_eq!(next(&jobs).await.as_deref(), Some("two"));
        ask(&worker, "three");
        drop(another);
        assert_eq!(next(&jobs).await.as_deref(), Some("three"), "the end comes after what there was");
        assert_eq!(next(&jobs).await, None);
        assert!(ask(&worker, "four").has_ended(), "nobody is there");
    }

    #[tokio::test]
    async fn it_goes_on_with_a_new_handle_until_the_worker_knows_of_the_end() {
        let worker = WorkerInfo::any();
        let (handle, jobs) = (WorkerHandle::new(worker.clone()), Jobs::of(worker.clone()));
        ask(&worker, "one");
        drop(handle);
        let handle = WorkerHandle::of(worker.clone()).expect("it has something to do");
        ask(&worker, "two");
        assert_eq!(next(&jobs).await.as_deref(), Some("one"));
        assert_eq!(next(&jobs).await.as_deref(), Some("two"));
        drop(handle);
        assert_eq!(next(&jobs).await, None);
        assert!(WorkerHandle::of(worker).is_none());
    }

    #[tokio::test]
    async fn a_job_and_the_end_wake_the_worker() {
        let worker = WorkerInfo::any();
        let (handle, jobs) = (WorkerHandle::new(worker.clone()), Jobs::of(worker.clone()));
        let task = tokio::spawn(async move { (next(&jobs).await, next(&jobs).await) });
        tokio::task::yield_now().await;
        ask(&worker, "one");
        tokio::task::yield_now().await;
        assert!(handle.end());
        assert_eq!(task.await.unwrap(), (Some("one".into()), None));
    }

    #[tokio::test]
    async fn who_waits_for_a_worker_that_is_gone_learns_so() {
        let worker = WorkerInfo::any();
        let (handle, jobs) = (WorkerHandle::new(worker.clone()), Jobs::of(worker.clone()));
        let call = ask(&worker, "one");
        assert!(!handle.end(), "it has something to do");
        let mut waker = None;
        let mut ended = pin!(call.ended(&mut waker));
        assert!(tokio::time::timeout(std::time::Duration::ZERO, ended.as_mut()).await.is_err());
        drop(jobs);
        ended.await;
        assert!(call.take_outcome().is_none());
        assert!(handle.end());
        assert_eq!(Places::take(&worker, None).err(), Some(NoPlace::Closed));
    }
}
