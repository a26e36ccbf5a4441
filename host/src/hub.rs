//! What all workers share: the components, each other, and who awaits whom.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, RwLock, Weak,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
};

use tokio::{runtime::Handle, sync::Notify};
use wasmtime::component::Linker;

use crate::{
    ComponentId,
    call::Call,
    clock::Clock,
    component::LoadedComponent,
    failure::Failure,
    limits::LimitHit,
    lint::Lint,
    places::{NoPlace, Place, Places},
    recording::Recorder,
    request::Request,
    settings::Settings,
    waits::Waits,
    worker,
    worker_handle::WorkerHandle,
    worker_id::WorkerId,
    worker_state::{Surroundings, WorkerInfo, WorkerState},
};

pub(crate) struct Hub {
    pub linker: Linker<WorkerState>,
    pub runtime: Handle,
    pub clock: Clock,
    pub settings: Settings,
    pub recorder: Recorder,
    pub lint: Lint,
    pub waits: Waits,
    pub unfinished: Arc<Unfinished>,
    stopped: AtomicBool,
    components: RwLock<Vec<Arc<LoadedComponent>>>,
    workers: Mutex<Workers>,
    ephemeral_workers: AtomicU64,
    worker_places: Arc<Places>,
}

/// All workers, by their ids: no two have the same at a time.
#[derive(Default)]
struct Workers {
    kept: HashMap<WorkerId, WorkerHandle>,
    /// They end with their clients. Until then they can be called by their names, too: theirs is as good as any.
    ephemeral: HashMap<WorkerId, Weak<WorkerInfo>>,
}

impl Workers {
    fn ephemeral(&self, id: &WorkerId) -> Option<WorkerHandle> {
        WorkerHandle::of(self.ephemeral.get(id)?.upgrade()?)
    }
}

impl Hub {
    pub fn new(linker: Linker<WorkerState>, runtime: Handle, clock: Clock, settings: Settings) -> Self {
        Self {
            recorder: Recorder::new(settings.record, clock.clone()),
            linker,
            runtime,
            clock,
            settings,
            lint: Lint::default(),
            waits: Waits::default(),
            unfinished: Arc::default(),
            stopped: AtomicBool::new(false),
            components: RwLock::default(),
            workers: Mutex::default(),
            ephemeral_workers: AtomicU64::new(0),
            worker_places: Arc::default(),
        }
    }

    /// Has workers end that never wait, and nobody begin.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Release);
    }

    pub fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Acquire)
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

    /// A place in a worker's queue.
    pub fn place(&self, worker: &WorkerHandle) -> Result<Place<WorkerInfo>, NoPlace> {
        Places::take(&worker.info, self.settings.limits.queue)
    }

    /// Queues a request whose outcome somebody waits for. It comes from a worker, `caller`, or from outside.
    pub fn ask(&self, place: Place<WorkerInfo>, caller: Option<&Arc<str>>, request: Request) -> Arc<Call> {
        self.call(place, caller, request, false)
    }

    /// Queues a request of the worker `caller` whose outcome nobody wants to know.
    pub fn tell(&self, place: Place<WorkerInfo>, caller: &Arc<str>, request: Request) {
        self.call(place, Some(caller), request, true);
    }

    fn call(
        &self,
        place: Place<WorkerInfo>,
        caller: Option<&Arc<str>>,
        request: Request,
        fire_and_forget: bool,
    ) -> Arc<Call> {
        let number = self.recorder.call_made(caller, &place.owner().label, request.function(), fire_and_forget);
        Call::queue(number, request, place)
    }

    /// The worker `id`, created if it is new, and a place in its queue. A new one inherits from `creator`.
    pub fn worker(
        self: &Arc<Self>,
        id: &WorkerId,
        creator: &Surroundings,
    ) -> Result<(WorkerHandle, Place<WorkerInfo>), Failure> {
        let mut workers = self.workers();
        if let Some(worker) = workers.ephemeral(id) {
            let place = self.first_place(&worker)?;
            return Ok((worker, place));
        }
        let worker = match workers.kept.entry(id.clone()) {
            Entry::Occupied(worker) => worker.into_mut(),
            Entry::Vacant(vacancy) => vacancy.insert(self.new_worker(id.clone(), false, creator)?),
        };
        Ok((worker.clone(), self.first_place(worker)?))
    }

    fn first_place(&self, worker: &WorkerHandle) -> Result<Place<WorkerInfo>, Failure> {
        self.place(worker).map_err(|reason| match reason {
            NoPlace::Full(limit) => LimitHit::Queue(limit).into(),
            // Only workers that are no longer listed are closed.
            NoPlace::Closed => Failure::Stopped,
        })
    }

    /// A worker with a name that nobody gave: it lives as long as its handles and its queue.
    pub fn ephemeral_worker(
        self: &Arc<Self>,
        component: ComponentId,
        creator: &Surroundings,
    ) -> Result<(WorkerHandle, Place<WorkerInfo>), Failure> {
        let mut workers = self.workers();
        let id = loop {
            let number = self.ephemeral_workers.fetch_add(1, Ordering::Relaxed);
            let id = WorkerId { component, name: format!("ephemeral-{number}") };
            if !workers.kept.contains_key(&id) {
                break id;
            }
        };
        let worker = self.new_worker(id.clone(), true, creator)?;
        workers.ephemeral.insert(id, Arc::downgrade(&worker.info));
        drop(workers);
        let place = self.first_place(&worker)?;
        Ok((worker, place))
    }

    fn new_worker(
        self: &Arc<Self>,
        id: WorkerId,
        ephemeral: bool,
        creator: &Surroundings,
    ) -> Result<WorkerHandle, Failure> {
        let component =
            self.component(id.component).ok_or_else(|| Failure::MissingComponent(id.component.to_string()))?;
        let limit = self.settings.limits.workers;
        let place =
            Places::take(&self.worker_places, limit).map_err(|_| LimitHit::Workers(limit.unwrap_or(usize::MAX)))?;
        let info = Arc::new(WorkerInfo::new(id, &component.name, ephemeral, self.unfinished.clone()));
        Ok(worker::start(self.clone(), component, info, creator, place))
    }

    pub fn existing_worker(&self, id: &WorkerId) -> Option<WorkerHandle> {
        let workers = self.workers();
        workers.kept.get(id).cloned().or_else(|| workers.ephemeral(id))
    }

    /// For a worker that has ended.
    pub fn forget_ephemeral(&self, id: &WorkerId) {
        self.workers().ephemeral.remove(id);
    }

    fn workers(&self) -> MutexGuard<'_, Workers> {
        self.workers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends a worker that has nothing to do; `None` if there is no such worker.
    pub fn remove_worker(&self, id: &WorkerId) -> Option<bool> {
        let mut workers = self.workers();
        let ended = workers.kept.get(id)?.end();
        if ended {
            workers.kept.remove(id);
        }
        Some(ended)
    }
}

/// How many invocations are queued or running.
#[derive(Debug, Default)]
pub(crate) struct Unfinished {
    count: AtomicUsize,
    idle: Notify,
}

impl Unfinished {
    pub fn one_more(&self) {
        self.count.fetch_add(1, Ordering::AcqRel);
    }

    pub fn one_less(&self) {
        if self.count.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.idle.notify_waiters();
        }
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
