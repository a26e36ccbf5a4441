//! [`Job`]: a request on its way to a worker, and the outcome on its way back.

use std::sync::Arc;

use tokio::sync::oneshot;

use crate::{
    hub::UnfinishedOne,
    places::Place,
    recording::CallNumber,
    request::{Outcome, Request},
    worker_state::WorkerInfo,
};

/// A request in a worker's queue.
pub(crate) struct Job {
    /// Whoever awaits its outcome sees by it when it is done.
    pub request: Arc<Request>,
    /// In the recording, if there is one.
    pub number: Option<CallNumber>,
    /// `None` for fire and forget.
    pub reply: Option<oneshot::Sender<Outcome>>,
    pub place: Place<WorkerInfo>,
    pub _unfinished: UnfinishedOne,
}

impl Job {
    pub fn finish(self, outcome: Outcome) {
        // Whoever has the answer may remove the worker, which must have no place taken then.
        drop(self.place);
        if let Some(reply) = self.reply {
            // Whoever asked may have dropped the future since.
            let _ = reply.send(outcome);
        }
    }
}
