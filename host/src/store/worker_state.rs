//! [`WorkerState`]: what a worker's store holds.

use std::{
    collections::{HashMap, HashSet},
    future::ready,
    sync::Arc,
};

use foldhash::fast::RandomState;
use wasmtime::component::ResourceTable;
use wasmtime_wasi::{
    WasiCtx, WasiCtxView, WasiView, p2::bindings::filesystem::types::DirectoryEntry, sockets::SocketAddrUse,
};

use super::find_workers::FindWorkers;
use super::outgoing_http::OutgoingHttp;
use super::spans::Spans;
use super::worker_output::WorkerOutput;
use crate::calls::{Shared, Surroundings, WorkerInfo};
use crate::disk::TemporaryDirectory;
use crate::limits::{FileUse, MemoryLimit};
use crate::observe::{HostCalls, LintRule, LogStream, PollWatch};
use crate::settings::GolemVersion;
use crate::time::Clock;

/// What a worker's store holds. Wasmtime hands it to each function of the host that the worker
/// calls, and the functions are methods of it.
pub(crate) struct WorkerState {
    pub info: Arc<WorkerInfo>,
    pub shared: Arc<Shared>,
    pub workers: Arc<dyn FindWorkers>,
    /// The version of Golem that the host is to this worker's component.
    pub golem: GolemVersion,
    /// The worker's arguments and environment, which the workers that it creates inherit.
    pub surroundings: Surroundings,
    pub table: ResourceTable,
    pub spans: Spans,
    pub memory: MemoryLimit,
    /// The `future-invoke-result` that a pollable was subscribed to, both by their numbers in
    /// `table`. When the worker polls, this tells which calls it waits for.
    pub future_of_pollable: HashMap<u32, u32, RandomState>,
    /// The pollables of timers that end in a hundred years or never, by their numbers in `table`.
    /// Such a timer in a list does not save a worker that waits in a circle.
    pub never_ready: HashSet<u32, RandomState>,
    /// The function that is running, by its name on the wire.
    pub running: Arc<str>,
    /// Follows the order of polls, if [`HostBuilder::lint`](crate::HostBuilder::lint) is on.
    pub poll_watch: Option<PollWatch>,
    /// The directory of an ephemeral worker, from when it asks for it. It is removed with the
    /// worker.
    pub ephemeral_directory: Option<TemporaryDirectory>,
    /// How many bytes the URIs of its clients take.
    pub uris: usize,
    pub files: FileUse,
    /// What is left of the directories that the worker is listing, by their streams' numbers in
    /// `table`, and from the last entry to the next.
    pub listings: HashMap<u32, Vec<DirectoryEntry>, RandomState>,
    /// How many files, sockets and requests the worker has opened, less some that it has closed:
    /// see [`open_one_more`](Self::open_one_more).
    pub opened: usize,
    pub http: OutgoingHttp,
    wasi: WasiCtx,
    outputs: [WorkerOutput; 2],
}

impl WorkerState {
    pub fn new(
        info: Arc<WorkerInfo>,
        shared: Arc<Shared>,
        workers: Arc<dyn FindWorkers>,
        golem: GolemVersion,
        surroundings: Surroundings,
    ) -> Self {
        let outputs = [LogStream::Stdout, LogStream::Stderr]
            .map(|stream| WorkerOutput::new(info.clone(), stream, shared.settings.log_sink.clone()));
        let mut wasi = WasiCtx::builder();
        wasi.args(&surroundings.args).envs(&surroundings.env).stdout(outputs[0].clone()).stderr(outputs[1].clone());
        if shared.settings.network {
            let info = info.clone();
            wasi.allow_tcp(true).allow_udp(true).allow_ip_name_lookup(true);
            // Wasmtime asks this before each use of an address. Only to bind a socket and to
            // receive a datagram is nothing that others see, so an invocation that did no more may
            // be repeated.
            wasi.socket_addr_check(move |_, what_for| {
                if !matches!(what_for, SocketAddrUse::TcpBind | SocketAddrUse::UdpBind | SocketAddrUse::UdpReceive) {
                    info.uses_network();
                }
                Box::pin(ready(true))
            });
        }
        if let Clock::Virtual(clock) = &shared.clock {
            // Virtual time jumps when the workers' one thread has nothing to run. Work in another
            // thread would be overtaken by it. So files are read and written in the workers'
            // thread.
            wasi.wall_clock(clock.clone()).allow_blocking_current_thread(true);
        }
        let mut table = ResourceTable::new();
        // The limit of handles is checked where wasmtime makes them, in the store: see
        // `Instance::new`.
        table.set_max_capacity(usize::MAX);
        Self {
            memory: MemoryLimit::new(shared.settings.limits.memory),
            table,
            spans: Spans::default(),
            future_of_pollable: HashMap::default(),
            never_ready: HashSet::default(),
            running: "".into(),
            poll_watch: shared.settings.lint.then(PollWatch::default),
            ephemeral_directory: None,
            uris: 0,
            files: FileUse::new(&shared.settings.limits),
            listings: HashMap::default(),
            opened: 0,
            http: OutgoingHttp::new(shared.settings.network),
            wasi: wasi.build(),
            info,
            shared,
            workers,
            golem,
            surroundings,
            outputs,
        }
    }

    /// Notes which function is running. Mostly it is the same as before, and then nothing is
    /// written.
    pub fn runs(&mut self, function: &Arc<str>) {
        if !Arc::ptr_eq(&self.running, function) {
            self.running = function.clone();
        }
    }

    /// Counts a host call, unless it was made and counted in an earlier run.
    pub fn count(&self, add: impl FnOnce(&mut HostCalls)) {
        if !self.is_replaying() {
            self.info.count(add);
        }
    }

    /// Notes that the running function did something that goes wrong on Golem.
    pub fn found(&self, rule: LintRule) {
        if self.is_replaying() {
            return;
        }
        self.shared.lint.found(rule, &self.info.component, &self.running);
    }

    /// Records that the worker waited, from `began` until now, if the host makes a recording.
    pub fn waited(&self, began: Option<u64>, what: impl FnOnce() -> String) {
        self.shared.recorder.waited(&self.info.label, what, began);
    }

    /// Gives out what was printed without an end of line, on both outputs, and forgets a panic that
    /// was printed.
    pub fn end_invocation(&self) {
        self.outputs.iter().for_each(WorkerOutput::end_invocation);
    }

    /// Takes the message of the panic that the running function has printed, with its place.
    pub fn take_panic(&self) -> Option<String> {
        self.outputs.iter().fold(None, |last, output| output.take_panic().or(last))
    }
}

impl WasiView for WorkerState {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.table }
    }
}
