//! [`Settings`]: how the host treats its workers.

use crate::{Limits, worker_log::LogSink};

#[derive(Clone)]
pub(crate) struct Settings {
    pub log_sink: LogSink,
    /// Whether fuel is counted.
    pub fuel: bool,
    /// Whether a worker that trapped starts anew at its next invocation.
    pub restart_failed: bool,
    pub limits: Limits,
    /// Whether the order of polls is kept.
    pub lint: bool,
    /// Whether workers may use sockets and send HTTP requests.
    pub network: bool,
}

impl Settings {
    /// Whether the engine has to count fuel, for those who ask or to limit it.
    pub fn counts_fuel(&self) -> bool {
        self.fuel || self.limits.fuel.is_some()
    }

    /// What an invocation starts with.
    pub fn full_tank(&self) -> u64 {
        self.limits.fuel.unwrap_or(u64::MAX)
    }
}
