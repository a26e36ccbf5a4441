//! [`WorkerInfo`]: what others know of a worker, and how they call it.

use std::sync::{
    Arc, Mutex, PoisonError, Weak,
    atomic::{AtomicBool, AtomicU32, Ordering},
};

use super::awaits::Awaits;
use super::call::{Call, Job, Target};
use super::effects::Effects;
use super::queue::Queue;
use super::unfinished::Unfinished;
use crate::limits::Places;
use crate::log::WorkerLog;
use crate::naming::WorkerId;
use crate::observe::{HostCalls, LogStream};
use crate::time::OwnTime;

/// A call of a worker.
pub(crate) type WorkerCall = Call<WorkerInfo>;

/// A call in the queue of a worker.
pub(crate) type WorkerJob = Job<WorkerInfo>;

/// What others know of a worker, and how they call it. It is shared by the worker's own task, by
/// its store, by all handles of the worker, and by all calls to it.
pub(crate) struct WorkerInfo {
    pub id: WorkerId,
    /// Its component's name.
    pub component: String,
    /// Whether it was called without a name, so that the host made one up. Such a worker ends when
    /// nobody has a handle of it any more.
    pub ephemeral: bool,
    /// `component/worker`
    pub label: Arc<str>,
    /// The places in its queue. The invocation that it is running has one, too.
    pub places: Places,
    pub queue: Queue<WorkerJob>,
    pub awaits: Awaits<WorkerCall>,
    pub own_time: OwnTime,
    /// The worker in whose own time the instance of this one is made: an ephemeral worker's first
    /// caller. Without it a loop of calls to ephemeral workers, which computes little itself, would
    /// have the host make instances for many times as long as its limit allows.
    pub payer: Weak<WorkerInfo>,
    /// What the invocation that it is running did so far that can be seen outside.
    pub effects: Effects,
    /// Its log, if the host keeps logs.
    pub log: Option<Arc<WorkerLog>>,
    /// Whether it is in the list of those that have an instance: see
    /// [`LiveWorkers`](super::live_workers::LiveWorkers).
    pub is_listed: AtomicBool,
    /// Whether it was called since it was last looked at in that list.
    pub was_called: AtomicBool,
    /// The counter of the whole host.
    pub unfinished: Arc<Unfinished>,
    /// How many calls led to the one that it is answering: see
    /// [`Limits::chain`](crate::Limits::chain).
    before: AtomicU32,
    host_calls: Mutex<HostCalls>,
}

impl WorkerInfo {
    pub fn new(
        id: WorkerId,
        component: &str,
        ephemeral: bool,
        payer: Option<Weak<Self>>,
        unfinished: Arc<Unfinished>,
        log: Option<Arc<WorkerLog>>,
    ) -> Self {
        let label: Arc<str> = format!("{component}/{}", id.name).into();
        Self {
            component: component.to_owned(),
            ephemeral,
            log,
            label,
            id,
            places: Places::default(),
            queue: Queue::default(),
            awaits: Awaits::default(),
            own_time: OwnTime::default(),
            payer: payer.unwrap_or_default(),
            effects: Effects::default(),
            is_listed: AtomicBool::new(false),
            was_called: AtomicBool::new(false),
            unfinished,
            before: AtomicU32::new(0),
            host_calls: Mutex::default(),
        }
    }

    /// A worker `c/w`, for tests.
    #[cfg(test)]
    pub fn any() -> Arc<Self> {
        Self::named("w")
    }

    /// A worker of the component `c`, for tests.
    #[cfg(test)]
    pub fn named(name: &str) -> Arc<Self> {
        let id = WorkerId { component: crate::naming::ComponentId::of_name("c"), name: name.into() };
        Arc::new(Self::new(id, "c", false, None, Arc::default(), None))
    }

    /// Notes that the worker begins to answer a call that so many others led to.
    pub fn answers(&self, before: u32) {
        self.before.store(before, Ordering::Relaxed);
    }

    /// How many calls lead to one that the worker makes now: those that led to the one that it is
    /// answering, and that one.
    pub fn before_its_calls(&self) -> u32 {
        self.before.load(Ordering::Relaxed).saturating_add(1)
    }

    /// Counts a host call.
    pub fn count(&self, add: impl FnOnce(&mut HostCalls)) {
        add(&mut self.host_calls.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Takes its instance away if it has nothing to do, and can be run again. Tells whether it did.
    pub fn lose_instance_if_idle(&self) -> bool {
        let log = self.log.as_ref().filter(|log| log.can_be_replayed() && self.places.are_free());
        log.iter().for_each(|log| log.interrupt());
        log.is_some()
    }

    /// Notes that the worker sends something over the network. What it receives is not in its log,
    /// so the worker can't be run again.
    pub fn uses_network(&self) {
        self.effects.outside();
        self.log.iter().for_each(|log| log.uses_network());
    }

    /// Whether a line that the worker prints is to be given out: not if it was before, in an
    /// earlier run of the same.
    pub fn may_print(&self, stream: LogStream, text: &str) -> bool {
        self.log.as_ref().is_none_or(|log| log.printed(stream, text))
    }

    pub fn host_calls(&self) -> HostCalls {
        *self.host_calls.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl AsRef<Places> for WorkerInfo {
    fn as_ref(&self) -> &Places {
        &self.places
    }
}

impl Target for WorkerInfo {
    fn queue(&self) -> &Queue<WorkerJob> {
        &self.queue
    }

    fn unfinished(&self) -> &Unfinished {
        &self.unfinished
    }
}
