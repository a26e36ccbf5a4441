//! [`Shared`]: what all workers of a host share.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use tokio::runtime::Handle;

use super::live_workers::LiveWorkers;
use super::scheduled_calls::ScheduledCalls;
use super::unfinished::Unfinished;
use super::waits::Waits;
use super::worker_handle::WorkerHandle;
use super::worker_info::{WorkerCall, WorkerInfo};
use crate::limits::{NoPlace, Place, Places};
use crate::log::{Logs, Request};
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
    pub fn new(runtime: Handle, clock: Clock, settings: Settings) -> Self {
        Self {
            recorder: Recorder::new(settings.record, clock.clone()),
            live: settings.limits.live_workers.map(LiveWorkers::new),
            logs: settings.keeps_logs().then(|| Logs::new(settings.crashes.clone(), settings.longest_log)),
            runtime,
            clock,
            settings,
            lint: Lint::default(),
            waits: Waits::default(),
            scheduled: ScheduledCalls::default(),
            unfinished: Arc::default(),
            stopped: AtomicBool::new(false),
        }
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
        self.scheduled.add(|number| {
            let shared = self.clone();
            let task = self.runtime.spawn(async move {
                shared.clock.sleep_until(due).await;
                if shared.scheduled.take(number) {
                    shared.call(place, None, request, true);
                }
                drop(worker);
            });
            task.abort_handle()
        })
    }

    fn call(
        &self,
        place: Place<WorkerInfo>,
        caller: Option<&WorkerInfo>,
        request: Request,
        fire_and_forget: bool,
    ) -> Arc<WorkerCall> {
        let label = caller.map(|caller| &caller.label);
        let number = self.recorder.call_made(label, &place.owner().label, request.function(), fire_and_forget);
        WorkerCall::queue(number, caller.map_or(0, WorkerInfo::before_its_calls), request, place)
    }
}
