//! What a caller sees of an outcome.

use crate::bindings::{RpcError, WitValue};
use crate::calls::{Answer, Outcome};
use crate::failure::Failure;
use crate::store::WorkerState;

/// What a caller is given: a value, or why there is none.
pub(super) type Reply = Result<WitValue, RpcError>;

impl WorkerState {
    /// What this worker, the caller, sees of an outcome; `None` if the other ended without one.
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
