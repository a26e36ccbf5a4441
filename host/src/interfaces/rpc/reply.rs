//! What the caller of a worker is told of its outcome.

use crate::bindings::{RpcError, WitValue};
use crate::calls::Outcome;
use crate::failure::Failure;
use crate::log::Answer;
use crate::store::WorkerState;

/// The value that a function gave, or why there is none.
pub(super) type Reply = Result<WitValue, RpcError>;

impl WorkerState {
    /// What this worker, which has made a call, is told of its outcome. `None` is that of a worker
    /// that was stopped or removed before it answered.
    pub(super) fn reply(&self, outcome: Option<Outcome>) -> Reply {
        match outcome.map(|outcome| outcome.answer) {
            Some(Ok(Answer::Rpc(value))) => Ok(value),
            Some(Err(failure)) => {
                if failure.is_taken_back() {
                    self.info.effects.call_taken_back();
                }
                Err(failure.into())
            }
            Some(Ok(Answer::Outside(_))) | None => Err(Failure::Stopped.into()),
        }
    }
}
