//! Recovery: runs a script again and again, each time with a crash at another place, and compares
//! what comes of it.

mod cause;
mod compare;
mod options;
mod plan;
mod report;
mod trial;

pub use cause::{RecoveryCause, RecoveryRule};
pub use options::RecoveryOptions;
pub use report::Recovery;

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    thread,
};

use super::host::Host;
use crate::error::Error;
use compare::Expected;
use plan::{Crashes, every_entry, samples};
use report::Report;
use trial::{Trial, TrialSettings};

impl Host {
    /// Runs a script of calls, each a worker and a call as for [`Host::invoke`], and then again and
    /// again, each time on a fresh host, with a crash after another entry of the log of one of the
    /// workers. Tells of all runs in which something else came out: another result, or a function
    /// of a worker that ran twice or never.
    ///
    /// That is a test of whether the components survive on Golem, where a worker may lose its
    /// instance at any moment. It runs in virtual time, so nobody waits for a timer, and on all
    /// cores. This host lends its components, settings and environment; its own workers are not
    /// touched. Random numbers are the same in each run.
    ///
    /// A worker that waits for calls when it crashes is run three times: it comes back before its
    /// targets have done anything more, it comes back when they have done what they can, and it has
    /// lost what was not committed.
    ///
    /// # Errors
    /// Those of [`Host::invoke`], but for [`Error::Invocation`]: a call that fails is a result to
    /// compare with. [`Error::Engine`] if the threads for the runs can't be started, and
    /// [`Error::CopyFiles`] if the files that workers begin with can't be copied.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let counter_wasm = wat::parse_str(r#"(component
    /// #     (core module $m
    /// #         (global $value (mut i64) (i64.const 0))
    /// #         (func (export "add") (param i64)
    /// #             (global.set $value (i64.add (global.get $value) (local.get 0))))
    /// #         (func (export "get") (result i64) (global.get $value)))
    /// #     (core instance $i (instantiate $m))
    /// #     (func $add (param "value" u64) (canon lift (core func $i "add")))
    /// #     (func $get (result u64) (canon lift (core func $i "get")))
    /// #     (export "add" (func $add)) (export "get" (func $get)))"#)?;
    /// use golem_rpc_host::Host;
    ///
    /// let host = Host::new()?;
    /// host.add_component("counter", counter_wasm)?;
    /// let recovery = host.recover(&[("counter/c1", "add(5)"), ("counter/c1", "get()")])?;
    /// assert!(recovery.is_ok(), "{recovery}");
    /// # Ok(())
    /// # }
    /// ```
    pub fn recover(&self, script: &[(&str, &str)]) -> Result<Recovery, Error> {
        self.recover_with(script, &RecoveryOptions::default())
    }

    /// Does the same as [`Host::recover`], with other options.
    ///
    /// # Errors
    /// Those of [`Host::recover`].
    pub fn recover_with(&self, script: &[(&str, &str)], options: &RecoveryOptions<'_>) -> Result<Recovery, Error> {
        let mut undisturbed = Trial::run(self, script, TrialSettings::default())?;
        undisturbed.check_script()?;
        // Random numbers are other ones in this run. What depends on them is not the same.
        let other_numbers = Trial::run(self, script, TrialSettings { random_seed: 1, ..Default::default() })?;
        let expected = Expected::of(&undisturbed);
        let mut report = Report::of_undisturbed(&undisturbed, &other_numbers);
        let logs = undisturbed.logs();
        let mut plans = every_entry(&logs);
        plans.extend(samples(&logs, options.samples, options.seed));
        let failed = run_all(self, script, &plans, &expected, options, &mut report)?;
        if let Some(crashes) = failed.filter(|_| options.records) {
            let longest_log = expected.longest_log;
            let settings = TrialSettings { crashes: crashes.clone(), longest_log, records: true, ..Default::default() };
            report.recording = Some(Trial::run(self, script, settings)?.recording());
        }
        Ok(report.finished())
    }
}

/// Makes a run for each of the plans, on all cores. Gives the first plan that failed.
fn run_all<'a>(
    host: &Host,
    script: &[(&str, &str)],
    plans: &'a [Crashes],
    expected: &Expected,
    options: &RecoveryOptions<'_>,
    report: &mut Report,
) -> Result<Option<&'a Crashes>, Error> {
    let (next, done) = (AtomicUsize::new(0), AtomicU64::new(0));
    let found = Mutex::new(Vec::new());
    let work = || {
        while let Some((number, plan)) = next_of(plans, &next) {
            let longest_log = expected.longest_log;
            let settings = TrialSettings { crashes: plan.clone(), longest_log, ..Default::default() };
            let checked = Trial::run(host, script, settings).map(|trial| expected.check(&trial, plan));
            found.lock().unwrap_or_else(PoisonError::into_inner).push((number, checked));
            (options.progress)(done.fetch_add(1, Ordering::Relaxed) + 1, plans.len() as u64);
        }
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(work))));
    let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    // In the order of the plans, however fast each thread was, so that the report is the same each
    // time.
    found.sort_by_key(|(number, _)| *number);
    let mut failed = None;
    for (number, checked) in found {
        let checked = checked?;
        if !checked.causes.is_empty() {
            failed.get_or_insert(&plans[number]);
        }
        report.add(checked);
    }
    Ok(failed)
}

fn next_of<'a>(plans: &'a [Crashes], next: &AtomicUsize) -> Option<(usize, &'a Crashes)> {
    let number = next.fetch_add(1, Ordering::Relaxed);
    plans.get(number).map(|plan| (number, plan))
}
