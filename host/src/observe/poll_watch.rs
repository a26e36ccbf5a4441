//! [`PollWatch`]: which calls a worker polls for, for [`PollOrder`](super::PollOrder).

use std::{collections::HashMap, sync::Arc};

use super::lint::Lint;
use super::poll_order::hash;

/// Tells one worker's calls from each other in a way that is the same in another run.
#[derive(Debug, Default)]
pub(crate) struct PollWatch {
    /// How many calls of one target and function there were.
    alike: HashMap<u64, u64>,
    of_future: HashMap<u32, u64>,
}

impl PollWatch {
    pub fn call_made(&mut self, future: u32, target: &str, function: &str) {
        let kind = hash((target, function));
        let number = self.alike.entry(kind).or_default();
        *number += 1;
        self.of_future.insert(future, hash((kind, *number)));
    }

    pub fn future_dropped(&mut self, future: u32) {
        self.of_future.remove(&future);
    }

    /// A poll for these futures, and for other things where there is none.
    pub fn polled(&self, lint: &Lint, worker: &Arc<str>, function: &Arc<str>, list: impl Iterator<Item = Option<u32>>) {
        let calls: Vec<_> = list.map(|future| future.and_then(|future| self.of_future.get(&future))).collect();
        lint.polled(worker, function, hash(calls));
    }
}
