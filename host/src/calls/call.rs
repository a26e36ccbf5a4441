//! [`Call`]: a request that a worker is to answer, and the outcome on its way back.

use std::{
    future::poll_fn,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::{Poll, Waker},
};

use tokio::task::coop::cooperative;

use super::queue::Queue;
use super::request::{Outcome, Request};
use super::unfinished::Unfinished;
use crate::limits::{Place, Places};
use crate::observe::CallNumber;

/// What a call asks of the worker that is to answer it.
///
/// A worker has a queue of calls, and a call has a worker: this trait is why the one of the two that
/// is defined first, the call, needs to know nothing of the other.
pub(crate) trait Target: AsRef<Places> + Sized {
    /// Where the call waits for its turn.
    fn queue(&self) -> &Queue<Job<Self>>;

    /// Where the call is counted until it has ended.
    fn unfinished(&self) -> &Unfinished;
}

/// A call of a worker, shared by who asks and who answers.
pub(crate) struct Call<T> {
    number: Option<CallNumber>,
    /// How many calls are before it in its chain: see [`Limits::chain`](crate::Limits::chain).
    before: u32,
    target: Arc<T>,
    /// Set under the lock, read without it by those who only want to know.
    ended: AtomicBool,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Until it is taken; there is none if the worker ended before it answered.
    outcome: Option<Outcome>,
    /// Of whoever waits for the outcome.
    waker: Option<Waker>,
}

impl<T: Target> Call<T> {
    /// Queues a request in the place that was taken for it.
    pub fn queue(number: Option<CallNumber>, before: u32, request: Request, place: Place<T>) -> Arc<Self> {
        let (call, job) = Self::new(number, before, request, place);
        call.target.queue().push(job);
        call
    }

    fn new(number: Option<CallNumber>, before: u32, request: Request, place: Place<T>) -> (Arc<Self>, Job<T>) {
        let target = place.owner().clone();
        let call = Arc::new(Self { number, before, target, ended: AtomicBool::new(false), state: Mutex::default() });
        let promise = Promise::new(call.clone(), place);
        (call, Job { request, promise })
    }

    /// The worker that is to answer; `None` once it is done with this call, which is before it goes on to its next.
    pub fn target(&self) -> Option<&Arc<T>> {
        (!self.has_ended()).then_some(&self.target)
    }

    /// Whether the target is done with it.
    pub fn has_ended(&self) -> bool {
        self.ended.load(Ordering::Acquire)
    }

    /// Waits until the target is done with it. One may wait at a time, and brings the `waker` that it was left with the last time.
    pub async fn ended(&self, waker: &mut Option<Waker>) {
        let ended = poll_fn(|context| {
            if self.has_ended() {
                return Poll::Ready(());
            }
            // Some ask thousands of calls again and again: not under the lock.
            if waker.as_ref().is_some_and(|waker| waker.will_wake(context.waker())) {
                return Poll::Pending;
            }
            let mut state = self.lock();
            if self.has_ended() {
                return Poll::Ready(());
            }
            state.waker = Some(context.waker().clone());
            *waker = Some(context.waker().clone());
            Poll::Pending
        });
        // As with tokio's channels: see `HostBuilder::virtual_time` on how many calls one poll tells of.
        cooperative(ended).await;
    }

    /// What came of it, once; `None` if the worker ended before, too.
    pub fn take_outcome(&self) -> Option<Outcome> {
        self.lock().outcome.take()
    }

    /// For an outcome that is to be taken once more.
    pub fn give_back(&self, outcome: Outcome) {
        self.lock().outcome = Some(outcome);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a worker is to do.
pub(crate) struct Job<T: Target> {
    pub request: Request,
    pub promise: Promise<T>,
}

/// A call on the side of its target, which owes an answer.
pub(crate) struct Promise<T: Target> {
    call: Arc<Call<T>>,
    /// In the target's queue, until the call ends.
    place: Option<Place<T>>,
}

impl<T: Target> Promise<T> {
    fn new(call: Arc<Call<T>>, place: Place<T>) -> Self {
        call.target.unfinished().one_more();
        Self { call, place: Some(place) }
    }

    /// In the recording, if there is one.
    pub fn number(&self) -> Option<CallNumber> {
        self.call.number
    }

    /// How many calls are before it in its chain.
    pub fn before(&self) -> u32 {
        self.call.before
    }

    /// Whose answer it is.
    pub fn call(&self) -> &Arc<Call<T>> {
        &self.call
    }

    pub fn keep(mut self, outcome: Outcome) {
        self.end(Some(outcome));
    }

    fn end(&mut self, outcome: Option<Outcome>) {
        // Before anybody sees the answer: who has that may remove the worker.
        if self.place.take().is_none() {
            return;
        }
        let mut state = self.call.lock();
        state.outcome = outcome;
        self.call.ended.store(true, Ordering::Release);
        let waker = state.waker.take();
        drop(state);
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

impl<T: Target> Drop for Promise<T> {
    /// Whoever waits learns it when nobody will answer.
    fn drop(&mut self) {
        self.end(None);
        self.call.target.unfinished().one_less();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calls::request::Answer;
    use crate::calls::worker_info::{WorkerCall, WorkerInfo, WorkerJob};
    use crate::failure::Failure;
    use crate::values::nothing;
    use std::{future::Future, pin::pin, task::Context};

    fn call(worker: &Arc<WorkerInfo>) -> (Arc<WorkerCall>, WorkerJob) {
        let place = Places::take(worker, None).unwrap();
        Call::new(None, 0, Request::Rpc { function: "run".into(), params: vec![] }, place)
    }

    #[test]
    fn a_life() {
        let worker = WorkerInfo::any();
        let (call, Job { request, promise }) = call(&worker);
        assert_eq!(request.function(), "run");
        assert!(call.target().is_some_and(|target| Arc::ptr_eq(target, &worker)));
        assert!(call.take_outcome().is_none() && !call.has_ended(), "asked too early, it is not lost");
        assert!(!worker.places.close());
        promise.keep(Outcome { answer: Ok(Answer::Rpc(nothing())), deferred: false, cost: None });
        assert!(worker.places.close(), "who has the answer finds the worker idle");
        assert!(call.has_ended() && call.target().is_none());
        assert!(matches!(call.take_outcome(), Some(Outcome { answer: Ok(Answer::Rpc(_)), .. })));
        assert!(call.take_outcome().is_none());
    }

    #[test]
    fn a_broken_promise_ends_the_call() {
        let worker = WorkerInfo::any();
        let (call, job) = call(&worker);
        drop(job);
        assert!(call.has_ended() && call.take_outcome().is_none() && worker.places.close());
    }

    /// Also when another task waits than before.
    #[tokio::test]
    async fn the_last_who_waited_is_woken() {
        let (call, Job { promise, .. }) = call(&WorkerInfo::any());
        let mut waker = None;
        let mut poll = |context: &mut Context<'_>| pin!(call.ended(&mut waker)).poll(context).is_ready();
        assert!(!poll(&mut Context::from_waker(Waker::noop())));
        let mut promise = Some(promise);
        let ended = poll_fn(|context| {
            if poll(context) {
                return Poll::Ready(());
            }
            // Ends while it waits, asked twice.
            assert!(promise.is_none() || !poll(context));
            if let Some(promise) = promise.take() {
                promise.keep(Outcome { answer: Err(Failure::Stopped), deferred: false, cost: None });
            }
            Poll::Pending
        });
        tokio::time::timeout(std::time::Duration::from_secs(10), ended).await.expect("it is woken");
    }
}
