//! [`Lint`]: collects what is found in all workers of a host.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::finding::{Counts, Finding, LintRule, findings};
use super::poll_order::PollOrder;

/// Collects what is found in all workers of a host.
#[derive(Debug, Default)]
pub(crate) struct Lint(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    counts: Counts,
    poll_order: PollOrder,
}

impl Lint {
    pub fn found(&self, rule: LintRule, component: &str, function: &str) {
        *self.lock().counts.entry((rule, component.to_owned(), function.to_owned())).or_default() += 1;
    }

    pub fn findings(&self) -> Vec<Finding> {
        findings(self.lock().counts.clone())
    }

    pub fn poll_order(&self) -> PollOrder {
        self.lock().poll_order.clone()
    }

    pub fn polled(&self, worker: &Arc<str>, function: &Arc<str>, list: u64) {
        self.lock().poll_order.polled(worker, function, list);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
