//! [`PollOrder`]: the order in which workers polled, to compare two runs.

use std::{
    collections::BTreeMap,
    hash::{DefaultHasher, Hash, Hasher as _},
    sync::Arc,
};

use super::finding::{Counts, Finding, LintRule, findings};

/// The order in which workers polled: which calls were in each list that they polled.
///
/// Two runs of the same calls in [virtual time](crate::HostBuilder::virtual_time) must have the
/// same order. If they do not, a worker takes its order from a hash map, a clock or random numbers,
/// and Golem will not be able to replay it.
///
/// A call is told from others by its target, its function, and its number among such calls of the
/// same worker.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PollOrder(BTreeMap<(Arc<str>, Arc<str>), u64>);

impl PollOrder {
    /// The functions that polled in another order in the run that `other` is from. A finding's
    /// count is the number of workers in which that was so.
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

/// A hash that is the same in every process, so that those of two runs can be compared.
pub(super) fn hash(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
