//! [`HostBuilder`]: makes a host with other settings than the default ones.

use std::{num::NonZero, path::PathBuf, sync::Arc};

use super::host::Host;
use super::kept::Kept;
use crate::calls::{Shared, Surroundings};
use crate::disk::{CompiledCache, Directories, remove_abandoned};
use crate::error::Error;
use crate::guest::new_engine;
use crate::interfaces;
use crate::limits::Limits;
use crate::log::{Back, Crash, Loss};
use crate::observe::LogLine;
use crate::settings::{Fault, GolemVersion, Settings};
use crate::time::{Clock, VirtualClock};
use crate::workers::{Executor, Registry};

impl Host {
    /// A host with the default settings.
    ///
    /// # Errors
    /// [`Error::Engine`] if the WebAssembly engine or its threads can't be started.
    pub fn new() -> Result<Self, Error> {
        Self::builder().build()
    }

    /// Begins to make a host with other settings than the default ones.
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

/// Makes a [`Host`] with other settings than the default ones: see [`Host::builder`].
#[derive(Default)]
#[must_use]
pub struct HostBuilder {
    virtual_time: bool,
    settings: Settings,
    outside: Surroundings,
    threads: Option<NonZero<usize>>,
    copied_files: Option<PathBuf>,
    durable: Option<PathBuf>,
}

impl HostBuilder {
    /// Counts the fuel that each invocation uses, for
    /// [`Invocation::fuel`](crate::Invocation::fuel). Fuel is a measure of work that is the same on
    /// every machine. Off by default, since counting it costs some speed.
    pub fn fuel(mut self, fuel: bool) -> Self {
        self.settings.fuel = fuel;
        self
    }

    /// Sets how many threads workers run on. By default there are as many as the machine has cores.
    /// In virtual time there is always one.
    pub fn threads(mut self, threads: NonZero<usize>) -> Self {
        self.threads = Some(threads);
        self
    }

    /// Keeps compiled components for the next host, so that they need not be compiled again. On by
    /// default.
    ///
    /// They are in the folder `golem-rpc-host` of the user's cache directory, which on Linux
    /// `XDG_CACHE_HOME` may name. They take up to a GiB; beyond that, those are removed that were
    /// not used for the longest time.
    ///
    /// What is read from there runs as machine code. So nothing is read if others than this user
    /// can write to the folder, and a damaged entry is compiled again.
    pub fn cache(mut self, cache: bool) -> Self {
        self.settings.compiled = if cache { CompiledCache::of_user() } else { CompiledCache::off() };
        self
    }

    /// Lets virtual time pass instead of real time. Off by default.
    ///
    /// The clock stands still while any worker can go on. When all of them wait, for timers or for
    /// each other, it jumps to the first timer: so a worker that sleeps for an hour is done at
    /// once. Workers run on one thread, in a fixed order. So the same calls from outside, one after
    /// the other, lead to the same order of events, the same host calls with the same results, and
    /// the same times on every machine, unless workers act on random numbers. The clock starts at
    /// zero, and the wall clock at the beginning of the year 2000.
    ///
    /// - While nobody outside waits, the clock stands still. What a call from outside left behind,
    ///   such as a timer in a worker that was called with fire and forget, goes on during the next
    ///   call or [`Host::idle`].
    /// - Calls from outside that overlap arrive in the order in which the caller's threads happen
    ///   to make them. If their order matters, let a worker make them.
    /// - A worker that never waits keeps all others and the clock waiting, for as long as
    ///   [`Limits::time`] allows.
    /// - Workers that call each other for ever, without ever waiting for anything else, keep the
    ///   clock waiting for 100,000 invocations. Then it jumps although they are running.
    ///
    /// As in real time, and as on Golem, one `poll` reports at most 128 calls that have ended.
    pub fn virtual_time(mut self, virtual_time: bool) -> Self {
        self.virtual_time = virtual_time;
        self
    }

