//! [`Shared`]: what all workers of a host share.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use tokio::{runtime::Handle, task::AbortHandle};

use super::live_workers::LiveWorkers;
use super::scheduled_calls::ScheduledCalls;
use super::unfinished::Unfinished;
use super::waits::Waits;
use super::worker_handle::WorkerHandle;
use super::worker_info::{WorkerCall, WorkerInfo};
use crate::failure::Failure;
use crate::limits::{NoPlace, Place, Places};
use crate::log::{KeptLogs, Logs, Request};
use crate::observe::{Lint, Recorder};
use crate::settings::Settings;
use crate::time::Clock;

/// What all workers of a host share.
pub(crate) struct Shared {
    /// Starts tasks on the threads that workers run on.
    pub runtime: Handle,
    pub clock: Clock,
    pub settings: Settings,
    pub recorder: Recorder,
    pub lint: Lint,
    pub waits: Waits,
    pub scheduled: ScheduledCalls,
    pub unfinished: Arc<Unfinished>,
    /// The logs of all workers, if the host keeps logs.
    pub logs: Option<Logs>,
    /// Which workers have an instance, if only so many may have one.
    pub live: Option<LiveWorkers>,
    stopped: AtomicBool,
}

impl Shared {
    /// `kept` keeps the logs on the disk. The number of the last call that was scheduled by an
    /// earlier process comes with it.
    pub fn new(runtime: Handle, clock: Clock, settings: Settings, kept: Option<(KeptLogs, u64)>) -> Self {
        let (kept, last_scheduled) = kept.unzip();
        Self {
            recorder: Recorder::new(settings.record, clock.clone()),
            live: settings.limits.live_workers.map(LiveWorkers::new),
            logs: settings.keeps_logs().then(|| Logs::new(settings.crashes.clone(), settings.longest_log, kept)),
            runtime,
            clock,
            settings,
            lint: Lint::default(),
            waits: Waits::default(),
            scheduled: ScheduledCalls::after(last_scheduled.unwrap_or(0)),
            unfinished: Arc::default(),
            stopped: AtomicBool::new(false),
        }
    }

    /// What keeps the logs on the disk, if they are kept there.
    pub fn kept(&self) -> Option<&KeptLogs> {
        self.logs.as_ref()?.kept.as_ref()
    }

    /// Tells all workers that the host has stopped. One that computes ends when the engine next
    /// interrupts it, and no new invocation begins.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Release);
    }

    pub fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Acquire)
    }

    /// Takes a place in a worker's queue.
    ///
    /// # Errors
    /// When the queue is full, or the worker was removed.
    pub fn place(&self, worker: &WorkerHandle) -> Result<Place<WorkerInfo>, NoPlace> {
        Places::take(&worker.info, self.settings.limits.queue)
    }

    /// Takes a place for a call that an earlier process has made. It had a place there, so no limit
    /// refuses it.
    ///
    /// # Errors
    /// When the worker was removed.
    pub fn place_again(&self, worker: &WorkerHandle) -> Result<Place<WorkerInfo>, Failure> {
        Places::take(&worker.info, None).map_err(|_| Failure::Stopped)
    }

    /// Queues a request whose outcome somebody wants. `caller` is the worker that makes the call,
    /// or `None` if it comes from outside.
    pub fn ask(&self, place: Place<WorkerInfo>, caller: Option<&WorkerInfo>, request: Request) -> Arc<WorkerCall> {
        self.call(place, caller, request, false)
    }

    /// Queues a request of the worker `caller` whose outcome nobody wants (fire and forget).
    pub fn tell(&self, place: Place<WorkerInfo>, caller: &WorkerInfo, request: Request) {
        self.call(place, Some(caller), request, true);
    }

    /// Queues a request of whose outcome nobody is told when the clock shows `due`, and gives the
    /// number by which it can be cancelled until then. `worker` keeps the target alive meanwhile,
    /// which may be a fresh worker that nobody else has a handle of. The place in its queue is
    /// taken now, so that [`Limits::queue`](crate::Limits::queue) also limits what is scheduled.
    ///
    /// The call counts as one from outside: a worker that has itself called again later, for ever,
    /// does not make a longer and longer chain of calls.
    pub fn schedule(
        self: &Arc<Self>,
        due: u64,
        worker: Option<WorkerHandle>,
        place: Place<WorkerInfo>,
        request: Request,
    ) -> u64 {
        self.scheduled.add(request.call_key(), |number| {
            if let Some(kept) = self.kept() {
                kept.scheduled(number, due, &place.owner().id, &request);
            }
            self.start_scheduled(number, due, worker, place, request)
        })
    }

    /// Schedules a call that an earlier process has scheduled under this number.
    pub fn schedule_again(
        self: &Arc<Self>,
        number: u64,
        due: u64,
        worker: WorkerHandle,
        place: Place<WorkerInfo>,
        request: Request,
    ) {
        let key = request.key();
        self.scheduled.add_again(number, key, || self.start_scheduled(number, due, Some(worker), place, request));
    }

    fn start_scheduled(
        self: &Arc<Self>,
        number: u64,
        due: u64,
        worker: Option<WorkerHandle>,
        place: Place<WorkerInfo>,
        request: Request,
    ) -> AbortHandle {
        let shared = self.clone();
        let task = self.runtime.spawn(async move {
            shared.clock.sleep_until(due).await;
            if shared.scheduled.take(number) {
                shared.call(place, None, request, true);
                shared.no_longer_scheduled(number);
            }
            drop(worker);
        });
        task.abort_handle()
    }

    /// Cancels a scheduled call. False if it was made or cancelled before, and then nothing
    /// happens.
    pub fn cancel_scheduled(&self, number: u64) -> bool {
        let cancelled = self.scheduled.cancel(number);
        if cancelled {
            self.no_longer_scheduled(number);
        }
        cancelled
    }

    fn no_longer_scheduled(&self, number: u64) {
        if let Some(kept) = self.kept() {
            kept.no_longer_scheduled(number);
        }
    }

    fn call(
        &self,
        place: Place<WorkerInfo>,
        caller: Option<&WorkerInfo>,
        request: Request,
        fire_and_forget: bool,
    ) -> Arc<WorkerCall> {
        // Before the call is in the queue, since the target may answer it at once.
        if let Some(kept) = self.kept() {
            kept.called(&place.owner().id, &request);
        }
        let label = caller.map(|caller| &caller.label);
        let number = self.recorder.call_made(label, &place.owner().label, request.function(), fire_and_forget);
        WorkerCall::queue(number, caller.map_or(0, WorkerInfo::before_its_calls), request, place)
    }
}
