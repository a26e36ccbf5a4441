//! [`WorkerHandle`]: what keeps a worker.

use std::sync::Arc;

use super::worker_info::WorkerInfo;

/// Keeps a worker: it ends when the last of its handles is gone and its queue empty.
pub(crate) struct WorkerHandle {
    pub info: Arc<WorkerInfo>,
}

impl WorkerHandle {
    pub fn new(info: Arc<WorkerInfo>) -> Self {
        info.queue.add_sender();
        Self { info }
    }

    /// One more of a worker that may have none, unless it has ended.
    pub fn of(info: Arc<WorkerInfo>) -> Option<Self> {
        // Not made in vain: it would take away a sender when it is dropped.
        info.queue.add_sender_unless_over().then(|| Self { info })
    }

    /// Ends the worker if it has nothing to do.
    pub fn end(&self) -> bool {
        let ends = self.info.places.close();
        if ends {
            self.info.queue.end();
        }
        ends
    }
}

impl Clone for WorkerHandle {
    fn clone(&self) -> Self {
        Self::new(self.info.clone())
    }
}

impl Drop for WorkerHandle {
    fn drop(&mut self) {
        self.info.queue.remove_sender();
    }
}
