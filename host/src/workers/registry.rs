//! [`Registry`]: the components and the workers of a host.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, Weak},
};

use wasmtime::component::Linker;

use super::worker::Worker;
use super::worker_instance::WorkerInstance;
use crate::calls::{Jobs, Shared, Surroundings, WorkerHandle, WorkerInfo};
use crate::durable::Problem;
use crate::failure::Failure;
use crate::guest::LoadedComponent;
use crate::limits::{LimitHit, NoPlace, Place, Places};
use crate::log::{KeptCall, Logs, WorkerLog, WorkerRecord};
use crate::naming::{ComponentId, WorkerId};
use crate::store::{FindWorkers, WorkerState};

/// The components and the workers of a host. No two workers have the same id at a time.
pub(crate) struct Registry {
    pub linker: Linker<WorkerState>,
    pub shared: Arc<Shared>,
    /// This registry itself, for the workers that it creates: they look for other workers in it.
    this: Weak<Self>,
    components: RwLock<Vec<Arc<LoadedComponent>>>,
    list: Mutex<List>,
    /// The places for workers: there are as many as [`Limits::workers`](crate::Limits::workers)
    /// says.
    places: Arc<Places>,
}

/// All workers of a host, by their ids.
#[derive(Default)]
struct List {
    kept: HashMap<WorkerId, WorkerHandle>,
    /// Workers that were called without a name, so that the host made one up. They end when the
    /// last client is dropped that has called them, so the list does not keep them alive. Until
    /// then whoever knows such a name can call them by it, too.
    ephemeral: HashMap<WorkerId, Weak<WorkerInfo>>,
    /// The number in the name of the next ephemeral worker.
    next: u64,
}

impl List {
    fn ephemeral(&self, id: &WorkerId) -> Option<WorkerHandle> {
        WorkerHandle::of(self.ephemeral.get(id)?.upgrade()?)
    }
}

impl Registry {
    pub fn new(linker: Linker<WorkerState>, shared: Shared) -> Arc<Self> {
        Arc::new_cyclic(|this| Self {
            linker,
            shared: Arc::new(shared),
            this: this.clone(),
            components: RwLock::default(),
            list: Mutex::default(),
            places: Arc::default(),
        })
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

    /// Adds a component of another host that has the same engine.
    pub fn share_component(&self, component: Arc<LoadedComponent>) {
        self.components.write().unwrap_or_else(PoisonError::into_inner).push(component);
    }

    pub fn component(&self, id: ComponentId) -> Option<Arc<LoadedComponent>> {
        let components = self.components.read().unwrap_or_else(PoisonError::into_inner);
        components.iter().find(|component| component.id == id).cloned()
    }

    pub fn existing_worker(&self, id: &WorkerId) -> Option<WorkerHandle> {
        let list = self.list();
        list.kept.get(id).cloned().or_else(|| list.ephemeral(id))
    }

    /// Ends a worker that has nothing to do. False if it has, and `None` if there is no such
    /// worker.
    pub fn remove_worker(&self, id: &WorkerId) -> Option<bool> {
        let mut list = self.list();
        let Some(worker) = list.kept.get(id) else {
            // It may be on the disk, and not have been called by this process.
            let kept = self.shared.kept()?;
            return if kept.is_called(id) { Some(false) } else { kept.remove(id).then_some(true) };
        };
        let ended = worker.end();
        if ended {
            let removed = list.kept.remove(id);
            self.forget_logs(removed.iter());
        }
        Some(ended)
    }

    /// Ends all workers that have nothing to do, and gives how many those were. If they have logs,
    /// they only lose their instances.
    pub fn remove_idle_workers(&self) -> usize {
        let mut list = self.list();
        if self.shared.logs.is_some() {
            return list.kept.values().filter(|worker| worker.info.lose_instance_if_idle()).count();
        }
        let removed: Vec<_> = list.kept.extract_if(|_, worker| worker.end()).map(|(_, worker)| worker).collect();
        self.forget_logs(removed.iter());
        removed.len()
    }

    fn forget_logs<'a>(&self, removed: impl Iterator<Item = &'a WorkerHandle>) {
        if let Some(logs) = &self.shared.logs {
            logs.remove(removed.filter_map(|worker| Some((&worker.info.id, worker.info.log.as_ref()?))));
        }
    }

