//! [`IdempotencyKey`]: what an invocation is known by if it is asked for again.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What an invocation is known by. A worker that is asked for one that it has already answered
/// gives the same answer, and does not run the function again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "u128", into = "u128")]
pub(crate) struct IdempotencyKey(Uuid);

impl IdempotencyKey {
    /// What the keys of a worker's invocations from outside are derived from.
    pub fn of_worker(component: Uuid, name: &str) -> Self {
        Self(Uuid::new_v5(&component, name.as_bytes()))
    }

    /// The key of what is asked for at this position in a worker's log, during the invocation with
    /// the key `self`. It is the same each time that the log is replayed up to there.
    pub fn derived(self, position: usize) -> Self {
        Self(Uuid::new_v5(&self.0, &(position as u64).to_le_bytes()))
    }

    /// The key of an invocation from outside for which the caller has given a text. `self` is what
    /// the keys of the worker's invocations are derived from.
    pub fn of_text(self, text: &str) -> Self {
        Self(Uuid::new_v5(&self.0, text.as_bytes()))
    }

    pub fn uuid(self) -> Uuid {
        self.0
    }
}

/// The key of a call.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct CallKey {
    pub key: IdempotencyKey,
    /// Whether the call may have been made before, since its caller has been run again. The target
    /// of most calls need not look for an answer that it has already given.
    pub may_be_known: bool,
}

impl fmt::Display for IdempotencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl From<Uuid> for IdempotencyKey {
    fn from(uuid: Uuid) -> Self {
        Self(uuid)
    }
}

impl From<u128> for IdempotencyKey {
    fn from(bits: u128) -> Self {
        Self(Uuid::from_u128(bits))
    }
}

impl From<IdempotencyKey> for u128 {
    fn from(key: IdempotencyKey) -> Self {
        key.0.as_u128()
    }
}
