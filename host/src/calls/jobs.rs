//! [`Jobs`]: the end of a queue from which its worker takes calls.

use std::{future::poll_fn, sync::Arc};

use tokio::task::coop::cooperative;

use super::worker_info::{WorkerInfo, WorkerJob};

/// The end of a queue from which its worker takes calls. Dropping it closes the queue.
pub(crate) struct Jobs(Arc<WorkerInfo>);

impl Jobs {
    pub fn of(worker: Arc<WorkerInfo>) -> Self {
        Self(worker)
    }

    /// Waits for the next call. `None` when there will be no more.
    pub async fn next(&self) -> Option<WorkerJob> {
        // A worker whose queue is never empty would otherwise keep its thread from all others:
        // tokio interrupts a task only where it takes such a step.
        cooperative(poll_fn(|context| self.0.queue.poll_next(context))).await
    }
}

impl Drop for Jobs {
    /// The calls that are left end without an outcome, and their callers learn so.
    fn drop(&mut self) {
        self.0.queue.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calls::worker_handle::WorkerHandle;
    use crate::calls::worker_info::WorkerCall;
    use crate::limits::{NoPlace, Places};
    use crate::log::Request;
    use std::pin::pin;

    fn ask(worker: &Arc<WorkerInfo>, function: &str) -> Arc<WorkerCall> {
        let place = Places::take(worker, None).unwrap();
        WorkerCall::queue(None, 0, Request::Rpc { function: function.into(), params: vec![], key: None }, place)
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
