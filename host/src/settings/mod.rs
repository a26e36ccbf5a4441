//! [`Settings`]: how a host treats its workers.

mod faults;
mod golem_version;

pub(crate) use faults::Effect;
pub use faults::Fault;
pub use golem_version::{GolemVersion, UnknownGolemVersion};

use std::sync::Arc;

use crate::disk::{CompiledCache, Directories};
use crate::error::Error;
use crate::limits::Limits;
use crate::log::Crash;
use crate::observe::{LogSink, to_stderr};
use faults::Faults;

/// How a host treats its workers. [`HostBuilder`](crate::HostBuilder) fills this in, and tells
/// users what each setting means.
pub(crate) struct Settings {
    /// Where the lines go that workers print.
    pub log_sink: LogSink,
    /// The version of Golem that the host behaves like.
    pub golem: GolemVersion,
    /// Whether fuel is counted.
    pub fuel: bool,
    /// Whether a worker that has trapped starts anew at its next invocation.
    pub restart_failed: bool,
    pub limits: Limits,
    pub faults: Faults,
    pub directories: Directories,
    pub compiled: CompiledCache,
    /// Whether workers may use sockets and send HTTP requests.
    pub network: bool,
    /// Whether the order of polls is recorded, to compare it with that of another run.
    pub lint: bool,
    /// Whether calls and waits are recorded, for [`Host::recording`](crate::Host::recording).
    pub record: bool,
    /// Whether each worker has a log, for [`Host::log`](crate::Host::log), for restarts, and to be
    /// kept on the disk.
    pub keep_log: bool,
    /// How many entries each log may have. A worker that needs more is ended.
    pub longest_log: usize,
    /// What random numbers are derived from, if they are to be the same in each run. Needs logs.
    pub random_seed: Option<u32>,
    /// Where workers are to lose their instances, each with its worker as `component/worker`.
    pub crashes: Vec<(String, Crash)>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            log_sink: Arc::new(to_stderr),
            golem: GolemVersion::default(),
            fuel: false,
            restart_failed: false,
            limits: Limits::default(),
            faults: Faults::default(),
            directories: Directories::default(),
            compiled: CompiledCache::of_user(),
            network: false,
            lint: false,
            record: false,
            keep_log: false,
            longest_log: usize::MAX,
            random_seed: None,
            crashes: vec![],
        }
    }
}

impl Settings {
    /// The same settings for another host. Its faults have not been counted yet, and its workers
    /// begin with a copy of the files as they are now.
    ///
    /// # Errors
    /// [`Error::CopyFiles`].
    pub fn again(&self) -> Result<Self, Error> {
        Ok(Self {
            golem: self.golem,
            fuel: self.fuel,
            restart_failed: self.restart_failed,
            limits: self.limits.clone(),
            faults: self.faults.again(),
            directories: self.directories.copied().map_err(|(path, source)| Error::CopyFiles { path, source })?,
            network: self.network,
            ..Self::default()
        })
    }

    /// Whether workers have logs: because the user wants them, or because there is a limit on
    /// instances, which are made again from them.
    pub fn keeps_logs(&self) -> bool {
        self.keep_log || self.limits.live_workers.is_some()
    }

    /// Whether the engine has to count fuel: because the user wants to know, or because there is a
    /// limit.
    pub fn counts_fuel(&self) -> bool {
        self.fuel || self.limits.fuel.is_some()
    }

    /// How much fuel an invocation starts with.
    pub fn full_tank(&self) -> u64 {
        self.limits.fuel.unwrap_or(u64::MAX)
    }
}
