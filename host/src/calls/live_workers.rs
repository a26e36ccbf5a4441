//! [`LiveWorkers`]: which workers have an instance, if only so many may have one at a time.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError, atomic::Ordering},
};

use super::worker_info::WorkerInfo;

/// The workers that have an instance. When there are too many, those that were idle for long lose
/// theirs. They are made again from the log when the worker is next called.
///
/// It is not known which was idle for the longest time: that would have to be noted at each call,
/// in a list of all. Instead each worker has a mark that it was called, and who comes to the front
/// of the list with the mark gets to its end without it (a "clock" of pages, as operating systems
/// have it).
pub(crate) struct LiveWorkers {
    limit: usize,
    list: Mutex<VecDeque<Arc<WorkerInfo>>>,
}

impl LiveWorkers {
    pub fn new(limit: usize) -> Self {
        Self { limit, list: Mutex::default() }
    }

    /// Notes that a worker has an instance from now on, and takes away that of another one if there
    /// are too many. Workers that are busy keep theirs, so there may be more for a while.
    pub fn made(&self, worker: &Arc<WorkerInfo>) {
        if worker.is_listed.swap(true, Ordering::Relaxed) {
            return;
        }
        let mut list = self.list.lock().unwrap_or_else(PoisonError::into_inner);
        list.push_back(worker.clone());
        // Each is looked at twice at most: with its mark and without.
        for _ in 0..2 * list.len() {
            if list.len() <= self.limit {
                break;
            }
            let Some(oldest) = list.pop_front() else { break };
            if oldest.was_called.swap(false, Ordering::Relaxed) || !oldest.lose_instance_if_idle() {
                list.push_back(oldest);
            } else {
                oldest.is_listed.store(false, Ordering::Relaxed);
            }
        }
    }
}