    /// Lets a worker that has trapped start anew at its next invocation, without the state that it
    /// had, and with an empty log. Off by default: it then stays failed, as on Golem.
    ///
    /// Golem runs an invocation that traps three times in all. Before each time it replays the
    /// worker's log, so that no state is lost and no call is made twice. Then everything that the
    /// trap can depend on is the same as before, and only a fault of the machine can make the
    /// outcome another one. With [`keep_log`](Self::keep_log) this host does the same, unless the
    /// worker has used the network.
    ///
    /// Without a log it runs an invocation again, on a fresh instance, only if the outcome is the
    /// same as with one: if no earlier invocation left any state, and if this one
    /// did nothing that can be seen outside. That is to change a file, to send something over the
    /// network, to print, or to call a worker. Otherwise the first trap is final. In both cases the
    /// worker then stays failed, and answers with its first error.
    pub fn restart_failed(mut self, restart_failed: bool) -> Self {
        self.settings.restart_failed = restart_failed;
        self
    }

    /// Behaves like this version of Golem, where versions treat a worker differently. By default
    /// like 1.0.
    ///
    /// For a component that imports `golem:rpc` this is the nearest version that serves it: 1.0 or
    /// 1.1 for `golem:rpc@0.1.0`, 1.1 for 0.1.1 and 0.1.3, 1.2 for 0.2.0, and 1.3 or 1.4 for 0.2.2.
    ///
    /// Golem 1.1 is strict about the order in which clients are dropped: see
    /// [`GolemVersion::V1_1`]. What would trap there is found with any version: see
    /// [`LintRule::ClientDropOrder`](crate::LintRule::ClientDropOrder).
    pub fn golem(mut self, version: GolemVersion) -> Self {
        self.settings.golem = version;
        self
    }

    /// Sets how much workers may take. By default that is [`Limits::default`].
    pub fn limits(mut self, limits: Limits) -> Self {
        self.settings.limits = limits;
        self
    }

    /// Sets the folder in which workers have their files. Each has a directory of its own below it,
    /// `COMPONENT/WORKER`, which it sees as `/` and can't leave. The directory is made when the
    /// worker first asks for it, and what is in it stays for the next host.
    ///
    /// By default, and always for ephemeral workers, files are temporary: they are removed with the
    /// host.
    pub fn files(mut self, root: impl Into<PathBuf>) -> Self {
        self.settings.directories = Directories::under(root.into());
        self.copied_files = None;
        self
    }

    /// Lets workers begin with a copy of the files below `root`, which is made when the host is
    /// built. The folder is laid out as [`HostBuilder::files`] does it. What workers change, they
    /// change in the copy, which is removed with the host. Links, devices and FIFOs are left out.
    pub fn files_copied_from(mut self, root: impl Into<PathBuf>) -> Self {
        self.settings.directories = Directories::default();
        self.copied_files = Some(root.into());
        self
    }

    /// Lets workers use the network: sockets, names of hosts, and outgoing HTTP requests. Off by
    /// default, and then all attempts are denied.
    ///
    /// Virtual time does not wait for the network: timers may end before an answer arrives.
    pub fn network(mut self, network: bool) -> Self {
        self.settings.network = network;
        self
    }

    /// Adds something that is to go wrong. If several faults are for one invocation, the one that
    /// was added first happens.
    pub fn fault(mut self, fault: Fault) -> Self {
        self.settings.faults.add(fault);
        self
    }

    /// Keeps track of the order in which workers poll, to compare two runs: see
    /// [`Host::poll_order`]. Off by default. What can be found in a single run is found in any
    /// case: see [`Host::findings`].
    pub fn lint(mut self, lint: bool) -> Self {
        self.settings.lint = lint;
        self
    }

    /// Records what workers do and when, for [`Host::recording`]. Off by default, since the
    /// recording grows with every call.
    pub fn record(mut self, record: bool) -> Self {
        self.settings.record = record;
        self
    }

    /// Gives each worker a log of what it can't compute again, as Golem does: see [`Host::log`].
    /// Off by default, since logs grow with every call.
    ///
    /// The names of functions in it are those of Golem's log, and so is what is in it: the results
    /// of polls, of `get` and of calls that are waited for, of clocks and random numbers, a
    /// worker's arguments and environment, and before each call of another worker three entries
    /// with the call's arguments, environment and idempotency key.
    pub fn keep_log(mut self, keep_log: bool) -> Self {
        self.settings.keep_log = keep_log;
        self
    }

