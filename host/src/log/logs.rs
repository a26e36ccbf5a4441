//! [`Logs`]: the logs of all workers of a host.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::crash::Crash;
use super::entry::Entry;
use super::keeper::Keeper;
use super::kept_logs::KeptLogs;
use super::log_entry::LogEntry;
use super::worker_log::WorkerLog;
use super::worker_record::WorkerRecord;
use crate::durable::Problem;
use crate::naming::WorkerId;

/// The logs of all workers of a host, in the order in which the workers were created. The log of an
/// ephemeral worker stays when the worker ends, so that one can read it.
pub(crate) struct Logs {
    logs: Mutex<Vec<(Arc<str>, Arc<WorkerLog>)>>,
    /// The crashes that are planned, each with the worker that it is for, as `component/worker`.
    planned: Vec<(String, Crash)>,
    /// How many entries each log may have.
    longest: usize,
    /// Keeps the logs on the disk, if they are kept there.
    pub kept: Option<KeptLogs>,
    /// Of the logs that are kept on the disk those of workers that were made in this process. An
    /// ephemeral one may have ended, and goes on when it is called again.
    made: Mutex<HashMap<WorkerId, Arc<WorkerLog>>>,
}

impl Logs {
    /// Logs with at most so many entries each. Some of the workers are to lose their instances.
    pub fn new(planned: Vec<(String, Crash)>, longest: usize, kept: Option<KeptLogs>) -> Self {
        Self { logs: Mutex::default(), planned, longest, kept, made: Mutex::default() }
    }

    /// Begins the log of a worker, or goes on with it if it is on the disk. Gives what the worker
    /// is to be made with, too: `new`, or what is on the disk.
    ///
    /// # Errors
    /// When its log can't be read. `None` if the host is stopped.
    pub fn begin(&self, new: WorkerRecord) -> Result<(Arc<WorkerLog>, WorkerRecord), Option<Problem>> {
        let (id, label) = (new.id(), new.label());
        let Some(kept) = &self.kept else { return Ok((self.add(&id, label, None, vec![]), new)) };
        let ended = self.made().get(&id).cloned();
        if let Some((log, record)) = ended.and_then(|log| Some((log.clone(), log.record()?))) {
            return Ok((log, record));
        }
        let (keeper, entries) = kept.begin(new)?;
        let record = keeper.record();
        let log = self.add(&id, label, Some(keeper), entries);
        self.made().insert(id, log.clone());
        Ok((log, record))
    }

    fn made(&self) -> MutexGuard<'_, HashMap<WorkerId, Arc<WorkerLog>>> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, id: &WorkerId, label: Arc<str>, keeper: Option<Keeper>, entries: Vec<Entry>) -> Arc<WorkerLog> {
        let of_this = self.planned.iter().filter(|(worker, _)| **worker == *label);
        let mut planned: Vec<Crash> = of_this.map(|(_, crash)| *crash).collect();
        planned.sort_by_key(|crash| crash.after);
        let log = Arc::new(WorkerLog::new(id, planned.into(), self.longest, keeper, entries));
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

    /// The entries of the log of the newest worker that goes by `label`.
    pub fn entries(&self, label: &str) -> Option<Vec<LogEntry>> {
        if let Some(log) = self.of(label) {
            return Some(log.entries());
        }
        let (record, entries) = self.kept.as_ref()?.log_of(label)?;
        let log = WorkerLog::new(&record.id(), VecDeque::new(), usize::MAX, None, entries);
        Some(log.entries())
    }

    /// The labels of all workers, in the order in which they were created.
    pub fn labels(&self) -> Vec<Arc<str>> {
        if let Some(kept) = &self.kept {
            return kept.labels();
        }
        self.list().iter().map(|(label, _)| label.clone()).collect()
    }

    /// Forgets the logs of workers that were removed.
    pub fn remove<'a>(&self, removed: impl Iterator<Item = (&'a WorkerId, &'a Arc<WorkerLog>)>) {
        let removed: HashSet<_> = removed
            .map(|(id, log)| {
                if let Some(kept) = &self.kept {
                    kept.remove(id);
                    self.made().remove(id);
                }
                Arc::as_ptr(log)
            })
            .collect();
        self.list().retain(|(_, log)| !removed.contains(&Arc::as_ptr(log)));
    }

    fn list(&self) -> MutexGuard<'_, Vec<(Arc<str>, Arc<WorkerLog>)>> {
        self.logs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
