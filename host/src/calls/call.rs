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

use super::outcome::Outcome;
use super::queue::Queue;
use super::unfinished::Unfinished;
use crate::limits::{Place, Places};
use crate::log::Request;
use crate::observe::CallNumber;

/// What a call needs of the worker that is to answer it.
///
/// A worker has a queue of calls, and each call names its worker. This trait lets the call be
/// defined without the worker: otherwise the files of the two would import each other. There is one
/// implementation, [`WorkerInfo`](super::WorkerInfo), and it is known when the code is compiled, so
/// the trait costs nothing.
pub(crate) trait Target: AsRef<Places> + Sized {
    /// The queue in which the call waits for its turn.
    fn queue(&self) -> &Queue<Job<Self>>;

    /// The counter in which the call counts as unfinished until it has ended.
    fn unfinished(&self) -> &Unfinished;
}

/// A call of a worker. The caller has one reference to it, and the worker that is to answer has the
/// other one, in a [`Promise`].
pub(crate) struct Call<T> {
    number: Option<CallNumber>,
    /// How many calls led to this one, each made while the one before was answered: see
    /// [`Limits::chain`](crate::Limits::chain).
    before: u32,
    target: Arc<T>,
    /// Written under the lock of `state`, and read without it where nobody wants the outcome yet. A
    /// worker that polls thousands of calls asks each of them this again and again.
    ended: AtomicBool,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The outcome, from the end of the call until it is taken. There is none if the worker was
    /// stopped or removed before it answered.
    outcome: Option<Outcome>,
    /// Wakes the caller, while it waits for the outcome.
    waker: Option<Waker>,
}

impl<T: Target> Call<T> {
    /// Puts a request into its target's queue. The caller has taken the `place` in that queue
    /// before.
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

    /// The worker that is to answer. `None` once it has answered, which is before it begins with
    /// its next call.
    pub fn target(&self) -> Option<&Arc<T>> {
        (!self.has_ended()).then_some(&self.target)
    }

    /// Whether there is an outcome, or never will be one.
    pub fn has_ended(&self) -> bool {
        self.ended.load(Ordering::Acquire)
    }

    /// Waits until the call has ended. Only one caller may wait at a time.
    ///
    /// `waker` is where the caller keeps what this call wakes it with, from one wait to the next.
    /// It begins as `None`. As long as the caller waits in the same task, nothing has to be stored
    /// anew, and no lock is taken.
    pub async fn ended(&self, waker: &mut Option<Waker>) {
        let ended = poll_fn(|context| {
            if self.has_ended() {
                return Poll::Ready(());
            }
            // A worker that polls thousands of calls comes here for each of them at each poll.
            // That should not take a lock.
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
        // tokio gives each task a budget of 128 such steps before it has to let others run, and
        // `cooperative` takes one. Golem's channels do so, too. So a `poll` reports at most 128
        // calls here as there: `HostBuilder::virtual_time` tells that to users.
        cooperative(ended).await;
    }

    /// Takes the outcome. `None` while there is none, after it was taken, and if the worker was
    /// stopped or removed before it answered.
    pub fn take_outcome(&self) -> Option<Outcome> {
        self.lock().outcome.take()
    }

    /// Puts an outcome back, for the next [`take_outcome`](Self::take_outcome).
    pub fn give_back(&self, outcome: Outcome) {
        self.lock().outcome = Some(outcome);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A call in its target's queue.
pub(crate) struct Job<T: Target> {
    pub request: Request,
    pub promise: Promise<T>,
}

/// The target's side of a call. The target owes an answer: when this is dropped without one, the
/// call ends without an outcome, so that its caller does not wait for ever.
pub(crate) struct Promise<T: Target> {
    call: Arc<Call<T>>,
    /// The call's place in the target's queue, until the call ends.
    place: Option<Place<T>>,
}

impl<T: Target> Promise<T> {
    fn new(call: Arc<Call<T>>, place: Place<T>) -> Self {
        call.target.unfinished().one_more();
        Self { call, place: Some(place) }
    }

    /// The number that the call has in the recording, if the host makes one.
    pub fn number(&self) -> Option<CallNumber> {
        self.call.number
    }

    /// How many calls led to this one: see [`Limits::chain`](crate::Limits::chain).
    pub fn before(&self) -> u32 {
        self.call.before
    }

    /// The call that is to be answered.
    pub fn call(&self) -> &Arc<Call<T>> {
        &self.call
    }

    /// Ends the call with an outcome.
    pub fn keep(mut self, outcome: Outcome) {
        self.end(Some(outcome));
    }

    fn end(&mut self, outcome: Option<Outcome>) {
        // The place is given back before the outcome can be seen. A caller that has the outcome may
        // remove the worker, and that is refused while any call has a place in its queue.
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
    /// Ends the call without an outcome, unless it has ended: the caller then learns that nobody
    /// will answer.
    fn drop(&mut self) {
        self.end(None);
        self.call.target.unfinished().one_less();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calls::worker_info::{WorkerCall, WorkerInfo, WorkerJob};
    use crate::failure::Failure;
    use crate::log::Answer;
    use crate::values::nothing;
    use std::{future::Future, pin::pin, task::Context};

    fn call(worker: &Arc<WorkerInfo>) -> (Arc<WorkerCall>, WorkerJob) {
        let place = Places::take(worker, None).unwrap();
        Call::new(None, 0, Request::Rpc { function: "run".into(), params: vec![], key: None }, place)
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

    /// The caller may wait in another task than the last time: then the new one is woken.
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
