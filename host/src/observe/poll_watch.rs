//! [`PollWatch`]: follows the calls of one worker, to know which of them it polls for.

use std::{collections::HashMap, sync::Arc};

use super::lint::Lint;
use super::poll_order::hash;

/// Follows the calls of one worker, for [`PollOrder`](super::PollOrder). It gives each call a hash
/// that is the same in another run, unlike the number of its future in the worker's table.
#[derive(Debug, Default)]
pub(crate) struct PollWatch {
    /// For each target and function, as a hash, how many calls there were.
    alike: HashMap<u64, u64>,
    /// The hash of the call that each future in the table is of.
    of_future: HashMap<u32, u64>,
}

impl PollWatch {
    /// Notes a call, which has this future in the table.
    pub fn call_made(&mut self, future: u32, target: &str, function: &str) {
        let kind = hash((target, function));
        let number = self.alike.entry(kind).or_default();
        *number += 1;
        self.of_future.insert(future, hash((kind, *number)));
    }

    pub fn future_dropped(&mut self, future: u32) {
        self.of_future.remove(&future);
    }

    /// Reports a poll to the lint. `list` has the future that each pollable is of, or `None` for a
    /// pollable of something else.
    pub fn polled(&self, lint: &Lint, worker: &Arc<str>, function: &Arc<str>, list: impl Iterator<Item = Option<u32>>) {
        let calls: Vec<_> = list.map(|future| future.and_then(|future| self.of_future.get(&future))).collect();
        lint.polled(worker, function, hash(calls));
    }
}