    fn list(&self) -> MutexGuard<'_, List> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn first_place(&self, worker: &WorkerHandle) -> Result<Place<WorkerInfo>, Failure> {
        self.shared.place(worker).map_err(|reason| match reason {
            NoPlace::Full(limit) => LimitHit::Queue(limit).into(),
            // A worker is closed and taken off the list under one lock, so this is never found.
            NoPlace::Closed => Failure::Stopped,
        })
    }

    /// An ephemeral worker if there is somebody to pay for it.
    fn new_worker(
        &self,
        id: WorkerId,
        payer: Option<Weak<WorkerInfo>>,
        creator: &Surroundings,
    ) -> Result<WorkerHandle, Failure> {
        let component =
            self.component(id.component).ok_or_else(|| Failure::MissingComponent(id.component.to_string()))?;
        let limit = self.shared.settings.limits.workers;
        let place = Places::take(&self.places, limit).map_err(|_| LimitHit::Workers(limit.unwrap_or(usize::MAX)))?;
        let inherited = creator.inherited_by(&id);
        let Begun { log, ephemeral, surroundings } = match &self.shared.logs {
            None => Begun { log: None, ephemeral: payer.is_some(), surroundings: inherited },
            Some(logs) => Begun::new(logs, &id, &component.name, payer.is_some(), inherited)?,
        };
        let unfinished = self.shared.unfinished.clone();
        let info = Arc::new(WorkerInfo::new(id, &component.name, ephemeral, payer, unfinished, log));
        let registry = self.this.upgrade().ok_or(Failure::Stopped)?;
        let worker = registry.start(component, info, surroundings, place);
        self.make_calls_again(&worker);
        Ok(worker)
    }

    /// Makes the calls of a worker that an earlier process has not answered, before any other. The
    /// one that it was running comes first: what is in the log of it is done again, and then it
    /// goes on.
    fn make_calls_again(&self, worker: &WorkerHandle) {
        let Some(kept) = self.shared.kept() else { return };
        let mut calls = kept.take_unanswered(&worker.info.id);
        let begun = |call: &KeptCall| {
            let log = worker.info.log.as_ref();
            call.request.key().is_some_and(|key| log.is_some_and(|log| log.invocation(key).is_some()))
        };
        calls.sort_by_key(|call| !begun(call));
        for KeptCall { mut request, .. } in calls {
            request.made_again();
            if let Ok(place) = self.shared.place_again(worker) {
                self.shared.ask(place, None, request);
            }
        }
    }

    /// Lets the workers go on that an earlier process has left with something to do, if there is a
    /// component for each of them.
    ///
    /// # Errors
    /// When a limit refuses a worker, or its log can't be read.
    pub fn go_on(&self, outside: &Surroundings) -> Result<(), Failure> {
        let Some(kept) = self.shared.kept() else { return Ok(()) };
        for call in kept.unanswered() {
            // Its calls are made with it.
            self.kept_worker(call.target(), outside)?;
        }
        for (number, call) in kept.take_scheduled() {
            let worker = self.kept_worker(call.target(), outside)?;
            let place = self.shared.place_again(&worker)?;
            let KeptCall { at: due, mut request, .. } = call;
            request.made_again();
            self.shared.schedule_again(number, due, worker, place, request);
        }
        Ok(())
    }

    /// A worker that an earlier process has made, which is made if it is not there.
    fn kept_worker(&self, id: WorkerId, outside: &Surroundings) -> Result<WorkerHandle, Failure> {
        let mut list = self.list();
        match list.kept.entry(id) {
            Entry::Occupied(worker) => Ok(worker.get().clone()),
            Entry::Vacant(vacancy) => {
                let worker = self.new_worker(vacancy.key().clone(), None, outside)?;
                Ok(vacancy.insert(worker).clone())
            }
        }
    }

    /// Starts a worker's task. The task keeps `place` until it ends, so that the worker counts as
    /// one until then.
    fn start(
        self: Arc<Self>,
        component: Arc<LoadedComponent>,
        info: Arc<WorkerInfo>,
        surroundings: Surroundings,
        place: Place<Places>,
    ) -> WorkerHandle {
        let handle = WorkerHandle::new(info.clone());
        let jobs = Jobs::of(info.clone());
        let runtime = self.shared.runtime.clone();
        let shared = self.shared.clone();
        let instance = WorkerInstance::new(shared.clone(), self.clone(), component, info.clone(), surroundings);
        let mut worker = Worker::new(info.clone(), shared, instance);
        // These are two tasks, and not one that has room for both.
        match info.log.clone() {
            None => drop(runtime.spawn(async move {
                worker.run(&jobs).await;
                self.ended(&info, place);
            })),
            Some(log) => drop(runtime.spawn(async move {
                worker.run_with_log(&jobs, &log).await;
                self.ended(&info, place);
            })),
        }
        handle
    }

    /// Notes that the task of a worker has ended. Its place is free from now on.
    fn ended(&self, worker: &WorkerInfo, place: Place<Places>) {
        if worker.ephemeral {
            self.list().ephemeral.remove(&worker.id);
        }
        drop(place);
    }
}

