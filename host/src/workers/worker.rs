//! A worker: a task that owns an instance and runs one invocation at a time, in arrival order.

use std::sync::Arc;
use std::time::Instant;

use crate::calls::{Cost, Job, Jobs, Outcome, Shared, Surroundings, WorkerInfo};
use crate::failure::Failure;
use crate::guest::{Instance, LoadedComponent};
use crate::limits::LimitHit;
use crate::log::{Answer, Request};
use crate::settings::Effect;
use crate::store::{FindWorkers, WorkerState};
use crate::time::{Clock, Times, in_time, timed};
use crate::values::{Allowance, ResourceHandles};

/// How often an invocation that traps is run in all. Golem runs it as often.
const TRIES: u32 = 3;

/// A worker. Its instance is made when the first call to it arrives.
pub(super) struct Worker {
    info: Arc<WorkerInfo>,
    shared: Arc<Shared>,
    workers: Arc<dyn FindWorkers>,
    component: Arc<LoadedComponent>,
    surroundings: Surroundings,
    handles: ResourceHandles,
    instance: Option<Instance>,
    /// Whether the invocation that it is running has the fault
    /// [`Fault::restart_caller`](crate::Fault::restart_caller).
    restarts_caller: bool,
    /// Why the worker has failed for good, once it has. All later calls are answered with this.
    failed: Option<Failure>,
}

/// One run of an invocation.
struct Try {
    answer: Result<Answer, Failure>,
    fuel: Option<u64>,
    /// Whether the invocation may be run again on a fresh instance: then nothing is done twice that
    /// others could have seen, and nothing is lost that earlier invocations left in the instance.
    repeatable: bool,
}

impl Worker {
    pub fn new(
        shared: Arc<Shared>,
        workers: Arc<dyn FindWorkers>,
        component: Arc<LoadedComponent>,
        info: Arc<WorkerInfo>,
        surroundings: Surroundings,
    ) -> Self {
        Self {
            handles: ResourceHandles::new(info.id.to_string()),
            info,
            shared,
            workers,
            component,
            surroundings,
            instance: None,
            restarts_caller: false,
            failed: None,
        }
    }

    /// Answers one call after the other until there will be no more.
    pub async fn run(&mut self, jobs: &Jobs) {
        while let Some(Job { request, promise }) = jobs.next().await {
            self.shared.recorder.call_started(promise.number());
            self.info.answers(promise.before());
            let outcome = self.outcome(&request).await;
            self.shared.recorder.call_ended(promise.number(), outcome.answer.as_ref().err());
            drop(request);
            promise.keep(outcome);
            if let Clock::Virtual(clock) = &self.shared.clock {
                clock.invocation_ended();
            }
        }
    }

    /// Runs a request, and measures what that cost if it comes from outside. Calls between workers
    /// are not measured, since nobody could see the result, and reading the clock takes longer than
    /// many a call.
    async fn outcome(&mut self, request: &Request) -> Outcome {
        self.restarts_caller = false;
        if let Request::Rpc { .. } = request {
            let (answer, _) = self.run_until_it_is_final(request).await;
            return Outcome { answer, deferred: self.restarts_caller, cost: None };
        }
        let before = self.info.host_calls();
        let ((answer, fuel), Times { duration, busy }) = timed(self.run_until_it_is_final(request)).await;
        let host_calls = self.info.host_calls() - before;
        let cost = Some(Box::new(Cost { host_calls, duration, busy, fuel }));
        Outcome { answer, deferred: false, cost }
    }

    /// Runs a request as often as Golem would. Gives the answer, and the fuel of all tries
    /// together.
    async fn run_until_it_is_final(&mut self, request: &Request) -> (Result<Answer, Failure>, Option<u64>) {
        if let Some(answer) = self.known_answer(request) {
            return (answer, None);
        }
        if let Some(failure) = &self.failed {
            return (Err(failure.clone()), None);
        }
        let mut fuel = None;
        let mut first_failure = None;
        for number in 1..=TRIES {
            let this = self.try_once(request).await;
            fuel = this.fuel.map(|used| used + fuel.unwrap_or(0)).or(fuel);
            match this.answer {
                Err(failure) if failure.ends_instance() => {
                    first_failure.get_or_insert(failure);
                    if number == TRIES || !this.repeatable {
                        break;
                    }
                }
                answer => return (answer, fuel),
            }
        }
        let failure = first_failure.unwrap_or(Failure::Stopped);
        if !self.shared.settings.restart_failed {
            self.failed = Some(failure.repeated());
        }
        (Err(failure), fuel)
    }

