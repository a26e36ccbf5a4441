//! [`Trial`]: one run of a script, on a host of its own.

use std::{
    sync::{Arc, mpsc},
    thread,
    time::Duration,
};

use super::plan::Crashes;
use crate::api::host::Host;
use crate::error::Error;
use crate::log::WorkerLog;
use crate::observe::{Finding, PollOrder, Recording};

/// One run of a script, and its host, on which the logs of the workers can be read.
pub(super) struct Trial {
    host: Arc<Host>,
    /// The results of the calls as WAVE, or why there is none.
    pub results: Vec<Result<String, Error>>,
    /// Whether it came to its end by itself.
    pub ended: bool,
}

pub(super) struct TrialSettings {
    pub crashes: Crashes,
    pub random_seed: u32,
    /// How many entries the log of a worker may have. A component that polls again and again for
    /// something that never comes would otherwise fill the memory.
    pub longest_log: usize,
    pub records: bool,
}

impl Default for TrialSettings {
    fn default() -> Self {
        Self { crashes: Crashes::new(), random_seed: 0, longest_log: usize::MAX, records: false }
    }
}

/// How long a run may take. It takes no longer than its workers compute. So one that is not over by
/// then goes on for ever, as a component does that polls for something that never comes.
const PATIENCE: Duration = Duration::from_secs(60);

impl Trial {
    /// Runs a script on a host that has the components and the settings of another one.
    pub fn run(like: &Host, script: &[(&str, &str)], settings: TrialSettings) -> Result<Self, Error> {
        let host =
            Arc::new(like.for_trial(settings.crashes, settings.random_seed, settings.longest_log, settings.records)?);
        let (done, over) = mpsc::channel::<()>();
        let (results, ended) = thread::scope(|scope| {
            let watched = host.clone();
            let watch = scope.spawn(move || {
                let ended = over.recv_timeout(PATIENCE) != Err(mpsc::RecvTimeoutError::Timeout);
                if !ended {
                    watched.stop();
                }
                ended
            });
            let run = |(worker, call): &(&str, &str)| host.invoke_blocking(worker, call).map(|answer| answer.wave);
            let results = script.iter().map(run).collect();
            host.idle_blocking();
            drop(done);
            (results, watch.join().unwrap_or(false))
        });
        Ok(Self { host, results, ended })
    }

    /// # Errors
    /// The error of a call that could not be made at all: it is written wrong, or there is no such
    /// function.
    pub fn check_script(&mut self) -> Result<(), Error> {
        let wrong = self.results.iter().position(|result| !matches!(result, Ok(_) | Err(Error::Invocation { .. })));
        wrong.map_or(Ok(()), |number| self.results.swap_remove(number).map(drop))
    }

    /// The logs of all workers, with their names as `component/worker`.
    pub fn logs(&self) -> Vec<(Arc<str>, Arc<WorkerLog>)> {
        self.host.all_logs()
    }

    pub fn findings(&self) -> Vec<Finding> {
        self.host.findings()
    }

    pub fn poll_order(&self) -> PollOrder {
        self.host.poll_order()
    }

    pub fn recording(&self) -> Recording {
        self.host.recording()
    }
}
