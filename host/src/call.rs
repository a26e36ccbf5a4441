//! [`Call`]: a request on its way to a worker, and the outcome on its way back.

use std::{
    future::poll_fn,
    mem::replace,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::{Poll, Waker},
};

use tokio::task::coop::cooperative;

use crate::{
    hub::UnfinishedOne,
    places::Place,
    recording::CallNumber,
    request::{Outcome, Request},
    worker_state::WorkerInfo,
};

/// A call of a worker, shared by who asks and who answers.
///
/// Both ways in one piece of memory: a worker that makes thousands of calls waits for little else.
pub(crate) struct Call {
    /// In the recording, if there is one.
    pub number: Option<CallNumber>,
    /// Set with the last stages, for those who only want to know.
    ended: AtomicBool,
    state: Mutex<State>,
}

struct State {
    stage: Stage,
    /// Of whoever waits for the outcome.
    waker: Option<Waker>,
}

enum Stage {
    Queued(Request, Place<WorkerInfo>),
    Running(Place<WorkerInfo>),
    Answered(Outcome),
    /// The outcome was taken, or there will be none.
    Over,
}

impl Call {
    pub fn new(number: Option<CallNumber>, request: Request, place: Place<WorkerInfo>) -> Arc<Self> {
        let stage = Stage::Queued(request, place);
        Arc::new(Self { number, ended: AtomicBool::new(false), state: Mutex::new(State { stage, waker: None }) })
    }

    /// The worker that is to answer, as `component/worker`; `None` once it is done with this call, which is before it goes on to its next.
    pub fn target(&self) -> Option<Arc<str>> {
        match &self.lock().stage {
            Stage::Queued(_, place) | Stage::Running(place) => Some(place.owner().label.clone()),
            Stage::Answered(_) | Stage::Over => None,
        }
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
            if state.stage.is_end() {
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
        let mut state = self.lock();
        match replace(&mut state.stage, Stage::Over) {
            Stage::Answered(outcome) => Some(outcome),
            stage => {
                state.stage = stage;
                None
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Stage {
    fn is_end(&self) -> bool {
        matches!(self, Self::Answered(_) | Self::Over)
    }
}

/// A call on the side of its target, which owes an answer.
pub(crate) struct Job {
    pub call: Arc<Call>,
    _unfinished: UnfinishedOne,
}

impl Job {
    pub fn new(call: Arc<Call>, unfinished: UnfinishedOne) -> Self {
        Self { call, _unfinished: unfinished }
    }

    /// What is asked; `None` if the job has begun before.
    pub fn begin(&self) -> Option<Request> {
        let mut state = self.call.lock();
        match replace(&mut state.stage, Stage::Over) {
            Stage::Queued(request, place) => {
                state.stage = Stage::Running(place);
                Some(request)
            }
            stage => {
                state.stage = stage;
                None
            }
        }
    }

    pub fn finish(self, outcome: Outcome) {
        self.end(Stage::Answered(outcome));
    }

    fn end(&self, stage: Stage) {
        let mut state = self.call.lock();
        if state.stage.is_end() {
            return;
        }
        // Gives the place back before anybody sees the answer: who has that may remove the worker.
        state.stage = stage;
        self.call.ended.store(true, Ordering::Release);
        let waker = state.waker.take();
        drop(state);
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

impl Drop for Job {
    /// Whoever waits learns it when nobody will answer.
    fn drop(&mut self) {
        self.end(Stage::Over);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Failure, hub::Unfinished, places::Places, request::Answer, wit_value::nothing};
    use std::{future::Future, pin::pin, task::Context};

    fn job(worker: &Arc<WorkerInfo>) -> Job {
        let place = Places::take(worker, None).unwrap();
        let call = Call::new(None, Request::Rpc { function: "run".into(), params: vec![] }, place);
        Job::new(call, Arc::new(Unfinished::default()).one())
    }

    #[test]
    fn a_life() {
        let worker = WorkerInfo::any();
        let job = job(&worker);
        let call = job.call.clone();
        assert!(job.begin().is_some_and(|request| request.function() == "run"));
        assert!(job.begin().is_none(), "it runs once");
        assert_eq!(call.target().as_deref(), Some("c/w"));
        assert!(call.take_outcome().is_none() && !call.has_ended(), "asked too early, it is not lost");
        assert!(!worker.places.close());
        job.finish(Outcome { answer: Ok(Answer::Rpc(nothing())), cost: None });
        assert!(worker.places.close(), "who has the answer finds the worker idle");
        assert!(call.has_ended() && call.target().is_none());
        assert!(matches!(call.take_outcome(), Some(Outcome { answer: Ok(Answer::Rpc(_)), .. })));
        assert!(call.take_outcome().is_none());
    }

    /// Also when another task waits than before.
    #[tokio::test]
    async fn the_last_who_waited_is_woken() {
        let job = job(&WorkerInfo::any());
        let call = job.call.clone();
        let mut waker = None;
        let mut poll = |context: &mut Context<'_>| pin!(call.ended(&mut waker)).poll(context).is_ready();
        assert!(!poll(&mut Context::from_waker(Waker::noop())));
        let mut job = Some(job);
        let ended = poll_fn(|context| {
            if poll(context) {
                return Poll::Ready(());
            }
            // Ends while it waits, asked twice.
            assert!(job.is_none() || !poll(context));
            if let Some(job) = job.take() {
                job.finish(Outcome { answer: Err(Failure::Stopped), cost: None });
            }
            Poll::Pending
        });
        tokio::time::timeout(std::time::Duration::from_secs(10), ended).await.expect("it is woken");
    }
}