    /// Takes the instance of a worker away, given as `COMPONENT/WORKER`, as soon as the entry with
    /// this number is in its log: see [`Host::restart`]. May be called more than once. Keeps logs.
    ///
    /// In virtual time this is the same moment in each run, which a test can choose from the log of
    /// a run without it.
    pub fn restart_after(mut self, worker: impl Into<String>, entry: u64) -> Self {
        let after = usize::try_from(entry).unwrap_or(usize::MAX);
        self.settings.crashes.push((worker.into(), Crash { after, back: Back::AtOnce, loss: Loss::Nothing }));
        self.keep_log(true)
    }

    /// Keeps all workers in a folder, which is made if it is not there. Another host, in a later
    /// process, goes on where this one has ended or was killed: workers have the state that they
    /// had, and what was under way is [finished](Host::resume). Keeps logs.
    ///
    /// Results and printed lines are given out only when everything that led to them is on the
    /// disk, also for the case that the machine loses its power. What was not yet there when the
    /// process was killed is done again, and nobody has seen it. So each call takes effect once,
    /// and no line is printed twice.
    ///
    /// A worker that has used the network can't be run again: see [`Host::restart`]. The folder is
    /// for one process at a time, and for the same components, version of Golem and kind of time.
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
    /// # let folder = tempfile::tempdir()?;
    /// # let folder = folder.path();
    /// use golem_rpc_host::Host;
    ///
    /// for total in ["5", "10"] {
    ///     let host = Host::builder().durable(folder).build()?;
    ///     host.add_component("counter", &counter_wasm)?;
    ///     host.invoke_blocking("counter/c1", "add(5)")?;
    ///     assert_eq!(host.invoke_blocking("counter/c1", "get()")?.wave, total);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn durable(mut self, folder: impl Into<PathBuf>) -> Self {
        self.durable = Some(folder.into());
        self.keep_log(true)
    }

    /// Sets what takes the lines that workers print. By default they go to the host's standard
    /// error.
    ///
    /// The lines may contain anything, also what a terminal would obey: see
    /// [`printable`](crate::printable()).
    pub fn log(mut self, sink: impl Fn(LogLine) + Send + Sync + 'static) -> Self {
        self.settings.log_sink = Arc::new(sink);
        self
    }

    /// Adds an argument for workers that a call from outside creates. Workers that these create
    /// inherit it.
    pub fn arg(mut self, arg: impl Into<String>) -> Self {
        Arc::make_mut(&mut self.outside.args).push(arg.into());
        self
    }

    /// Adds an environment variable for workers that a call from outside creates. Workers that
    /// these create inherit it. See also [`Host::set_env`].
    pub fn env(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        Arc::make_mut(&mut self.outside.env).push((key.into(), value.into()));
        self
    }

    /// Starts the host. This also removes temporary files of hosts whose processes were killed.
    ///
    /// # Errors
    /// [`Error::Engine`] if the WebAssembly engine or its threads can't be started,
    /// [`Error::CopyFiles`] if [`HostBuilder::files_copied_from`] can't copy, and
    /// [`Error::Durable`] if the folder of [`HostBuilder::durable`] can't be used.
    pub fn build(mut self) -> Result<Host, Error> {
        remove_abandoned();
        let kept = self.durable.as_deref().map(|folder| Kept::open(folder, self.virtual_time, self.settings.golem));
        let kept = kept.transpose()?;
        if let Some(root) = self.copied_files {
            let copied = self.settings.directories.copy_from(&root);
            copied.map_err(|source| Error::CopyFiles { path: root, source })?;
        }
        let engine = new_engine(self.settings.counts_fuel())?;
        let linker = interfaces::linker(&engine).map_err(|error| Error::Engine(format!("{error:#}")))?;
        let shown = kept.as_ref().map_or(0, |kept| kept.time);
        let clock = if self.virtual_time {
            Clock::Virtual(VirtualClock::that_shows(shown))
        } else {
            Clock::real_that_shows(shown)
        };
        let executor = Executor::start(&clock, self.threads).map_err(|error| Error::Engine(error.to_string()))?;
        let kept = kept.map(|kept| kept.start(&clock, &mut self.settings)).transpose()?;
        let shared = Shared::new(executor.handle.clone(), clock, self.settings, kept);
        Ok(Host::of_parts(Registry::new(linker, shared), self.outside, executor))
    }
}
