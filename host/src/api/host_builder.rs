//! [`HostBuilder`]: how a host is to be.

use std::{num::NonZero, path::PathBuf, sync::Arc};

use super::host::Host;
use crate::calls::{Shared, Surroundings};
use crate::disk::{CompiledCache, Directories, remove_abandoned};
use crate::error::Error;
use crate::guest::new_engine;
use crate::interfaces;
use crate::limits::Limits;
use crate::observe::LogLine;
use crate::settings::{Fault, GolemVersion, Settings};
use crate::time::{Clock, VirtualClock};
use crate::workers::{Executor, Registry};

impl Host {
    /// A host as it is without further wishes.
    ///
    /// # Errors
    /// [`Error::Engine`].
    pub fn new() -> Result<Self, Error> {
        Self::builder().build()
    }

    /// A host with wishes.
    ///
    /// ```
    /// use golem_rpc_host::Host;
    ///
    /// let host = Host::builder().virtual_time(true).env("GREETING", "hello").build()?;
    /// # Ok::<(), golem_rpc_host::Error>(())
    /// ```
    pub fn builder() -> HostBuilder {
        HostBuilder::default()
    }
}

/// How a [`Host`] is to be: see [`Host::builder`].
#[derive(Default)]
#[must_use]
pub struct HostBuilder {
    virtual_time: bool,
    settings: Settings,
    outside: Surroundings,
    threads: Option<NonZero<usize>>,
    copied_files: Option<PathBuf>,
}

impl HostBuilder {
    /// Counts the fuel that each invocation uses: a measure of work that is the same on every machine. Off by default, since it costs some speed.
    pub fn fuel(mut self, fuel: bool) -> Self {
        self.settings.fuel = fuel;
        self
    }

    /// How many threads the workers have. As many as there are cores unless it is said; in virtual time there is one.
    pub fn threads(mut self, threads: NonZero<usize>) -> Self {
        self.threads = Some(threads);
        self
    }

    /// Keeps compiled components in a folder `golem-rpc-host` of the user's cache directory, on
    /// Linux that which `XDG_CACHE_HOME` names: up to a GiB, those that were used last. On by
    /// default.
    ///
    /// A damaged entry is compiled again. Where others than this user can write to the folder,
    /// nothing is read from it, for what is read from there is run.
    pub fn cache(mut self, cache: bool) -> Self {
        self.settings.compiled = if cache { CompiledCache::of_user() } else { CompiledCache::off() };
        self
    }

    /// Lets virtual time pass instead of real time. Off by default.
    ///
    /// The clock stands still while any worker can go on. When all wait, for timers or for each other, it jumps to the first timer: a
    /// worker that sleeps for an hour is done at once. Workers run on one thread, in a fixed order, so the same calls from outside, one
    /// at a time, lead to the same order of events, the same host calls with the same results, and the same times on every machine,
    /// unless workers act on random numbers. The clock starts at zero, and the wall clock with the year 2000.
    ///
    /// - What a call from outside left behind, such as a timer in a worker that was fired and forgotten, goes on during the next call or
    ///   [`Host::idle`]: while nobody outside waits, the clock stands still.
    /// - Calls from outside that overlap reach the workers when the caller's threads have it: let a worker make calls that are to overlap.
    /// - A worker that never waits keeps all others and the clock waiting, for as long as [`Limits::time`] allows.
    /// - Workers that call each other for ever, with invocations that are short and never wait, keep the clock waiting for 100,000
    ///   invocations: then it jumps although they run.
    ///
    /// What a `poll` tells of is the same as in real time: of at most 128 calls that ended since it last had to wait.
    pub fn virtual_time(mut self, virtual_time: bool) -> Self {
        self.virtual_time = virtual_time;
        self
    }

    /// Lets a worker that trapped start anew at its next invocation, without the state it had. Off by default: it stays failed, as on Golem.
    ///
    /// Golem runs an invocation that traps three times in all. Before each it replays the worker's log, so that no state is lost and no
    /// call is made twice, and everything the trap can depend on is the same: it takes a fault of the machine for the outcome to differ.
    /// This host keeps no log. It runs an invocation again, on a fresh instance, only where the outcome is the same as with one: when no
    /// earlier invocation left any state and this one had done nothing that is seen outside, which is to change a file, to send
    /// something over the network, to print, or to call a worker. Else the first trap is final. In both cases the worker then stays
    /// failed, and answers with its first error.
    pub fn restart_failed(mut self, restart_failed: bool) -> Self {
        self.settings.restart_failed = restart_failed;
        self
    }

