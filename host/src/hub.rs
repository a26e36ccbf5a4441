//! [`Hub`]: what all workers share.

mod workers;

use std::sync::{
    Arc, PoisonError, RwLock,
    atomic::{AtomicBool, Ordering},
};

use tokio::runtime::Handle;
use wasmtime::component::Linker;

use crate::{
    ComponentId,
    call::Call,
    clock::Clock,
    component::LoadedComponent,
    lint::Lint,
    places::{NoPlace, Place, Places},
    recording::Recorder,
    request::Request,
    settings::Settings,
    unfinished::Unfinished,
    waits::Waits,
    worker_handle::WorkerHandle,
    worker_info::WorkerInfo,
    worker_state::WorkerState,
};
use workers::Workers;

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
    workers: Workers,
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
            workers: Workers::default(),
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
    pub fn ask(&self, place: Place<WorkerInfo>, caller: Option<&WorkerInfo>, request: Request) -> Arc<Call> {
        self.call(place, caller, request, false)
    }

    /// Queues a request of the worker `caller` whose outcome nobody wants to know.
    pub fn tell(&self, place: Place<WorkerInfo>, caller: &WorkerInfo, request: Request) {
        self.call(place, Some(caller), request, true);
    }

    fn call(
        &self,
        place: Place<WorkerInfo>,
        caller: Option<&WorkerInfo>,
        request: Request,
        fire_and_forget: bool,
    ) -> Arc<Call> {
        let label = caller.map(|caller| &caller.label);
        let number = self.recorder.call_made(label, &place.owner().label, request.function(), fire_and_forget);
        Call::queue(number, caller.map_or(0, WorkerInfo::before_its_calls), request, place)
    }
}