    /// The answer to an invocation that was asked for before, under the same key: its caller has
    /// been run again. The function is not.
    fn known_answer(&self, request: &Request) -> Option<Result<Answer, Failure>> {
        match request {
            Request::Rpc { key: Some(call), .. } if call.may_be_known => self.info.log.as_ref()?.answer(call.key),
            _ => None,
        }
    }

    async fn try_once(&mut self, request: &Request) -> Try {
        self.info.effects.clear();
        let answer = self.answer_or_fault(request).await;
        let instance = self.instance.as_ref();
        instance.inspect(|instance| instance.end_invocation());
        let fuel = instance.and_then(Instance::fuel_used);
        let Err(failure) = &answer else { return Try { answer, fuel, repeatable: false } };
        let had_state = instance.is_some_and(Instance::is_used);
        let repeatable = !had_state && !self.info.effects.are_any() && !matches!(failure, Failure::Limit(_));
        if failure.ends_instance() {
            self.info.log.iter().for_each(|log| log.failed(failure));
            self.instance = None;
            self.handles.release_all();
        }
        Try { answer, fuel, repeatable }
    }

    async fn answer_or_fault(&mut self, request: &Request) -> Result<Answer, Failure> {
        let lost = match self.shared.settings.faults.next(&self.info.label, request.function()) {
            None => false,
            Some(Effect::DropReply) => true,
            Some(Effect::Fail(text)) => return Err(Failure::Injected(text)),
            Some(Effect::RestartCaller) => {
                self.restarts_caller = true;
                false
            }
            Some(Effect::Trap) => return Err(Failure::Trapped("injected fault".into())),
            Some(Effect::Delay(delay)) => {
                let clock = &self.shared.clock;
                let nanos = u64::try_from(delay.as_nanos()).unwrap_or(u64::MAX);
                clock.sleep_until(clock.now().saturating_add(nanos)).await;
                false
            }
        };
        let answer = self.answer_in_time(request).await?;
        if lost { Err(Failure::Injected("the reply was lost".into())) } else { Ok(answer) }
    }

    async fn answer_in_time(&mut self, request: &Request) -> Result<Answer, Failure> {
        let Some(limit) = self.shared.settings.limits.time else {
            return self.answer(request).await;
        };
        let (shared, info) = (self.shared.clone(), self.info.clone());
        let answer = info.own_time.limit(limit, self.answer(request));
        let answer = in_time(&shared.clock, limit, || info.awaits.is_waiting(), answer).await;
        answer.flatten().unwrap_or(Err(Failure::Limit(LimitHit::Time(limit))))
    }

    async fn answer(&mut self, request: &Request) -> Result<Answer, Failure> {
        let instance = match &mut self.instance {
            Some(instance) => {
                instance.prepare();
                instance
            }
            empty => {
                let state = WorkerState::new(
                    self.info.clone(),
                    self.shared.clone(),
                    self.workers.clone(),
                    self.surroundings.clone(),
                );
                let payer = self.info.payer.upgrade();
                let begun = payer.as_ref().and(self.shared.settings.limits.time).map(|_| Instant::now());
                let instance = Instance::new(&self.component, state).await;
                if let (Some(payer), Some(begun)) = (payer, begun) {
                    payer.own_time.add(begun.elapsed());
                }
                empty.insert(instance?)
            }
        };
        let mut allowance = Allowance::new(&self.shared.settings.limits, &self.info.own_time);
        instance.answer(request, &self.component, &mut self.handles, &mut allowance).await
    }
}