    /// Is like this version of Golem, where they treat a worker differently. By default like 1.0.
    ///
    /// Like 1.1 it is strict about the order in which clients are dropped: see
    /// [`GolemVersion::V1_1`]. What would trap there is found in either case: see
    /// [`LintRule::ClientDropOrder`](crate::LintRule::ClientDropOrder).
    pub fn golem(mut self, version: GolemVersion) -> Self {
        self.settings.golem = version;
        self
    }

    /// How much workers may take. [`Limits::default`] unless it is said.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.settings.limits = limits;
        self
    }

    /// Where workers have their files: each a directory of its own below this one, `COMPONENT/WORKER`, which it sees as `/` and cannot leave. It is made when the
    /// worker first asks, and what is in it stays for the next host. By default, and always for ephemeral workers, files are temporary.
    pub fn files(mut self, root: impl Into<PathBuf>) -> Self {
        self.settings.directories = Directories::under(root.into());
        self.copied_files = None;
        self
    }

    /// Lets workers find the files that lie below `root`, as [`HostBuilder::files`] has them, as
    /// they are when the host is built. What they change is theirs, and temporary. Links, devices
    /// and FIFOs are left out.
    pub fn files_copied_from(mut self, root: impl Into<PathBuf>) -> Self {
        self.settings.directories = Directories::default();
        self.copied_files = Some(root.into());
        self
    }

    /// Lets workers use the network: sockets, host names, outgoing HTTP requests. Off by default: what they try is denied.
    /// Virtual time does not wait for what comes from there.
    pub fn network(mut self, network: bool) -> Self {
        self.settings.network = network;
        self
    }

    /// Adds something that is to go wrong.
    pub fn fault(mut self, fault: Fault) -> Self {
        self.settings.faults.add(fault);
        self
    }

    /// Keeps [`PollOrder`](crate::PollOrder)s, to compare two runs: see [`Host::poll_order`]. Off by default. What needs no comparison is always found: see [`Host::findings`].
    pub fn lint(mut self, lint: bool) -> Self {
        self.settings.lint = lint;
        self
    }

    /// Records what workers do and when, for [`Host::recording`]. Off by default, since it grows with every call.
    pub fn record(mut self, record: bool) -> Self {
        self.settings.record = record;
        self
    }

    /// Where the lines go that workers print. By default to the host's standard error.
    pub fn log(mut self, sink: impl Fn(LogLine) + Send + Sync + 'static) -> Self {
        self.settings.log_sink = Arc::new(sink);
        self
    }

    /// Adds an argument for workers that are created by a call from outside.
    pub fn arg(mut self, arg: impl Into<String>) -> Self {
        self.outside.args.push(arg.into());
        self
    }

    /// Adds an environment variable for workers that are created by a call from outside. See also [`Host::set_env`].
    pub fn env(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.outside.env.push((key.into(), value.into()));
        self
    }

    /// Starts the host. Temporary files that hosts left whose processes were killed are removed.
    ///
    /// # Errors
    /// [`Error::Engine`] if the WebAssembly engine or its threads can't be started,
    /// [`Error::CopyFiles`] if [`HostBuilder::files_copied_from`] can't copy.
    pub fn build(self) -> Result<Host, Error> {
        remove_abandoned();
        if let Some(root) = self.copied_files {
            let copied = self.settings.directories.copy_from(&root);
            copied.map_err(|source| Error::CopyFiles { path: root, source })?;
        }
        let engine = new_engine(self.settings.counts_fuel())?;
        let linker = interfaces::linker(&engine).map_err(|error| Error::Engine(format!("{error:#}")))?;
        let clock = if self.virtual_time { Clock::Virtual(VirtualClock::default()) } else { Clock::real() };
        let executor = Executor::start(&clock, self.threads).map_err(|error| Error::Engine(error.to_string()))?;
        let shared = Shared::new(executor.handle.clone(), clock, self.settings);
        Ok(Host::of_parts(Registry::new(linker, shared), self.outside, executor))
    }
}
