//! [`RecoveryCause`]: why something else came of a run with a crash.

use std::fmt;

use serde::Serialize;

/// What is wrong with a component that does not survive a crash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum RecoveryRule {
    /// What the component does depends on `pollable.ready()`.
    ReadyDecides,
    /// The component found files in its directory that were there before it first ran.
    FilesOfAnotherRun,
    /// What the component does depends on something else that is not in the log.
    OutsideTheLog,
    /// The component takes a `none` of a future that poll said is ready for its result.
    FirstNone,
    /// A function of a worker ran more often than without the crash.
    RanTwice,
    /// A function of a worker ran less often than without the crash.
    NeverRan,
    /// A call had another result.
    OtherResult,
    /// A call came to no end.
    NoEnd,
    /// The worker has used the network, so that this host can't run it again.
    Network,
}

impl RecoveryRule {
    /// What to change.
    pub fn advice(self) -> &'static str {
        match self {
            Self::ReadyDecides => {
                "pollable.ready() is not in the log, so it says something else when the worker is run again, and the \
                 component takes another way. Use poll or block"
            }
            Self::FilesOfAnotherRun => {
                "a worker that is run again begins with an empty directory. Keep state in the worker, or write the \
                 files that it reads itself"
            }
            Self::OutsideTheLog => {
                "what the component does depends on something that is not in the log: hashes and places of files, \
                 standard input, or what another run has left. Take times and random numbers from WASI's clocks and \
                 random"
            }
            Self::FirstNone => {
                "after a restart a future that poll says is ready may have no result yet: the first get makes the \
                 call again, and gives none. Keep the pollable, and poll again"
            }
            Self::RanTwice => {
                "after a restart a call is made again under the key that it had only if it is made at the same place \
                 of the log. Make calls in the same order each time"
            }
            Self::NeverRan => "a call was not made again after a restart. Make calls in the same order each time",
            Self::OtherResult => "the result depends on when other workers answer, or on what is not in the log",
            Self::NoEnd => "the component waits for something that never comes: poll again after get gave none",
            Self::Network => "this host does not log what comes from the network: try the component on Golem",
        }
    }

    /// The rule's name, as it stands in JSON, such as `ready-decides`.
    pub fn name(self) -> &'static str {
        match self {
            Self::ReadyDecides => "ready-decides",
            Self::FilesOfAnotherRun => "files-of-another-run",
            Self::OutsideTheLog => "outside-the-log",
            Self::FirstNone => "first-none",
            Self::RanTwice => "ran-twice",
            Self::NeverRan => "never-ran",
            Self::OtherResult => "other-result",
            Self::NoEnd => "no-end",
            Self::Network => "network",
        }
    }
}

/// Why something else came of runs with a crash: see [`Host::recover`](crate::Host::recover).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RecoveryCause {
    /// The rule.
    pub rule: RecoveryRule,
    /// The component's name.
    pub component: String,
    /// The function that was running, by its name on the wire.
    pub function: String,
    /// What happened in the first of the runs, with the call of the host.
    pub what: String,
    /// In how many runs something of the kind happened.
    pub count: u64,
    /// Where the crash of the first of these runs was: a worker, and the entry of its log after
    /// which it lost its instance, such as `caller/main@17`.
    pub example: String,
}

/// Shows `ready-decides: caller run, in 3 runs, first with a crash at …`.
impl fmt::Display for RecoveryCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rule, component, function, what, count, example } = self;
        let runs = if *count == 1 { "1 run".to_owned() } else { format!("{count} runs, first") };
        write!(f, "{}: {component} {function}, in {runs} with a crash at {example}: {what}", rule.name())?;
        write!(f, "\n  {}", rule.advice())
    }
}
