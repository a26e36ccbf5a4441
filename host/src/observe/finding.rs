//! [`Finding`]: something that a component did and that goes wrong on Golem.

use std::{collections::BTreeMap, fmt};

use serde::Serialize;

/// Something that a component does and that goes wrong on Golem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum LintRule {
    /// `pollable.ready()` was called by a component that was made for Golem up to 1.2. Later
    /// versions write what it tells into the log.
    ReadyCalled,
    /// `future-invoke-result.get` was called before a poll said that the future is ready.
    GetBeforeReady,
    /// `future-invoke-result.get` was called again after it gave the result.
    SecondGet,
    /// A future was dropped while a pollable of it lived.
    FutureDroppedBeforePollable,
    /// `poll` was given an empty list.
    EmptyPoll,
    /// A client (`wasm-rpc`) was dropped before one that was constructed after it, in the same
    /// invocation.
    ClientDropOrder,
    /// Two runs that should be the same polled in different order: see
    /// [`PollOrder`](crate::PollOrder).
    PollOrder,
}

impl LintRule {
    /// What is wrong with it, and what to do instead.
    pub fn advice(self) -> &'static str {
        match self {
            Self::ReadyCalled => {
                "pollable.ready() is not in a worker's log: a worker that acts on it can't be replayed. \
                 Use poll or block"
            }
            Self::GetBeforeReady => {
                "get before a poll said ready is a log entry for nothing, and without a poll it stays none for ever. \
                 Poll first"
            }
            Self::SecondGet => "a second get traps. Keep what the first one gave",
            Self::FutureDroppedBeforePollable => "this traps. Drop a future's pollables first",
            Self::EmptyPoll => "poll of nothing traps. Don't poll when nothing is pending",
            Self::ClientDropOrder => {
                "clients dropped in another order than the reverse of their construction make the next constructor or \
                 call trap on Golem 1.1.25 to 1.3.0. Open one for each call, and drop it as soon as the call was \
                 started"
            }
            Self::PollOrder => {
                "a worker must poll in the same order when it is replayed. \
                 Keep futures in a Vec, not in a map with a random order"
            }
        }
    }

    /// The rule's name, as it stands in JSON, such as `ready-called`.
    pub fn name(self) -> &'static str {
        match self {
            Self::ReadyCalled => "ready-called",
            Self::GetBeforeReady => "get-before-ready",
            Self::SecondGet => "second-get",
            Self::FutureDroppedBeforePollable => "future-dropped-before-pollable",
            Self::EmptyPoll => "empty-poll",
            Self::ClientDropOrder => "client-drop-order",
            Self::PollOrder => "poll-order",
        }
    }
}

/// How often a function of a component broke a rule: see [`Host::findings`](crate::Host::findings).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// The rule.
    pub rule: LintRule,
    /// The component's name.
    pub component: String,
    /// The function that was running when it happened, by its name on the wire.
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

/// How often each rule was broken, by rule, component and function.
pub(crate) type Counts = BTreeMap<(LintRule, String, String), u64>;

pub(crate) fn findings(counts: Counts) -> Vec<Finding> {
    let finding = |((rule, component, function), count)| Finding { rule, component, function, count };
    counts.into_iter().map(finding).collect()
}
