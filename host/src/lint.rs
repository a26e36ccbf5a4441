//! [`Finding`]: what a component does that goes wrong on Golem.

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    hash::{DefaultHasher, Hash, Hasher as _},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde::Serialize;

/// A habit that goes wrong on Golem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum LintRule {
    /// `pollable.ready()` was called.
    ReadyCalled,
    /// `future-invoke-result.get` was called before a poll said that the future is ready.
    GetBeforeReady,
    /// `future-invoke-result.get` was called again after it gave the result.
    SecondGet,
    /// A future was dropped while a pollable of it lived.
    FutureDroppedBeforePollable,
    /// `poll` was given an empty list.
    EmptyPoll,
    /// Two runs that should be the same polled in different order: see [`PollOrder`].
    PollOrder,
}

impl LintRule {
    /// What is wrong with it, and what to do.
    pub fn advice(self) -> &'static str {
        match self {
            Self::ReadyCalled => {
                "pollable.ready() is not in a worker's log: a worker that acts on it can't be replayed. Use poll or block"
            }
            Self::GetBeforeReady => {
                "get before a poll said ready is a log entry for nothing, and without a poll it stays none for ever. Poll first"
            }
            Self::SecondGet => "a second get traps. Keep what the first one gave",
            Self::FutureDroppedBeforePollable => "this traps. Drop a future's pollables first",
            Self::EmptyPoll => "poll of nothing traps. Don't poll when nothing is pending",
            Self::PollOrder => {
                "a worker must poll in the same order when it is replayed. Keep futures in a Vec, not in a map with a random order"
            }
        }
    }

    /// As in JSON: `ready-called`.
    pub fn name(self) -> &'static str {
        match self {
            Self::ReadyCalled => "ready-called",
            Self::GetBeforeReady => "get-before-ready",
            Self::SecondGet => "second-get",
            Self::FutureDroppedBeforePollable => "future-dropped-before-pollable",
            Self::EmptyPoll => "empty-poll",
            Self::PollOrder => "poll-order",
        }
    }
}

/// How often a function of a component broke a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// The rule.
    pub rule: LintRule,
    /// The component's name.
    pub component: String,
    /// The function that was invoked when it happened, as on the wire.
    pub function: String,
    /// How often it happened. For [`LintRule::PollOrder`], in how many workers.
    pub count: u64,
}

/// Shows `ready-called: caller run, 3 times: pollable.ready() is …`.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rule, component, function, count } = self;
        let times = if *count == 1 { "once".to_owned() } else { format!("{count} times") };
        write!(f, "{}: {component} {function}, {times}: {}", rule.name(), rule.advice())
    }
}

/// In which order each worker polled, as far as it can be told: by the calls in each list, and each call by its target, its function, and the
/// how-manieth such call of its worker it is.
///
/// In [virtual time](crate::HostBuilder::virtual_time) two runs of the same calls must have the same; if they do not, the worker's order comes from a
/// hash map, a clock or random numbers, and Golem will not be able to replay it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PollOrder(BTreeMap<(Arc<str>, Arc<str>), u64>);

impl PollOrder {
    /// The functions whose polls have another order in `other`.
    pub fn differences(&self, other: &Self) -> Vec<Finding> {
        let mut counts = BTreeMap::new();
        let both = self.0.iter().filter_map(|(key, order)| Some((key, order, other.0.get(key)?)));
        for ((worker, function), ..) in both.filter(|(_, order, other)| order != other) {
            let component = worker.split_once('/').map_or(&**worker, |(component, _)| component);
            *counts.entry((LintRule::PollOrder, component.to_owned(), function.to_string())).or_default() += 1;
        }
        findings(counts)
    }
}

fn findings(counts: BTreeMap<(LintRule, String, String), u64>) -> Vec<Finding> {
    let finding = |((rule, component, function), count)| Finding { rule, component, function, count };
    counts.into_iter().map(finding).collect()
}

/// What was found in all workers of a host.
#[derive(Debug, Default)]
pub(crate) struct Lint(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    counts: BTreeMap<(LintRule, String, String), u64>,
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

    fn polled(&self, worker: &Arc<str>, function: &Arc<str>, list: u64) {
        let mut state = self.lock();
        let order = state.poll_order.0.entry((worker.clone(), function.clone())).or_default();
        *order = hash((*order, list));
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
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
