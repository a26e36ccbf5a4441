//! [`PollOrder`]: in which order workers polled.

use std::{
    collections::{BTreeMap, HashMap},
    hash::{DefaultHasher, Hash, Hasher as _},
    sync::Arc,
};

use crate::{
    Finding, LintRule,
    lint::{Counts, Lint, findings},
};

/// In which order each worker polled, as far as it can be told: by the calls in each list, and each call by its target, its function, and its number
/// among such calls of its worker.
///
/// In [virtual time](crate::HostBuilder::virtual_time) two runs of the same calls must have the same; if they do not, the worker's order comes from a
/// hash map, a clock or random numbers, and Golem will not be able to replay it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PollOrder(BTreeMap<(Arc<str>, Arc<str>), u64>);

impl PollOrder {
    /// The functions whose polls have another order in `other`.
    pub fn differences(&self, other: &Self) -> Vec<Finding> {
        let mut counts = Counts::new();
        let both = self.0.iter().filter_map(|(key, order)| Some((key, order, other.0.get(key)?)));
        for ((worker, function), ..) in both.filter(|(_, order, other)| order != other) {
            let component = worker.split_once('/').map_or(&**worker, |(component, _)| component);
            *counts.entry((LintRule::PollOrder, component.to_owned(), function.to_string())).or_default() += 1;
        }
        findings(counts)
    }

    pub(crate) fn polled(&mut self, worker: &Arc<str>, function: &Arc<str>, list: u64) {
        let order = self.0.entry((worker.clone(), function.clone())).or_default();
        *order = hash((*order, list));
    }
}

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

/// The same in every process.
fn hash(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
