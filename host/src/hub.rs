//! What all workers share: the components, each other, and who awaits whom.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError, RwLock,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
};

use tokio::{runtime::Handle, sync::Notify};
use wasmtime::component::Linker;

use crate::{
    ComponentId,
    clock::Clock,
    component::LoadedComponent,
    failure::Failure,
    settings::Settings,
    waits::{Circle, Waits},
    worker,
    worker_handle::WorkerHandle,
    worker_id::WorkerId,
    worker_state::{Surroundings, WorkerState},
};

pub(crate) struct Hub {
    pub linker: Linker<WorkerState>,
    pub runtime: Handle,
    pub clock: Clock,
    pub settings: Settings,
    pub waits: Waits,
    pub unfinished: Arc<Unfinished>,
    components: RwLock<Vec<Arc<LoadedComponent>>>,
    workers: Mutex<HashMap<WorkerId, WorkerHandle>>,
    ephemeral_workers: AtomicU64,
}

impl Hub {
    pub fn new(linker: Linker<WorkerState>, runtime: Handle, clock: Clock, settings: Settings) -> Self {
        Self {
            linker,
            runtime,
            clock,
            settings,
            waits: Waits::default(),
            unfinished: Arc::default(),
            components: RwLock::default(),
            workers: Mutex::default(),
            ephemeral_workers: AtomicU64::new(0),
        }
    }

    pub fn components(&self) -> Vec<Arc<LoadedComponent>> {
        self.components.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Adds a component, unless there is one of that name.
    pub fn add_component(&self, component: LoadedComponent) -> bool {
        let mut components = self.components.write().unwrap_or_else(PoisonError::into_inner);
        let is_new = components.iter().all(|known| known.id != component.id);
        if is_new {
            components.push(Arc::new(component));
        }
        is_new
    }

    pub fn component(&self, id: ComponentId) -> Option<Arc<LoadedComponent>> {
        let components = self.components.read().unwrap_or_else(PoisonError::into_inner);
        components.iter().find(|component| component.id == id).cloned()
    }

    /// The worker `id`, created if it is new; it then inherits from `creator`.
    pub fn worker(self: &Arc<Self>, id: &WorkerId, creator: &Surroundings) -> Result<WorkerHandle, Failure> {
        let mut workers = self.workers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(worker) = workers.get(id) {
            return Ok(worker.clone());
        }
        let worker = self.new_worker(id.clone(), creator)?;
        workers.insert(id.clone(), worker.clone());
        Ok(worker)
    }

    /// A worker that nobody else can name: it lives as long as its handle and its queue.
    pub fn ephemeral_worker(
        self: &Arc<Self>,
        component: ComponentId,
        creator: &Surroundings,
    ) -> Result<WorkerHandle, Failure> {
        let number = self.ephemeral_workers.fetch_add(1, Ordering::Relaxed);
        let name = format!("ephemeral-{number}");
        self.new_worker(WorkerId { component, name }, creator)
    }

    fn new_worker(self: &Arc<Self>, id: WorkerId, creator: &Surroundings) -> Result<WorkerHandle, Failure> {
        let component =
            self.component(id.component).ok_or_else(|| Failure::MissingComponent(id.component.to_string()))?;
        Ok(worker::start(self.clone(), component, id, creator))
    }

    pub fn existing_worker(&self, id: &WorkerId) -> Option<WorkerHandle> {
        let workers = self.workers.lock().unwrap_or_else(PoisonError::into_inner);
        workers.get(id).cloned()
    }

    pub fn deadlock(&self, circle: &Circle) -> Failure {
        let first = circle.first().into_iter();
        let labels: Vec<String> = circle.iter().chain(first).map(|id| self.label(id)).collect();
        Failure::Deadlock(labels.join(" → "))
    }

    fn label(&self, id: &WorkerId) -> String {
        match self.component(id.component) {
            Some(component) => format!("{}/{}", component.name, id.name),
            None => id.to_string(),
        }
    }
}

/// How many invocations are queued or running.
#[derive(Debug, Default)]
pub(crate) struct Unfinished {
    count: AtomicUsize,
    idle: Notify,
}

/// One of them, until it is dropped.
pub(crate) struct UnfinishedOne(Arc<Unfinished>);

impl Unfinished {
    pub fn one(self: &Arc<Self>) -> UnfinishedOne {
        self.count.fetch_add(1, Ordering::AcqRel);
        UnfinishedOne(self.clone())
    }

    /// Waits until there is none.
    pub async fn none(&self) {
        loop {
            let idle = self.idle.notified();
            if self.count.load(Ordering::Acquire) == 0 {
                return;
            }
            idle.await;
        }
    }
}

impl Drop for UnfinishedOne {
    fn drop(&mut self) {
        if self.0.count.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.0.idle.notify_waiters();
        }
    }
}
