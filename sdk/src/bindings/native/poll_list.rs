//! [`PollList`]: the list that `poll` is given, in virtual time.

use super::virtual_time::{Moment, Pollable, poll_moments};

/// Pollables to wait for. It has the functions of the list that a component uses.
pub(crate) struct PollList {
    moments: Vec<Moment>,
}

impl PollList {
    pub(crate) const fn new() -> Self {
        Self { moments: Vec::new() }
    }

    pub(crate) fn clear(&mut self) {
        self.moments.clear();
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.moments.is_empty()
    }

    pub(crate) fn push(&mut self, pollable: &Pollable) {
        self.moments.push(pollable.moment().clone());
    }

    /// Moves time to when the first of them is ready, and calls `each` with the positions of those
    /// that are ready then. Returns `false` when none of them can ever become ready.
    pub(crate) fn poll(&self, each: impl FnMut(u32)) -> bool {
        poll_moments(self.moments.iter()).map(|ready| ready.into_iter().for_each(each)).is_some()
    }
}