/// What a worker is made with.
struct Begun {
    log: Option<Arc<WorkerLog>>,
    ephemeral: bool,
    surroundings: Surroundings,
}

impl Begun {
    /// Begins the log of a worker. If it is on the disk, the worker is made with what is there.
    fn new(
        logs: &Logs,
        id: &WorkerId,
        component: &str,
        ephemeral: bool,
        Surroundings { args, env }: Surroundings,
    ) -> Result<Self, Failure> {
        let begun = logs.begin(WorkerRecord::new(id, component, ephemeral, args, env));
        let (log, record) = begun.map_err(|problem| match problem {
            Some(Problem { path, what, .. }) => Failure::NotStarted(format!("{}: {what}", path.display())),
            None => Failure::Stopped,
        })?;
        let surroundings = Surroundings { args: record.arguments, env: record.environment };
        Ok(Self { log: Some(log), ephemeral: record.ephemeral, surroundings })
    }
}

impl FindWorkers for Registry {
    fn worker(&self, id: WorkerId, creator: &Surroundings) -> Result<(WorkerHandle, Place<WorkerInfo>), Failure> {
        let mut list = self.list();
        if let Some(worker) = list.ephemeral(&id) {
            let place = self.first_place(&worker)?;
            return Ok((worker, place));
        }
        let worker = match list.kept.entry(id) {
            Entry::Occupied(worker) => worker.into_mut(),
            Entry::Vacant(vacancy) => {
                let worker = self.new_worker(vacancy.key().clone(), None, creator)?;
                // One from the disk may have calls in its queue already, whose worker it has to
                // stay.
                if self.shared.kept().is_some() {
                    let worker = vacancy.insert(worker).clone();
                    let place = self.first_place(&worker)?;
                    return Ok((worker, place));
                }
                // Any other gets on the list only after its first call got a place. A worker whose
                // first call is refused is never seen by anybody, and ends at once.
                let place = self.first_place(&worker)?;
                vacancy.insert(worker.clone());
                return Ok((worker, place));
            }
        };
        Ok((worker.clone(), self.first_place(worker)?))
    }

    fn is_component(&self, id: ComponentId) -> bool {
        self.component(id).is_some()
    }

    fn is_worker(&self, id: &WorkerId) -> bool {
        self.existing_worker(id).is_some() || self.shared.kept().is_some_and(|kept| kept.is_worker(id))
    }

    fn ephemeral_id(&self, component: ComponentId) -> WorkerId {
        let mut list = self.list();
        loop {
            let id = WorkerId { component, name: format!("ephemeral-{}", list.next) };
            list.next += 1;
            if !list.kept.contains_key(&id) {
                break id;
            }
        }
    }

    fn ephemeral_worker(
        &self,
        id: WorkerId,
        creator: &Surroundings,
        payer: Weak<WorkerInfo>,
    ) -> Result<(WorkerHandle, Place<WorkerInfo>), Failure> {
        let mut list = self.list();
        // Somebody may have used the name since it was made up.
        if let Some(worker) = list.kept.get(&id).cloned().or_else(|| list.ephemeral(&id)) {
            let place = self.first_place(&worker)?;
            return Ok((worker, place));
        }
        let lives_on = self.shared.logs.is_some() && payer.strong_count() > 0;
        let worker = self.new_worker(id.clone(), Some(payer), creator)?;
        let place = self.first_place(&worker)?;
        if lives_on {
            list.kept.insert(id, worker.clone());
        } else {
            list.ephemeral.insert(id, Arc::downgrade(&worker.info));
        }
        Ok((worker, place))
    }
}
