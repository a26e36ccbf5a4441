//! The workers of a host.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
};

use super::Hub;
use crate::{
    ComponentId,
    failure::Failure,
    limits::LimitHit,
    places::{NoPlace, Place, Places},
    surroundings::Surroundings,
    worker,
    worker_handle::WorkerHandle,
    worker_id::WorkerId,
    worker_info::WorkerInfo,
};

#[derive(Default)]
pub(super) struct Workers {
    list: Mutex<List>,
    /// Of those that there may be at a time.
    places: Arc<Places>,
}

/// All workers, by their ids: no two have the same at a time.
#[derive(Default)]
struct List {
    kept: HashMap<WorkerId, WorkerHandle>,
    /// They end with their clients. Until then they can be called by their names, too: theirs is as good as any.
    ephemeral: HashMap<WorkerId, Weak<WorkerInfo>>,
    /// Which number the next ephemeral one is to have in its name.
    next: u64,
}

impl List {
    fn ephemeral(&self, id: &WorkerId) -> Option<WorkerHandle> {
        WorkerHandle::of(self.ephemeral.get(id)?.upgrade()?)
    }
}

impl Hub {
    /// The worker `id`, created if it is new, and a place in its queue. A new one inherits from `creator`.
    pub fn worker(
        self: &Arc<Self>,
        id: &WorkerId,
        creator: &Surroundings,
    ) -> Result<(WorkerHandle, Place<WorkerInfo>), Failure> {
        let mut list = self.list();
        if let Some(worker) = list.ephemeral(id) {
            let place = self.first_place(&worker)?;
            return Ok((worker, place));
        }
        let worker = match list.kept.entry(id.clone()) {
            Entry::Occupied(worker) => worker.into_mut(),
            Entry::Vacant(vacancy) => {
                let worker = self.new_worker(id.clone(), false, creator)?;
                // Of one whose first call is refused nothing is left.
                let place = self.first_place(&worker)?;
                vacancy.insert(worker.clone());
                return Ok((worker, place));
            }
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
        let mut list = self.list();
        let id = loop {
            let id = WorkerId { component, name: format!("ephemeral-{}", list.next) };
            list.next += 1;
            if !list.kept.contains_key(&id) {
                break id;
            }
        };
        let worker = self.new_worker(id.clone(), true, creator)?;
        let place = self.first_place(&worker)?;
        list.ephemeral.insert(id, Arc::downgrade(&worker.info));
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
            Places::take(&self.workers.places, limit).map_err(|_| LimitHit::Workers(limit.unwrap_or(usize::MAX)))?;
        let info = Arc::new(WorkerInfo::new(id, &component.name, ephemeral, self.unfinished.clone()));
        Ok(worker::start(self.clone(), component, info, creator, place))
    }

    pub fn existing_worker(&self, id: &WorkerId) -> Option<WorkerHandle> {
        let list = self.list();
        list.kept.get(id).cloned().or_else(|| list.ephemeral(id))
    }

    /// For a worker that has ended.
    pub fn forget_ephemeral(&self, id: &WorkerId) {
        self.list().ephemeral.remove(id);
    }

    /// Ends a worker that has nothing to do; `None` if there is no such worker.
    pub fn remove_worker(&self, id: &WorkerId) -> Option<bool> {
        let mut list = self.list();
        let ended = list.kept.get(id)?.end();
        if ended {
            list.kept.remove(id);
        }
        Some(ended)
    }

    /// Ends all workers that have nothing to do: how many those were.
    pub fn remove_idle_workers(&self) -> usize {
        let mut list = self.list();
        let before = list.kept.len();
        list.kept.retain(|_, worker| !worker.end());
        before - list.kept.len()
    }

    fn list(&self) -> MutexGuard<'_, List> {
        self.workers.list.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
