//! [`IdempotencyKey`]: what an invocation is known by if it is asked for again.

use std::fmt;

use uuid::Uuid;

/// What an invocation is known by. A worker that is asked for one that it has already answered
/// gives the same answer, and does not run the function again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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

    pub fn uuid(self) -> Uuid {
        self.0
    }
}

/// The key of a call of another worker.
#[derive(Clone, Copy, Debug)]
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
