//! [`WorkerState`]: what a worker's store holds.

use std::{
    collections::{HashMap, HashSet},
    future::ready,
    sync::Arc,
};

use foldhash::fast::RandomState;
use wasmtime::component::ResourceTable;
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView, sockets::SocketAddrUse};

use crate::{
    HostCalls,
    clock::Clock,
    file_use::FileUse,
    http::Http,
    hub::Hub,
    lint::LintRule,
    memory_limit::MemoryLimit,
    poll_order::PollWatch,
    spans::Spans,
    surroundings::Surroundings,
    temporary::TemporaryDirectory,
    worker_info::WorkerInfo,
    worker_log::{LogStream, WorkerLog},
};

pub(crate) struct WorkerState {
    pub info: Arc<WorkerInfo>,
    pub hub: Arc<Hub>,
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
    pub http: Http,
    wasi: WasiCtx,
    logs: [WorkerLog; 2],
}

impl WorkerState {
    pub fn new(info: Arc<WorkerInfo>, hub: Arc<Hub>, surroundings: Surroundings) -> Self {
        let logs = [LogStream::Stdout, LogStream::Stderr]
            .map(|stream| WorkerLog::new(info.clone(), stream, hub.settings.log_sink.clone()));
        let mut wasi = WasiCtx::builder();
        wasi.args(&surroundings.args).envs(&surroundings.env).stdout(logs[0].clone()).stderr(logs[1].clone());
        if hub.settings.network {
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
        if let Clock::Virtual(clock) = &hub.clock {
            // Nothing may go on beside the workers' thread while that waits.
            wasi.wall_clock(clock.clone()).allow_blocking_current_thread(true);
        }
        let mut table = ResourceTable::new();
        // A worker's handles are counted on their way to it: `instance.rs`.
        table.set_max_capacity(usize::MAX);
        Self {
            memory: MemoryLimit::new(hub.settings.limits.memory),
            table,
            spans: Spans::default(),
            future_of_pollable: HashMap::default(),
            never_ready: HashSet::default(),
            running: "".into(),
            poll_watch: hub.settings.lint.then(PollWatch::default),
            ephemeral_directory: None,
            uris: 0,
            files: FileUse::new(&hub.settings.limits),
            opened: 0,
            http: Http::new(hub.settings.network),
            wasi: wasi.build(),
            info,
            hub,
            surroundings,
            logs,
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
        self.hub.lint.found(rule, &self.info.component, &self.running);
    }

    /// Gives out what was printed without an end of line.
    pub fn finish_log_lines(&self) {
        self.logs.iter().for_each(WorkerLog::finish_line);
    }
}

impl WasiView for WorkerState {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.table }
    }
}
