//! [`WorkerInstance`]: the instance of a worker, which is made when it is needed, and made again
//! from the log when it was lost.

use std::sync::{Arc, atomic::Ordering};
use std::time::Instant;

use crate::calls::{Shared, Surroundings, WorkerInfo};
use crate::failure::Failure;
use crate::guest::{Instance, LoadedComponent};
use crate::limits::LimitHit;
use crate::log::{Answer, Request, WorkerLog};
use crate::store::{FindWorkers, WorkerState};
use crate::time::in_time;
use crate::values::{Allowance, ResourceHandles};

/// The instance of a worker. It is made when the first request arrives.
pub(super) struct WorkerInstance {
    info: Arc<WorkerInfo>,
    shared: Arc<Shared>,
    workers: Arc<dyn FindWorkers>,
    component: Arc<LoadedComponent>,
    surroundings: Surroundings,
    handles: ResourceHandles,
    instance: Option<Instance>,
}

impl WorkerInstance {
    pub fn new(
        shared: Arc<Shared>,
        workers: Arc<dyn FindWorkers>,
        component: Arc<LoadedComponent>,
        info: Arc<WorkerInfo>,
        surroundings: Surroundings,
    ) -> Self {
        let handles = ResourceHandles::new(info.id.to_string());
        Self { info, shared, workers, component, surroundings, handles, instance: None }
    }

    /// Whether an earlier invocation may have left a state in it.
    pub fn is_used(&self) -> bool {
        self.instance.as_ref().is_some_and(Instance::is_used)
    }

    /// The fuel that the last request used, if fuel is counted.
    pub fn fuel_used(&self) -> Option<u64> {
        self.instance.as_ref().and_then(Instance::fuel_used)
    }

    pub fn end_invocation(&self) {
        self.instance.iter().for_each(Instance::end_invocation);
    }

    /// Drops the instance. The next request gets another one.
    pub fn lose(&mut self) {
        self.instance = None;
        self.handles.release_all();
    }

    /// Runs a request, on a new instance if there is none.
    pub async fn answer(&mut self, request: &Request) -> Result<Answer, Failure> {
        let (shared, info) = (self.shared.clone(), self.info.clone());
        if let Some(log) = &info.log
            && self.instance.is_none()
        {
            // Boxed, since it is rare, and all workers would have to have room for it.
            Box::pin(self.replay(log)).await?;
        }
        let answer = within_time(&shared, &info, self.answer_in_any_time(request)).await;
        match &info.log {
            Some(log) => answer.map_err(|failure| unless_replayed(log, failure)),
            None => answer,
        }
    }

    async fn answer_in_any_time(&mut self, request: &Request) -> Result<Answer, Failure> {
        match &mut self.instance {
            Some(instance) => instance.prepare(),
            None => {
                self.instance = Some(Box::pin(self.new_instance()).await?);
                self.shared.live.iter().for_each(|live| live.made(&self.info));
            }
        }
        if self.shared.live.is_some() {
            self.info.was_called.store(true, Ordering::Relaxed);
        }
        self.run(request).await
    }

    async fn run(&mut self, request: &Request) -> Result<Answer, Failure> {
        let Self { instance: Some(instance), info, shared, component, handles, .. } = self else {
            return Err(Failure::Stopped);
        };
        let mut allowance = Allowance::new(&shared.settings.limits, &info.own_time);
        instance.answer(request, component, handles, &mut allowance).await
    }

    async fn new_instance(&mut self) -> Result<Instance, Failure> {
        let Self { info, shared, workers, component, surroundings, .. } = self;
        let golem = component.golem.nearest_to(shared.settings.golem);
        let state = WorkerState::new(info.clone(), shared.clone(), workers.clone(), golem, surroundings.clone());
        let payer = info.payer.upgrade();
        let begun = payer.as_ref().and(shared.settings.limits.time).map(|_| Instant::now());
        let instance = Instance::new(component, state).await;
        if let (Some(payer), Some(begun)) = (payer, begun) {
            payer.own_time.add(begun.elapsed());
        }
        instance
    }

    /// Makes an instance, and runs all invocations that have ended on it once more. Host functions
    /// answer from the log meanwhile. What comes after them in the log, if there is anything, is
    /// the beginning of the invocation that was running when the instance was lost.
    ///
    /// # Errors
    /// When the component does something else than in its first run, or the worker has done
    /// something that can't be done again.
    async fn replay(&mut self, log: &WorkerLog) -> Result<(), Failure> {
        let ended = log.rewind();
        if !log.is_replaying() {
            // There may be files nevertheless: a process that was killed has made them, and the log
            // did not get as far.
            return if log.directory_had_files() == Some(false) { self.empty_directory(log) } else { Ok(()) };
        }
        if let Some(why) = log.why_not_replayed() {
            return Err(Failure::NotStarted(format!("{} can't be run again: {why}", self.info.label)));
        }
        self.empty_directory(log)?;
        self.handles.restart();
        let (shared, info) = (self.shared.clone(), self.info.clone());
        for request in ended {
            within_time(&shared, &info, self.answer_in_any_time(&request))
                .await
                .map(drop)
                .or_else(|failure| if failure.ends_instance() { Err(unless_replayed(log, failure)) } else { Ok(()) })?;
            self.end_invocation();
        }
        Ok(())
    }

    /// Empties the worker's directory: it writes all of its files again.
    fn empty_directory(&self, log: &WorkerLog) -> Result<(), Failure> {
        let Some(had_files) = log.directory_had_files().filter(|_| !self.info.ephemeral) else { return Ok(()) };
        let directories = &self.shared.settings.directories;
        let label = &self.info.label;
        if had_files && !directories.are_temporary() {
            return Err(Failure::NotStarted(format!(
                "{label} can't be run again: that begins with an empty directory, and in the one of this worker there \
                 were files before its first invocation, which would be lost"
            )));
        }
        directories.empty(&self.info.component, &self.info.id).map_err(|error| {
            Failure::NotStarted(format!("{label} can't be run again: its directory can't be emptied: {error}"))
        })
    }
}

/// Runs a future within the time that an invocation may take.
async fn within_time<T>(
    shared: &Shared,
    info: &WorkerInfo,
    run: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    let Some(limit) = shared.settings.limits.time else { return run.await };
    let run = info.own_time.limit(limit, run);
    let run = in_time(&shared.clock, limit, || info.awaits.is_waiting(), run).await;
    run.flatten().unwrap_or(Err(Failure::Limit(LimitHit::Time(limit))))
}

/// A failure of a worker that is run again. In its first run it did not fail in this place, so it
/// did something else this time.
fn unless_replayed(log: &WorkerLog, failure: Failure) -> Failure {
    match failure {
        Failure::Trapped(text) | Failure::NotStarted(text) if log.is_replaying() => {
            Failure::Diverged(log.trapped_in_replay(&text).to_string())
        }
        other => other,
    }
}
