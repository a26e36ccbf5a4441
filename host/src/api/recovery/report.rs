//! [`Recovery`]: what came of all runs.

use std::fmt;

use serde::Serialize;

use super::cause::RecoveryCause;
use super::compare::Checked;
use super::trial::Trial;
use crate::observe::{Finding, Recording};

/// What came of all runs of a script with crashes: see [`Host::recover`](crate::Host::recover).
#[derive(Clone, Debug, Default, Serialize)]
#[non_exhaustive]
pub struct Recovery {
    /// How many runs with crashes there were.
    pub runs: u64,
    /// How many crashes there were in them.
    pub crashes: u64,
    /// In how many of the runs something else came out than without a crash.
    pub divergences: u64,
    /// Why, those with the same rule, component and function together.
    pub causes: Vec<RecoveryCause>,
    /// What the lint found in a run without crashes: it goes wrong on Golem.
    pub findings: Vec<Finding>,
    /// The first run that failed, if [`RecoveryOptions::record_failing`] was set.
    ///
    /// [`RecoveryOptions::record_failing`]: crate::RecoveryOptions::record_failing
    #[serde(skip)]
    pub recording: Option<Recording>,
}

impl Recovery {
    /// Whether all runs came out the same, and the lint found nothing.
    pub fn is_ok(&self) -> bool {
        self.causes.is_empty() && self.findings.is_empty()
    }
}

/// Shows how many runs, crashes and divergences there were, and the causes, one after the other.
impl fmt::Display for Recovery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { runs, crashes, divergences, causes, findings, .. } = self;
        write!(f, "{runs} runs, {crashes} crashes, {divergences} divergences")?;
        causes.iter().try_for_each(|cause| write!(f, "\n{cause}"))?;
        findings.iter().try_for_each(|finding| write!(f, "\nlint: {finding}"))
    }
}

/// A report that is being made.
#[derive(Default)]
pub(super) struct Report {
    recovery: Recovery,
    pub recording: Option<Recording>,
}

impl Report {
    /// What is found by comparing two runs without crashes that had other random numbers, and in
    /// the first of them.
    pub fn of_undisturbed(undisturbed: &Trial, other_numbers: &Trial) -> Self {
        let mut report = Self::default();
        report.recovery.findings = undisturbed.findings();
        report.recovery.findings.extend(undisturbed.poll_order().differences(&other_numbers.poll_order()));
        report
    }

    pub fn add(&mut self, checked: Checked) {
        let Recovery { runs, crashes, divergences, causes, .. } = &mut self.recovery;
        *runs += 1;
        *crashes += checked.crashes;
        *divergences += u64::from(!checked.causes.is_empty());
        for cause in checked.causes {
            let same = |known: &&mut RecoveryCause| {
                (known.rule, &known.component, &known.function) == (cause.rule, &cause.component, &cause.function)
            };
            match causes.iter_mut().find(same) {
                Some(known) => known.count += 1,
                None => causes.push(cause),
            }
        }
    }

    pub fn finished(self) -> Recovery {
        Recovery { recording: self.recording, ..self.recovery }
    }
}
