//! [`Awaits`]: the calls that a worker is blocked on.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The calls of which a worker needs one to end before it can go on; none while it can go on.
///
/// Each worker has its own, for nearly all waits are for somebody who can go on: those never touch what workers share.
pub(crate) struct Awaits<C>(Mutex<Vec<Arc<C>>>);

/// For so many calls a worker keeps the memory between its waits.
const KEPT: usize = 4;

impl<C> Default for Awaits<C> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<C> Awaits<C> {
    /// Whether the worker is blocked on others and on nothing else.
    pub fn is_waiting(&self) -> bool {
        !self.lock().is_empty()
    }

    /// Those that it is blocked on.
    pub fn calls(&self) -> Vec<Arc<C>> {
        self.lock().clone()
    }

    /// It is blocked on these from now on.
    pub fn begin(&self, calls: &[Arc<C>]) {
        self.lock().extend_from_slice(calls);
    }

    /// It is blocked no longer.
    pub fn end(&self) {
        let mut calls = self.lock();
        calls.clear();
        calls.shrink_to(KEPT);
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Arc<C>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
