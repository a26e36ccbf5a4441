//! [`Awaits`]: the calls that a worker is blocked on.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The calls of which one has to end before the worker can go on. Empty while the worker can go on.
///
/// Each worker has a list of its own. Nearly all waits are for workers that can go on, and those
/// should not contend for anything that all workers of the host share.
pub(crate) struct Awaits<C>(Mutex<Vec<Arc<C>>>);

/// A worker keeps memory for this many calls between its waits. So one that waits for a single call
/// again and again does not allocate each time, and one that once waited for thousands of calls
/// gives that memory back.
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

    /// The calls that the worker is blocked on.
    pub fn calls(&self) -> Vec<Arc<C>> {
        self.lock().clone()
    }

    /// The worker is blocked on these calls from now on.
    pub fn begin(&self, calls: &[Arc<C>]) {
        self.lock().extend_from_slice(calls);
    }

    /// The worker can go on.
    pub fn end(&self) {
        let mut calls = self.lock();
        calls.clear();
        calls.shrink_to(KEPT);
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Arc<C>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
