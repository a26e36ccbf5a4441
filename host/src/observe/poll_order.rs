//! [`PollOrder`]: in which order workers polled.

use std::{
    collections::BTreeMap,
    hash::{DefaultHasher, Hash, Hasher as _},
    sync::Arc,
};

use super::finding::{Counts, Finding, LintRule, findings};

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

/// The same in every process.
pub(super) fn hash(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
