//! A worker: a task that owns an instance and runs one invocation at a time, in arrival order.

use std::sync::Arc;

use crate::calls::{Cost, Job, Jobs, Outcome, Shared, WorkerInfo, WorkerJob};
use crate::failure::Failure;
use crate::log::{Answer, Back, IdempotencyKey, Request, WorkerLog};
use crate::settings::Effect;
use crate::time::{Clock, Times, timed};

use super::worker_instance::WorkerInstance;

/// How often an invocation that traps is run in all. Golem runs it as often.
const TRIES: u32 = 3;

/// A worker.
pub(super) struct Worker {
    info: Arc<WorkerInfo>,
    shared: Arc<Shared>,
    instance: WorkerInstance,
    /// Whether the invocation that it is running has the fault
    /// [`Fault::restart_caller`](crate::Fault::restart_caller).
    restarts_caller: bool,
    failed: Option<Failed>,
}

/// Why a worker has failed for good. All later calls are answered with this.
struct Failed {
    failure: Failure,
    /// The key of the invocation that failed. If its caller is run again and asks for it once more,
    /// it is told what it was told before.
    key: Option<IdempotencyKey>,
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
    pub fn new(info: Arc<WorkerInfo>, shared: Arc<Shared>, instance: WorkerInstance) -> Self {
        // A worker whose log is on the disk may have failed in an earlier process.
        let log = info.log.as_ref();
        let mut failed = log.and_then(|log| log.failed_for_good()).map(|(failure, key)| Failed { failure, key });
        if failed.is_some() && shared.settings.restart_failed {
            failed = None;
            log.iter().for_each(|log| log.forget());
        }
        Self { info, shared, instance, restarts_caller: false, failed }
    }

    /// Answers one call after the other until there will be no more.
    pub async fn run(&mut self, jobs: &Jobs) {
        while let Some(job) = jobs.next().await {
            self.run_job(job).await;
        }
    }

    /// Does the same for a worker with a log. It takes little memory while there is no call: there
    /// may be far more such workers than instances.
    pub async fn run_with_log(&mut self, jobs: &Jobs, log: &WorkerLog) {
        while let Some(job) = self.next(jobs, log).await {
            Box::pin(self.run_job(job)).await;
        }
    }

    async fn run_job(&mut self, Job { request, promise }: WorkerJob) {
        self.shared.recorder.call_started(promise.number());
        self.info.answers(promise.before());
        let outcome = self.outcome(&request).await;
        self.shared.recorder.call_ended(promise.number(), outcome.answer.as_ref().err());
        if let Some(log) = &self.info.log {
            log.answered(&request);
        }
        drop(request);
        promise.keep(outcome);
        if let Clock::Virtual(clock) = &self.shared.clock {
            clock.invocation_ended();
        }
    }

    /// Waits for the next call. If the worker is to lose its instance meanwhile, it does so at
    /// once.
    async fn next(&mut self, jobs: &Jobs, log: &WorkerLog) -> Option<WorkerJob> {
        loop {
            tokio::select! {
                biased;
                () = log.interrupted() => self.instance.lose(),
                job = jobs.next() => return job,
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
        if let Some(failed) = &self.failed {
            return (Err(failed.answer_to(request)), None);
        }
        let mut fuel = None;
        let mut first_failure = None;
        for number in 1..=TRIES {
            let this = self.try_once(request).await;
            fuel = this.fuel.map(|used| used + fuel.unwrap_or(0)).or(fuel);
            match this.answer {
                Err(failure) if failure.ends_instance() => {
                    let is_final = number == TRIES || !this.repeatable;
                    self.info.log.iter().for_each(|log| log.failed(&failure, request, is_final));
                    self.instance.lose();
                    first_failure.get_or_insert(failure);
                    if is_final {
                        break;
                    }
                }
                answer => return (answer, fuel),
            }
        }
        let failure = first_failure.unwrap_or(Failure::Stopped);
        if self.shared.settings.restart_failed {
            self.info.log.iter().for_each(|log| log.forget());
        } else {
            self.failed = Some(Failed { failure: failure.clone(), key: request.key() });
        }
        (Err(failure), fuel)
    }

    /// The answer to an invocation that was asked for before, under the same key: its caller has
    /// been run again, or has asked again. The function is not run.
    fn known_answer(&self, request: &Request) -> Option<Result<Answer, Failure>> {
        let key = request.call_key().filter(|call| call.may_be_known)?.key;
        let log = self.info.log.as_ref()?;
        if let Request::Outside { .. } = request
            && let Some(known) = log.invocation(key)
            && !known.is_same_as(request)
        {
            return Some(Err(Failure::OtherCall(format!("{}{}", known.function(), known.parameters_text()))));
        }
        log.answer(key)
    }

    async fn try_once(&mut self, request: &Request) -> Try {
        self.info.effects.clear();
        let answer = self.answer_or_fault(request).await;
        self.instance.end_invocation();
        let fuel = self.instance.fuel_used();
        let Err(failure) = &answer else { return Try { answer, fuel, repeatable: false } };
        let repeatable = !matches!(failure, Failure::Limit(_) | Failure::Diverged(_)) && self.can_be_repeated();
        Try { answer, fuel, repeatable }
    }

    /// Whether what the worker has done since its invocation began can be done again. With a log
    /// nothing is done twice and nothing is lost.
    fn can_be_repeated(&self) -> bool {
        match &self.info.log {
            Some(log) => log.why_not_replayed().is_none() && !log.is_endless(),
            None => !self.instance.is_used() && !self.info.effects.are_any(),
        }
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
        let answer = self.answer_despite_crashes(request).await?;
        if lost { Err(Failure::Injected("the reply was lost".into())) } else { Ok(answer) }
    }

    /// Runs a request, and begins again whenever the instance is lost meanwhile. Only a host that
    /// keeps logs lets that happen.
    async fn answer_despite_crashes(&mut self, request: &Request) -> Result<Answer, Failure> {
        let Some(log) = self.info.log.clone() else { return self.instance.answer(request).await };
        loop {
            let answer = tokio::select! {
                biased;
                () = log.interrupted() => None,
                answer = Box::pin(self.instance.answer(request)) => Some(answer),
            };
            match (log.take_crash(), answer) {
                (None, Some(answer)) => return answer,
                // The last entry of an invocation is its answer.
                (Some(_), Some(Ok(answer))) => {
                    self.shared.recorder.crashed(&self.info.label);
                    self.instance.end_invocation();
                    self.instance.lose();
                    return Ok(answer);
                }
                (crash, _) => {
                    self.shared.recorder.crashed(&self.info.label);
                    self.instance.lose();
                    if let (Some(Back::WhenOthersWait), Clock::Virtual(clock)) =
                        (crash.map(|crash| crash.back), &self.shared.clock)
                    {
                        clock.settled().await;
                    }
                }
            }
        }
    }
}

impl Failed {
    fn answer_to(&self, request: &Request) -> Failure {
        match request.key() {
            key @ Some(_) if key == self.key => self.failure.clone(),
            _ => self.failure.repeated(),
        }
    }
}
