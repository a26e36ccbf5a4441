//! [`Expected`]: what comes of a run without crashes, and whether the same comes of another.

use std::{collections::BTreeMap, sync::Arc};

use super::cause::{RecoveryCause, RecoveryRule};
use super::plan::Crashes;
use super::trial::Trial;
use crate::error::Error;
use crate::log::{Back, Crash, Divergence, Loss, WorkerLog};
use crate::observe::LintRule;

/// What comes of a run without crashes.
pub(super) struct Expected {
    results: Vec<Result<String, String>>,
    calls: Calls,
    /// The components and functions that called `ready()`.
    asks_ready: Vec<(String, String)>,
    /// How many entries a log may have. With a crash there are a few more than without.
    pub longest_log: usize,
}

/// How often each function of each worker ran, with each list of arguments.
type Calls = BTreeMap<(Arc<str>, String), usize>;

/// What was found in one run.
pub(super) struct Checked {
    /// How many crashes have come.
    pub crashes: u64,
    pub causes: Vec<RecoveryCause>,
}

impl Expected {
    pub fn of(undisturbed: &Trial) -> Self {
        let asks_ready = undisturbed.findings().into_iter().filter(|finding| finding.rule == LintRule::ReadyCalled);
        let logs = undisturbed.logs();
        let longest = logs.iter().map(|(_, log)| log.outline().len()).max();
        Self {
            longest_log: 10_000 + 4 * longest.unwrap_or(0),
            results: texts(undisturbed),
            calls: calls(&logs),
            asks_ready: asks_ready.map(|finding| (finding.component, finding.function)).collect(),
        }
    }

    /// Compares a run that had these crashes.
    pub fn check(&self, trial: &Trial, plan: &Crashes) -> Checked {
        let logs = trial.logs();
        let crashed: Vec<&(Arc<str>, Arc<WorkerLog>)> = logs.iter().filter(|(_, log)| log.crashes() > 0).collect();
        let crashes = crashed.iter().map(|(_, log)| log.crashes() as u64).sum();
        let example = plan.iter().map(|(worker, crash)| place(worker, *crash)).collect::<Vec<_>>().join(", ");
        let cause = |rule, worker: &str, function: String, what: String| RecoveryCause {
            rule,
            component: worker.split_once('/').map_or(worker, |(component, _)| component).to_owned(),
            function,
            what,
            count: 1,
            example: example.clone(),
        };
        let found = self.why(trial, &logs, &crashed);
        Checked {
            crashes,
            causes: found
                .map(|(rule, worker, function, what)| cause(rule, &worker, function, what))
                .into_iter()
                .collect(),
        }
    }

    /// What is wrong with a run, if anything is: the rule, the worker, the function that was
    /// running in it, and what it did.
    fn why(
        &self,
        trial: &Trial,
        logs: &[(Arc<str>, Arc<WorkerLog>)],
        crashed: &[&(Arc<str>, Arc<WorkerLog>)],
    ) -> Option<(RecoveryRule, Arc<str>, String, String)> {
        for (worker, log) in crashed {
            if let Some(divergence) = log.divergence() {
                return Some(self.of_divergence(worker, log, &divergence));
            }
            if let Some(why) = log.why_not_replayed() {
                return Some((RecoveryRule::Network, worker.clone(), log.last_function(), why.to_owned()));
            }
        }
        // If several workers have crashed, it is probably one that has seen its calls deferred.
        let suspect = crashed.iter().find(|(_, log)| log.got_none_after_restart()).or_else(|| crashed.first());
        let (worker, log) = suspect.map(|(worker, log)| (worker.clone(), log.clone()))?;
        let function = log.last_function();
        if !trial.ended || log.is_endless() {
            return Some((RecoveryRule::NoEnd, worker, function, "a call came to no end".to_owned()));
        }
        let results = texts(trial);
        let other = self.results.iter().zip(&results).find(|(expected, result)| expected != result);
        if let Some((expected, result)) = other {
            let what = format!("the result is {} and not {}", text(result), text(expected));
            let rule = if had_files(&log) {
                RecoveryRule::FilesOfAnotherRun
            } else if log.got_none_after_restart() {
                RecoveryRule::FirstNone
            } else {
                RecoveryRule::OtherResult
            };
            return Some((rule, worker, function, what));
        }
        let (called, times, expected) = first_difference(&self.calls, &calls(logs))?;
        let rule = if times > expected { RecoveryRule::RanTwice } else { RecoveryRule::NeverRan };
        let what = format!("{}{} ran {times} time(s) and not {expected}", called.0, called.1);
        Some((rule, worker, function, what))
    }

    fn of_divergence(
        &self,
        worker: &Arc<str>,
        log: &WorkerLog,
        divergence: &Divergence,
    ) -> (RecoveryRule, Arc<str>, String, String) {
        let function = log.function_at(divergence.number);
        let component = worker.split_once('/').map_or(&**worker, |(component, _)| component);
        let rule = if had_files(log) {
            RecoveryRule::FilesOfAnotherRun
        } else if self.asks_ready.iter().any(|(asks, in_function)| asks == component && *in_function == function) {
            RecoveryRule::ReadyDecides
        } else {
            RecoveryRule::OutsideTheLog
        };
        let Divergence { number, logged, done } = divergence;
        let what = format!("entry {number} of the log is `{logged}`, but run again, the component {done}");
        (rule, worker.clone(), function, what)
    }
}

/// Whether there were files in the worker's directory before it first ran.
fn had_files(log: &WorkerLog) -> bool {
    log.directory_had_files() == Some(true)
}

/// The results with the errors as texts.
fn texts(trial: &Trial) -> Vec<Result<String, String>> {
    let text = |result: &Result<String, Error>| match result {
        Ok(wave) => Ok(wave.clone()),
        Err(error) => Err(error.to_string()),
    };
    trial.results.iter().map(text).collect()
}

fn text(result: &Result<String, String>) -> String {
    match result {
        Ok(wave) => format!("`{wave}`"),
        Err(error) => format!("the error `{}`", error.lines().next().unwrap_or_default()),
    }
}

fn calls(logs: &[(Arc<str>, Arc<WorkerLog>)]) -> Calls {
    let mut calls = Calls::new();
    for (worker, log) in logs {
        for request in log.requests() {
            let called = format!(" {}{}", request.function(), request.parameters_text());
            *calls.entry((worker.clone(), called)).or_default() += 1;
        }
    }
    calls
}

/// What ran more or less often than it should, how often it did, and how often it should.
fn first_difference(expected: &Calls, calls: &Calls) -> Option<((Arc<str>, String), usize, usize)> {
    let all = expected.keys().chain(calls.keys());
    let times = |calls: &Calls, call| calls.get(call).copied().unwrap_or(0);
    all.map(|call| (call.clone(), times(calls, call), times(expected, call))).find(|(_, is, should)| is != should)
}

/// Shows `caller/main@17`, and how it came back.
fn place(worker: &str, crash: Crash) -> String {
    let how = match (crash.back, crash.loss) {
        (Back::AtOnce, Loss::Nothing) => "",
        (Back::WhenOthersWait, _) => " when all others waited",
        (_, Loss::Uncommitted) => " without what was not committed",
    };
    format!("{worker}@{}{how}", crash.after)
}
