//! What a worker's store holds.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use foldhash::fast::RandomState;
use tempfile::TempDir;
use wasmtime::component::ResourceTable;
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};

use crate::{
    HostCalls,
    clock::Clock,
    http::Http,
    hub::{Hub, Unfinished},
    lint::{LintRule, PollWatch},
    memory_limit::MemoryLimit,
    places::Places,
    queue::Queue,
    stretch::Stretch,
    waits::Awaits,
    worker_id::WorkerId,
    worker_log::{LogStream, WorkerLog},
};

/// What others may know of a worker.
pub(crate) struct WorkerInfo {
    pub id: WorkerId,
    /// Its component's name.
    pub component: String,
    /// Whether the host made up its name: it ends with its clients.
    pub ephemeral: bool,
    /// `component/worker`
    pub label: Arc<str>,
    /// In its queue; the invocation that it runs has one, too.
    pub places: Places,
    pub queue: Queue,
    pub awaits: Awaits,
    pub stretch: Stretch,
    /// The host's.
    pub unfinished: Arc<Unfinished>,
    host_calls: Mutex<HostCalls>,
}

impl WorkerInfo {
    pub fn new(id: WorkerId, component: &str, ephemeral: bool, unfinished: Arc<Unfinished>) -> Self {
        Self {
            component: component.to_owned(),
            ephemeral,
            label: format!("{component}/{}", id.name).into(),
            id,
            places: Places::default(),
            queue: Queue::default(),
            awaits: Awaits::default(),
            stretch: Stretch::default(),
            unfinished,
            host_calls: Mutex::default(),
        }
    }

    /// One that is called `c/w`.
    #[cfg(test)]
    pub fn any() -> Arc<Self> {
        Self::named("w")
    }

    /// One of the component `c`.
    #[cfg(test)]
    pub fn named(name: &str) -> Arc<Self> {
        let id = WorkerId { component: crate::ComponentId::of_name("c"), name: name.into() };
        Arc::new(Self::new(id, "c", false, Arc::default()))
    }

    pub fn host_calls(&self) -> HostCalls {
        *self.host_calls.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl AsRef<Places> for WorkerInfo {
    fn as_ref(&self) -> &Places {
        &self.places
    }
}

/// A worker's arguments and environment.
#[derive(Clone, Debug, Default)]
pub(crate) struct Surroundings {
    pub args: Vec<String>,
    pub env: Vec<(String, String)>,
}

impl Surroundings {
    /// As they are for the worker `id` when these are its creator's.
    pub fn inherited_by(&self, id: &WorkerId) -> Self {
        let own = [
            ("GOLEM_COMPONENT_ID", id.component.to_string()),
            ("GOLEM_COMPONENT_VERSION", "0".to_owned()),
            ("GOLEM_WORKER_NAME", id.name.clone()),
        ];
        let inherited = self.env.iter().cloned();
        let mut env: Vec<_> = inherited.filter(|(key, _)| own.iter().all(|(own, _)| own != key)).collect();
        env.extend(own.map(|(key, value)| (key.to_owned(), value)));
        Self { args: self.args.clone(), env }
    }
}

pub(crate) struct WorkerState {
    pub info: Arc<WorkerInfo>,
    pub hub: Arc<Hub>,
    /// Its own, which the workers that it creates inherit.
    pub surroundings: Surroundings,
    pub table: ResourceTable,
    pub memory: MemoryLimit,
    /// Which future a pollable belongs to, by their numbers in `table`.
    pub future_of_pollable: HashMap<u32, u32, RandomState>,
    /// The function that is invoked, as on the wire.
    pub running: Arc<str>,
    /// For [`Settings::lint`](crate::settings::Settings::lint).
    pub poll_watch: Option<PollWatch>,
    /// Made when an ephemeral worker asks for it; gone when that is.
    pub ephemeral_directory: Option<TempDir>,
    pub http: Http,
    wasi: WasiCtx,
    logs: [WorkerLog; 2],
}

impl WorkerState {
    pub fn new(info: Arc<WorkerInfo>, hub: Arc<Hub>, surroundings: Surroundings) -> Self {
        let logs = [LogStream::Stdout, LogStream::Stderr]
            .map(|stream| WorkerLog::new(info.label.clone(), stream, hub.settings.log_sink.clone()));
        let mut wasi = WasiCtx::builder();
        wasi.args(&surroundings.args).envs(&surroundings.env).stdout(logs[0].clone()).stderr(logs[1].clone());
        if hub.settings.network {
            wasi.inherit_network().allow_tcp(true).allow_udp(true).allow_ip_name_lookup(true);
        }
        if let Clock::Virtual(clock) = &hub.clock {
            // Nothing may go on beside the workers' thread while that waits.
            wasi.wall_clock(clock.clone()).allow_blocking_current_thread(true);
        }
        Self {
            memory: MemoryLimit::new(hub.settings.limits.memory),
            table: ResourceTable::new(),
            future_of_pollable: HashMap::default(),
            running: "".into(),
            poll_watch: hub.settings.lint.then(PollWatch::default),
            ephemeral_directory: None,
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
        add(&mut self.info.host_calls.lock().unwrap_or_else(PoisonError::into_inner));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ComponentId;

    #[test]
    fn own_names_win_over_inherited_ones() {
        let creator = Surroundings {
            args: vec!["a".into()],
            env: vec![("GOLEM_WORKER_NAME".into(), "creator".into()), ("KEY".into(), "value".into())],
        };
        let component = ComponentId::of_name("c");
        let inherited = creator.inherited_by(&WorkerId { component, name: "w".into() });
        let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        assert_eq!(inherited.args, ["a"]);
        assert_eq!(
            inherited.env,
            [
                pair("KEY", "value"),
                pair("GOLEM_COMPONENT_ID", &component.to_string()),
                pair("GOLEM_COMPONENT_VERSION", "0"),
                pair("GOLEM_WORKER_NAME", "w"),
            ]
        );
    }
}
