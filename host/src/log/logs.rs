//! [`Logs`]: the logs of all workers of a host.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::crash::Crash;
use super::worker_log::WorkerLog;
use crate::naming::WorkerId;

/// The logs of all workers of a host, in the order in which the workers were created. The log of an
/// ephemeral worker stays when the worker ends, so that one can read it.
pub(crate) struct Logs {
    logs: Mutex<Vec<(Arc<str>, Arc<WorkerLog>)>>,
    /// The crashes that are planned, each with the worker that it is for, as `component/worker`.
    planned: Vec<(String, Crash)>,
    /// How many entries each log may have.
    longest: usize,
}

impl Logs {
    /// Logs with at most so many entries each. Some of the workers are to lose their instances.
    pub fn new(planned: Vec<(String, Crash)>, longest: usize) -> Self {
        Self { logs: Mutex::default(), planned, longest }
    }

    /// Begins the log of a new worker, which goes by `label`.
    pub fn begin(&self, id: &WorkerId, label: Arc<str>) -> Arc<WorkerLog> {
        let of_this = self.planned.iter().filter(|(worker, _)| **worker == *label);
        let mut planned: Vec<Crash> = of_this.map(|(_, crash)| *crash).collect();
        planned.sort_by_key(|crash| crash.after);
        let log = Arc::new(WorkerLog::new(id, planned.into(), self.longest));
        self.list().push((label, log.clone()));
        log
    }

    /// The log of the newest worker that goes by `label`.
    pub fn of(&self, label: &str) -> Option<Arc<WorkerLog>> {
        self.list().iter().rev().find(|(known, _)| &**known == label).map(|(_, log)| log.clone())
    }

    /// All logs, with the labels of their workers.
    pub fn all(&self) -> Vec<(Arc<str>, Arc<WorkerLog>)> {
        self.list().clone()
    }

    /// The labels of all workers, in the order in which they were created.
    pub fn labels(&self) -> Vec<Arc<str>> {
        self.list().iter().map(|(label, _)| label.clone()).collect()
    }

    /// Forgets the logs of workers that were removed.
    pub fn remove<'a>(&self, removed: impl Iterator<Item = &'a Arc<WorkerLog>>) {
        let removed: HashSet<_> = removed.map(Arc::as_ptr).collect();
        self.list().retain(|(_, log)| !removed.contains(&Arc::as_ptr(log)));
    }

    fn list(&self) -> MutexGuard<'_, Vec<(Arc<str>, Arc<WorkerLog>)>> {
        self.logs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
