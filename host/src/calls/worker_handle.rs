//! [`WorkerHandle`]: keeps a worker alive.

use std::sync::Arc;

use super::worker_info::WorkerInfo;

/// Keeps a worker alive. The worker ends when the last of its handles is dropped and its queue is
/// empty.
pub(crate) struct WorkerHandle {
    pub info: Arc<WorkerInfo>,
}

impl WorkerHandle {
    pub fn new(info: Arc<WorkerInfo>) -> Self {
        info.queue.add_sender();
        Self { info }
    }

    /// A handle of a worker that may have none left. `None` if the worker has ended.
    pub fn of(info: Arc<WorkerInfo>) -> Option<Self> {
        // The handle is made only if there is a sender for it: dropping it takes one away.
        info.queue.add_sender_unless_over().then(|| Self { info })
    }

    /// Ends the worker if it has nothing to do, and tells whether it did. Nobody can take a place
    /// in its queue after that.
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
