//! [`WorkerInfo`]: what others may know of a worker.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicU32, Ordering},
};

use super::awaits::Awaits;
use super::call::{Call, Job, Target};
use super::effects::Effects;
use super::queue::Queue;
use super::unfinished::Unfinished;
use crate::limits::Places;
use crate::naming::WorkerId;
use crate::observe::HostCalls;
use crate::time::OwnTime;

/// A call of a worker.
pub(crate) type WorkerCall = Call<WorkerInfo>;

/// What a worker is to do.
pub(crate) type WorkerJob = Job<WorkerInfo>;

/// What others may know of a worker.
pub(crate) struct WorkerInfo {
    pub id: WorkerId,
    /// Its component's name.
    pub component: String,
    /// Whether the host made up its name: it ends with its clients.
    pub ephemeral: bool,
    /// `component/worker`
    pub label: Arc<str>,
    /// In its queue; the invocation that it runs has one, too.
    pub places: Places,
    pub queue: Queue<WorkerJob>,
    pub awaits: Awaits<WorkerCall>,
    pub own_time: OwnTime,
    /// Of the invocation that it runs.
    pub effects: Effects,
    /// The host's.
    pub unfinished: Arc<Unfinished>,
    /// How many calls are before the one that it answers in its chain.
    before: AtomicU32,
    host_calls: Mutex<HostCalls>,
}

impl WorkerInfo {
    pub fn new(id: WorkerId, component: &str, ephemeral: bool, unfinished: Arc<Unfinished>) -> Self {
        Self {
            component: component.to_owned(),
            ephemeral,
            label: format!("{component}/{}", id.name).into(),
            id,
            places: Places::default(),
            queue: Queue::default(),
            awaits: Awaits::default(),
            own_time: OwnTime::default(),
            effects: Effects::default(),
            unfinished,
            before: AtomicU32::new(0),
            host_calls: Mutex::default(),
        }
    }

    /// One that is called `c/w`.
    #[cfg(test)]
    pub fn any() -> Arc<Self> {
        Self::named("w")
    }

    /// One of the component `c`.
    #[cfg(test)]
    pub fn named(name: &str) -> Arc<Self> {
        let id = WorkerId { component: crate::naming::ComponentId::of_name("c"), name: name.into() };
        Arc::new(Self::new(id, "c", false, Arc::default()))
    }

    /// It begins to answer a call that has so many before it.
    pub fn answers(&self, before: u32) {
        self.before.store(before, Ordering::Relaxed);
    }

    /// How many calls are before those that it makes.
    pub fn before_its_calls(&self) -> u32 {
        self.before.load(Ordering::Relaxed).saturating_add(1)
    }

    /// Counts a host call.
    pub fn count(&self, add: impl FnOnce(&mut HostCalls)) {
        add(&mut self.host_calls.lock().unwrap_or_else(PoisonError::into_inner));
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
