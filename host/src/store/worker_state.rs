//! [`WorkerState`]: what a worker's store holds.

use std::{
    collections::{HashMap, HashSet},
    future::ready,
    sync::Arc,
};

use foldhash::fast::RandomState;
use wasmtime::component::ResourceTable;
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView, sockets::SocketAddrUse};

use super::find_workers::FindWorkers;
use super::outgoing_http::OutgoingHttp;
use super::spans::Spans;
use super::worker_output::WorkerOutput;
use crate::calls::{Shared, Surroundings, WorkerInfo};
use crate::disk::TemporaryDirectory;
use crate::limits::{FileUse, MemoryLimit};
use crate::observe::{HostCalls, LintRule, LogStream, PollWatch};
use crate::time::Clock;

pub(crate) struct WorkerState {
    pub info: Arc<WorkerInfo>,
    pub shared: Arc<Shared>,
    pub workers: Arc<dyn FindWorkers>,
    /// Its own, which the workers that it creates inherit.
    pub surroundings: Surroundings,
    pub table: ResourceTable,
    pub spans: Spans,
    pub memory: MemoryLimit,
    /// Which future a pollable belongs to, by their numbers in `table`.
    pub future_of_pollable: HashMap<u32, u32, RandomState>,
    /// The pollables of timers that never end, by their numbers in `table`.
    pub never_ready: HashSet<u32, RandomState>,
    /// The function that is invoked, as on the wire.
    pub running: Arc<str>,
    /// For [`Settings::lint`](crate::settings::Settings::lint).
    pub poll_watch: Option<PollWatch>,
    /// Made when an ephemeral worker asks for it; gone when that is.
    pub ephemeral_directory: Option<TemporaryDirectory>,
    /// Bytes of the URIs of its clients.
    pub uris: usize,
    pub files: FileUse,
    /// No fewer than the files and sockets that are open.
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
        surroundings: Surroundings,
    ) -> Self {
        let outputs = [LogStream::Stdout, LogStream::Stderr]
            .map(|stream| WorkerOutput::new(info.clone(), stream, shared.settings.log_sink.clone()));
        let mut wasi = WasiCtx::builder();
        wasi.args(&surroundings.args).envs(&surroundings.env).stdout(outputs[0].clone()).stderr(outputs[1].clone());
        if shared.settings.network {
            let info = info.clone();
            wasi.allow_tcp(true).allow_udp(true).allow_ip_name_lookup(true);
            // Asked before each use of an address. To be bound, and to receive a datagram, is nothing that anybody else sees.
            wasi.socket_addr_check(move |_, what_for| {
                if !matches!(what_for, SocketAddrUse::TcpBind | SocketAddrUse::UdpBind | SocketAddrUse::UdpReceive) {
                    info.effects.outside();
                }
                Box::pin(ready(true))
            });
        }
        if let Clock::Virtual(clock) = &shared.clock {
            // Nothing may go on beside the workers' thread while that waits.
            wasi.wall_clock(clock.clone()).allow_blocking_current_thread(true);
        }
        let mut table = ResourceTable::new();
        // A worker's handles are counted on their way to it: `instance.rs`.
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
            opened: 0,
            http: OutgoingHttp::new(shared.settings.network),
            wasi: wasi.build(),
            info,
            shared,
            workers,
            surroundings,
            outputs,
        }
    }

    /// Notes which function is invoked: mostly the same as before.
    pub fn runs(&mut self, function: &Arc<str>) {
        if !Arc::ptr_eq(&self.running, function) {
            self.running = function.clone();
        }
    }

    /// Counts a host call.
    pub fn count(&self, add: impl FnOnce(&mut HostCalls)) {
        self.info.count(add);
    }

    /// Notes that the running function does what goes wrong on Golem.
    pub fn found(&self, rule: LintRule) {
        self.shared.lint.found(rule, &self.info.component, &self.running);
    }

    /// Records a wait that ends now.
    pub fn waited(&self, began: Option<u64>, what: impl FnOnce() -> String) {
        self.shared.recorder.waited(&self.info.label, what, began);
    }

    /// Gives out what was printed without an end of line.
    pub fn finish_lines(&self) {
        self.outputs.iter().for_each(WorkerOutput::finish_line);
    }
}

impl WasiView for WorkerState {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.table }
    }
}
