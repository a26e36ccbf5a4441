//! [`Host`]: runs components, and takes calls to their workers from outside.

use std::{
    future::Future,
    path::Path,
    sync::{Arc, Mutex, PoisonError, Weak, mpsc},
};

use sha2::{Digest as _, Sha256};
use tokio::task::JoinHandle;
use wasmtime::component::Val;

use super::call_text::{CallText, WorkerText};
use super::invocation::Invocation;
use super::outside_call::{callable_from_outside, find_export, into_invocation, parse_arguments};
use super::typed_arguments::check_arguments;
use crate::calls::{Shared, Surroundings, WorkerHandle, WorkerInfo};
use crate::disk::read_file;
use crate::durable::Problem;
use crate::error::Error;
use crate::failure::Failure;
use crate::guest::{Export, LoadedComponent};
use crate::limits::Place;
use crate::log::{CallKey, Crash, IdempotencyKey, LogEntry, Logs, Request, WorkerLog};
use crate::naming::{ComponentId, WorkerId};
use crate::observe::{Finding, HostCalls, PollOrder, Recording};
use crate::settings::Settings;
use crate::store::FindWorkers as _;
use crate::time::{Clock, VirtualClock};
use crate::values::check_vals;
use crate::workers::{Executor, Registry};

/// Runs components, and the calls between their workers.
///
/// Workers run in parallel, on threads of the host's own. So [`Host::invoke`] works under any async
/// executor, and [`Host::invoke_blocking`] without one. Dropping the host stops all workers.
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
/// #     (instance $api (export "add" (func $add)) (export "get" (func $get)))
/// #     (export "demo:component1/api" (instance $api)))"#)?;
/// use golem_rpc_host::Host;
///
/// let host = Host::new()?;
/// host.add_component("counter", counter_wasm)?;
/// host.invoke_blocking("counter/c1", "add(5)")?;
/// let invocation = host.invoke_blocking("counter/c1", "demo:component1/api.{get}()")?;
/// assert_eq!(invocation.wave, "5");
/// # Ok(())
/// # }
/// ```
pub struct Host {
    pub(super) registry: Arc<Registry>,
    outside: Mutex<Surroundings>,
    executor: Executor,
    /// Whether what an earlier process has left goes on: see [`Host::resume`].
    goes_on: Mutex<bool>,
}

impl Host {
    pub(super) fn of_parts(registry: Arc<Registry>, outside: Surroundings, executor: Executor) -> Self {
        Self { registry, outside: Mutex::new(outside), executor, goes_on: Mutex::new(false) }
    }

    /// Adds a component under a name, and gives the id that it has from then on. The component must
    /// be composed: it may import only what the host has.
    ///
    /// Compiling a large component takes seconds. What was compiled is kept for the next time: see
    /// [`HostBuilder::cache`](crate::HostBuilder::cache).
    ///
    /// # Errors
    /// - [`Error::ComponentName`] and [`Error::DuplicateComponent`] if it can't have this name.
    /// - [`Error::NotAComponent`], [`Error::UnsatisfiedImports`] and [`Error::Unusable`] if it
    ///   can't be run.
    /// - [`Error::Durable`] if [kept workers](crate::HostBuilder::durable) were made with another
    ///   component of this name.
    pub fn add_component(&self, name: &str, bytes: impl AsRef<[u8]>) -> Result<ComponentId, Error> {
        self.add_labelled(name, name, bytes.as_ref())
    }

    /// Adds a component from a file, which may have at most 512 MiB.
    ///
    /// # Errors
    /// [`Error::Read`] if the file can't be read, and those of [`Host::add_component`].
    pub fn add_component_file(&self, name: &str, path: impl AsRef<Path>) -> Result<ComponentId, Error> {
        check_name(name)?;
        let path = path.as_ref();
        let bytes =
            read_file(path, LARGEST_COMPONENT).map_err(|source| Error::Read { path: path.to_owned(), source })?;
        let label = path.file_name().unwrap_or(path.as_os_str());
        self.add_labelled(name, &label.to_string_lossy(), &bytes)
    }

    fn add_labelled(&self, name: &str, label: &str, bytes: &[u8]) -> Result<ComponentId, Error> {
        check_name(name)?;
        let Registry { linker, shared, .. } = &*self.registry;
        let component = LoadedComponent::load(name, label, bytes, linker, &shared.settings.compiled)?;
        let id = component.id;
        if self.registry.component(id).is_some() {
            return Err(Error::DuplicateComponent(name.to_owned()));
        }
        if let Some(kept) = shared.kept() {
            let added = kept.add_component(id.uuid().as_u128(), name, Sha256::digest(bytes).into());
            added.map_err(|problem| not_kept(name, problem))?;
        }
        if self.registry.add_component(component) { Ok(id) } else { Err(Error::DuplicateComponent(name.to_owned())) }
    }

    /// The names of the components, in the order in which they were added.
    pub fn component_names(&self) -> Vec<String> {
        let components = self.registry.components();
        components.iter().map(|component| component.name.clone()).collect()
    }

    /// The id of the component that has this name, or this id.
    ///
    /// # Errors
    /// [`Error::UnknownComponent`].
    pub fn component_id(&self, component: &str) -> Result<ComponentId, Error> {
        self.component(component).map(|component| component.id)
    }

    /// The functions that a component exports, with their signatures, such as
    /// `demo:component1/api.{add}(value: u64)`.
    ///
    /// # Errors
    /// [`Error::UnknownComponent`].
    pub fn functions(&self, component: &str) -> Result<Vec<String>, Error> {
        let component = self.component(component)?;
        Ok(component.exports.iter().map(Export::to_string).collect())
    }

    /// Sets an environment variable for workers that a call from outside creates from now on.
    /// Workers that these create inherit it.
    pub fn set_env(&self, key: impl Into<String>, value: impl Into<String>) {
        let (key, value) = (key.into(), value.into());
        let mut outside = self.outside.lock().unwrap_or_else(PoisonError::into_inner);
        let env = Arc::make_mut(&mut outside.env);
        env.retain(|(known, _)| *known != key);
        env.push((key, value));
    }

    /// Calls a function of a worker, and waits for its result.
    ///
    /// `worker` is `COMPONENT/WORKER`, which is created if it is new, or `COMPONENT` for a fresh
    /// worker that ends after the call. `call` is `FUNCTION(ARGUMENTS)`, with the arguments in
    /// WAVE. FUNCTION may be as short as is unambiguous: `add`, `api.add`,
    /// `demo:component1/api.{add}` or `demo:component1/api@1.0.0.{add}`.
    ///
    /// The call is made when the future is first polled. Dropping the future after that does not
    /// take the call back.
    ///
    /// # Errors
    /// [`Error::Invocation`] if the invocation fails, for whatever reason. With all other errors
    /// nothing was called:
    ///
    /// - [`Error::WorkerName`], [`Error::CallSyntax`] and [`Error::Arguments`] if something is not
    ///   written as it should be;
    /// - [`Error::UnknownComponent`] and [`Error::UnknownFunction`] if there is no such thing;
    /// - [`Error::AmbiguousFunction`] and [`Error::NotCallableFromOutside`] if the function can't
    ///   be called in this way.
    pub async fn invoke(&self, worker: &str, call: &str) -> Result<Invocation, Error> {
        self.begin(worker, call, None)?.await
    }

    /// Does the same as [`Host::invoke`], and blocks the thread until the result is there.
    ///
    /// # Errors
    /// Those of [`Host::invoke`].
    pub fn invoke_blocking(&self, worker: &str, call: &str) -> Result<Invocation, Error> {
        self.blocking(self.begin(worker, call, None)?, worker)
    }

    /// Calls a function of a worker once: if a call with the same key was made before, this gives
    /// its result, and the function is not run again. The key is any text. Each worker has keys of
    /// its own, and a call without a worker's name is of the fresh worker that belongs to the key.
    ///
    /// With [`HostBuilder::durable`](crate::HostBuilder::durable) the call may have been made by an
    /// earlier process.
    ///
    /// # Errors
    /// Those of [`Host::invoke`], with [`Failure::OtherCall`] if the key is that of another call,
    /// and [`Error::NoLog`] without [`HostBuilder::keep_log`](crate::HostBuilder::keep_log).
    pub async fn invoke_once(&self, key: &str, worker: &str, call: &str) -> Result<Invocation, Error> {
        self.begin(worker, call, Some(key))?.await
    }

    /// Does the same as [`Host::invoke_once`], and blocks the thread until the result is there.
    ///
    /// # Errors
    /// Those of [`Host::invoke_once`].
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
    /// let host = Host::builder().keep_log(true).build()?;
    /// host.add_component("counter", counter_wasm)?;
    /// host.invoke_once_blocking("order 17", "counter/c1", "add(5)")?;
    /// host.invoke_once_blocking("order 17", "counter/c1", "add(5)")?;
    /// assert_eq!(host.invoke_blocking("counter/c1", "get()")?.wave, "5");
    /// # Ok(())
    /// # }
    /// ```
    pub fn invoke_once_blocking(&self, key: &str, worker: &str, call: &str) -> Result<Invocation, Error> {
        self.blocking(self.begin(worker, call, Some(key))?, worker)
    }

    pub(super) fn blocking(
        &self,
        invocation: impl Future<Output = Result<Invocation, Error>> + Send + 'static,
        worker: &str,
    ) -> Result<Invocation, Error> {
        let (sender, receiver) = mpsc::channel();
        self.registry.shared.runtime.spawn(async move {
            // This can't fail: the receiver waits right below.
            let _ = sender.send(invocation.await);
        });
        receiver
            .recv()
            .unwrap_or_else(|_| Err(Error::Invocation { worker: worker.to_owned(), failure: Failure::Stopped }))
    }

    /// Does the same as [`Host::invoke`], with arguments that are given as values.
    ///
    /// # Errors
    /// Those of [`Host::invoke`]. If the arguments are not those that the function takes, that is
    /// an [`Error::Invocation`] with [`Failure::ParameterMismatch`], and nothing was called.
    ///
    /// ```no_run
    /// use golem_rpc_host::{Host, Val};
    ///
    /// # async fn counted(host: Host) -> Result<(), golem_rpc_host::Error> {
    /// host.call("counter/c1", "add", &[Val::U64(5)]).await?;
    /// assert_eq!(host.call("counter/c1", "get", &[]).await?.results, [Val::U64(5)]);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn call(&self, worker: &str, function: &str, arguments: &[Val]) -> Result<Invocation, Error> {
        let text = WorkerText::parse(worker)?;
        let component = self.component(text.component)?;
        let export = find_export(&component, function)?;
        callable_from_outside(export)?;
        check_arguments(&export.ty, arguments)
            .map_err(|failure| Error::Invocation { worker: worker.to_owned(), failure })?;
        self.send(&component, export, text.worker, arguments.to_vec(), None)?.await
    }

    /// Waits until no worker has anything to do, which includes what was fired and forgotten, but
    /// not calls that are scheduled for a later time.
    pub async fn idle(&self) {
        // This fails only when the host is stopped. Then no worker has anything to do, either.
        let _ = self.become_idle().await;
    }

    /// Does the same as [`Host::idle`], and blocks the thread until then.
    pub fn idle_blocking(&self) {
        let idle = self.become_idle();
        let (sender, receiver) = mpsc::channel::<()>();
        self.registry.shared.runtime.spawn(async move {
            let _ = idle.await;
            drop(sender);
        });
        // Nothing is ever sent: this ends when the sender is dropped.
        let _ = receiver.recv();
    }

    fn become_idle(&self) -> JoinHandle<()> {
        let unfinished = self.registry.shared.unfinished.clone();
        self.observed(async move { unfinished.none().await })
    }

    /// Waits until no worker has anything to do, as [`Host::idle_blocking`] does, and then until
    /// everything is on the disk, if workers are [kept](crate::HostBuilder::durable) there.
    ///
    /// # Errors
    /// [`Error::Durable`] if it can't be written.
    pub fn flush_blocking(&self) -> Result<(), Error> {
        self.idle_blocking();
        let Some(kept) = self.registry.shared.kept() else { return Ok(()) };
        kept.journal.wait_until_safe();
        kept.journal.problem().map_or(Ok(()), |problem| Err(problem.into()))
    }

    /// What components did so far that goes wrong on Golem. Everything that is seen in a single run
    /// is here, whether or not [`HostBuilder::lint`](crate::HostBuilder::lint) is on.
    pub fn findings(&self) -> Vec<Finding> {
        self.registry.shared.lint.findings()
    }

    /// The order in which workers polled so far, to compare it with that of another run
    /// ([`PollOrder::differences`]). It is empty without
    /// [`HostBuilder::lint`](crate::HostBuilder::lint).
    pub fn poll_order(&self) -> PollOrder {
        self.registry.shared.lint.poll_order()
    }

    /// What workers did so far. It is empty without
    /// [`HostBuilder::record`](crate::HostBuilder::record).
    pub fn recording(&self) -> Recording {
        self.registry.shared.recorder.recording()
    }

    /// The log of a worker, given as `COMPONENT/WORKER`: what Golem needs to run it again after a
    /// crash. It is empty without [`HostBuilder::keep_log`](crate::HostBuilder::keep_log).
    ///
    /// # Errors
    /// [`Error::UnknownWorker`] if it was not called yet, or was removed.
    /// [`Error::UnknownComponent`] and [`Error::WorkerName`] as in [`Host::invoke`].
    pub fn log(&self, worker: &str) -> Result<Vec<LogEntry>, Error> {
        let Some(logs) = &self.registry.shared.logs else { return Ok(vec![]) };
        let text = WorkerText::parse(worker)?;
        let component = self.component(text.component)?;
        let log = text.worker.and_then(|name| logs.entries(&format!("{}/{name}", component.name)));
        log.ok_or_else(|| Error::UnknownWorker(worker.to_owned()))
    }

    /// Takes the instance of a worker away, given as `COMPONENT/WORKER`, wherever it is. The worker
    /// comes back as on Golem: what its log has is done again on a fresh instance, with the answers
    /// from there, and then it goes on. It does so at once if an invocation is running, or else
    /// when it is called. No state is lost, and no call is made a second time.
    ///
    /// Its directory is emptied before, since it writes its files again; lines that were printed
    /// are not printed again. A component that does something else this time ends with
    /// [`Failure::Diverged`].
    ///
    /// # Errors
    /// [`Error::NoLog`] without [`HostBuilder::keep_log`](crate::HostBuilder::keep_log), and
    /// [`Error::UnknownWorker`] if the worker was not called yet, or was removed.
    /// [`Error::UnknownComponent`] and [`Error::WorkerName`] as in [`Host::invoke`].
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
    /// let host = Host::builder().keep_log(true).build()?;
    /// host.add_component("counter", counter_wasm)?;
    /// host.invoke_blocking("counter/c1", "add(5)")?;
    /// host.restart("counter/c1")?;
    /// assert_eq!(host.invoke_blocking("counter/c1", "get()")?.wave, "5");
    /// # Ok(())
    /// # }
    /// ```
    pub fn restart(&self, worker: &str) -> Result<(), Error> {
        let handle = self.registry.existing_worker(&self.worker_id(worker)?);
        let handle = handle.ok_or_else(|| Error::UnknownWorker(worker.to_owned()))?;
        handle.info.log.as_ref().ok_or(Error::NoLog)?.interrupt();
        Ok(())
    }

    /// The workers that have a log, as `COMPONENT/WORKER`, in the order in which they were created.
    /// There is none without [`HostBuilder::keep_log`](crate::HostBuilder::keep_log). Workers that
    /// are [kept](crate::HostBuilder::durable) are among them, if there is a component for them.
    pub fn logged_workers(&self) -> Vec<String> {
        let names = self.component_names();
        let is_here =
            |label: &str| label.split_once('/').is_some_and(|(name, _)| names.iter().any(|known| known == name));
        let labels = self.registry.shared.logs.as_ref().map(Logs::labels).unwrap_or_default();
        labels.iter().filter(|label| is_here(label)).map(ToString::to_string).collect()
    }

    /// How often a worker, given as `COMPONENT/WORKER`, has called the host so far.
    ///
    /// # Errors
    /// [`Error::UnknownWorker`] if it was not called yet, or was removed.
    /// [`Error::UnknownComponent`] and [`Error::WorkerName`] as in [`Host::invoke`].
    pub fn host_calls(&self, worker: &str) -> Result<HostCalls, Error> {
        let handle = self.registry.existing_worker(&self.worker_id(worker)?);
        handle.map(|handle| handle.info.host_calls()).ok_or_else(|| Error::UnknownWorker(worker.to_owned()))
    }

    /// Ends a worker that has nothing to do, and frees what it took. Its state is lost: if it is
    /// called again, that is a new worker.
    ///
    /// The host never does this by itself, since workers may keep state from one invocation to the
    /// next. What it frees by itself is the memory of workers that have failed, and ephemeral
    /// workers that nobody can call any more.
    ///
    /// # Errors
    /// [`Error::UnknownWorker`] if there is no such worker, and [`Error::WorkerBusy`] if an
    /// invocation of it is queued or running. In the latter case wait for that, or for
    /// [`Host::idle`].
    pub fn remove_worker(&self, worker: &str) -> Result<(), Error> {
        match self.registry.remove_worker(&self.worker_id(worker)?) {
            Some(true) => Ok(()),
            Some(false) => Err(Error::WorkerBusy(worker.to_owned())),
            None => Err(Error::UnknownWorker(worker.to_owned())),
        }
    }

    /// Removes all workers that have nothing to do, each as [`Host::remove_worker`] does. Gives how
    /// many those were.
    ///
    /// If the host [keeps logs](crate::HostBuilder::keep_log), they only lose their instances, and
    /// with them most of the memory that they take: no state is lost, since they are run again by
    /// their logs when they are called. See also
    /// [`Limits::live_workers`](crate::Limits::live_workers).
    pub fn remove_idle_workers(&self) -> usize {
        self.registry.remove_idle_workers()
    }

    /// Stops all workers for good, also those that are waiting or computing. Dropping the host does
    /// the same.
    ///
    /// Calls in flight fail with [`Failure::Stopped`], and so do all that are made after this. What
    /// was recorded and counted can still be read. Temporary files of workers are removed.
    ///
    /// Workers that are [kept](crate::HostBuilder::durable) go on in the next process.
    pub fn stop(&self) {
        // First of all: that the workers are stopped is nothing that happens to them.
        if let Some(kept) = self.registry.shared.kept() {
            kept.journal.close();
        }
        self.registry.shared.stop();
        self.executor.stop();
        self.registry.shared.settings.directories.remove_temporary();
    }

    pub(super) fn all_logs(&self) -> Vec<(Arc<str>, Arc<WorkerLog>)> {
        self.registry.shared.logs.as_ref().map(Logs::all).unwrap_or_default()
    }

    /// A host with the components, the settings and the environment of this one, in virtual time
    /// and with logs. What its workers print is not shown.
    pub(super) fn for_trial(
        &self,
        crashes: Vec<(String, Crash)>,
        random_seed: u32,
        longest_log: usize,
        record: bool,
    ) -> Result<Self, Error> {
        let Registry { linker, shared, .. } = &*self.registry;
        let settings = Settings {
            keep_log: true,
            lint: true,
            log_sink: Arc::new(|_| {}),
            crashes,
            longest_log,
            random_seed: Some(random_seed),
            record,
            ..shared.settings.again()?
        };
        let clock = Clock::Virtual(VirtualClock::default());
        let executor = Executor::start(&clock, None).map_err(|error| Error::Engine(error.to_string()))?;
        let registry = Registry::new(linker.clone(), Shared::new(executor.handle.clone(), clock, settings, None));
        self.registry.components().into_iter().for_each(|component| registry.share_component(component));
        let outside = self.outside.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Ok(Self::of_parts(registry, outside, executor))
    }

    fn worker_id(&self, worker: &str) -> Result<WorkerId, Error> {
        let text = WorkerText::parse(worker)?;
        let component = self.component(text.component)?.id;
        let name = text.worker.ok_or_else(|| Error::UnknownWorker(worker.to_owned()))?.to_owned();
        Ok(WorkerId { component, name })
    }

    fn component(&self, name: &str) -> Result<Arc<LoadedComponent>, Error> {
        let by_name = self.registry.component(ComponentId::of_name(name));
        // A component may have a name that looks like an id, even that of another component. So
        // names are tried first.
        let by_id = || name.parse().ok().and_then(|id| self.registry.component(id));
        by_name
            .or_else(by_id)
            .ok_or_else(|| Error::UnknownComponent { name: name.to_owned(), known: self.component_names() })
    }

    fn begin(
        &self,
        worker: &str,
        call: &str,
        key: Option<&str>,
    ) -> Result<impl Future<Output = Result<Invocation, Error>> + Send + use<>, Error> {
        let text = WorkerText::parse(worker)?;
        let component = self.component(text.component)?;
        let call_text = CallText::parse(call)?;
        let export = find_export(&component, call_text.function)?;
        callable_from_outside(export)?;
        let arguments = parse_arguments(export, call, call_text)?;
        self.send(&component, export, text.worker, arguments, key)
    }

    fn send(
        &self,
        component: &LoadedComponent,
        export: &Export,
        worker: Option<&str>,
        params: Vec<Val>,
        key: Option<&str>,
    ) -> Result<impl Future<Output = Result<Invocation, Error>> + Send + use<>, Error> {
        self.go_on()?;
        let key = self.call_key(component, worker, key)?;
        let checked = check_vals(&self.registry.shared.settings.limits, &params).map_err(Failure::from);
        let (worker, place) = checked.and_then(|()| self.worker(component, worker, key)).map_err(|failure| {
            let worker = worker.map_or_else(|| component.name.clone(), |name| format!("{}/{name}", component.name));
            Error::Invocation { worker, failure }
        })?;
        Ok(self.ask(worker, place, Request::Outside { name: export.wire_name.clone(), params, key }))
    }

    /// The key of a call from outside, if it has one: because one was given, or because the call
    /// may be made again by another process.
    fn call_key(
        &self,
        component: &LoadedComponent,
        worker: Option<&str>,
        text: Option<&str>,
    ) -> Result<Option<CallKey>, Error> {
        let Shared { logs, .. } = &*self.registry.shared;
        let seed = || IdempotencyKey::of_worker(component.id.uuid(), worker.unwrap_or_default());
        Ok(match (text, logs) {
            (Some(_), None) => return Err(Error::NoLog),
            (Some(text), _) => Some(CallKey { key: seed().of_text(text), may_be_known: true }),
            (None, Some(Logs { kept: Some(kept), .. })) => {
                Some(CallKey { key: kept.new_key(seed()), may_be_known: false })
            }
            (None, _) => None,
        })
    }

    /// Queues a request, and waits for its outcome.
    pub(super) fn ask(
        &self,
        worker: WorkerHandle,
        place: Place<WorkerInfo>,
        request: Request,
    ) -> impl Future<Output = Result<Invocation, Error>> + Send + use<> {
        let label = worker.info.label.to_string();
        let call = self.registry.shared.ask(place, None, request);
        let outcome = self.observed(async move {
            call.ended(&mut None).await;
            call.take_outcome()
        });
        let journal = self.registry.shared.kept().map(|kept| kept.journal.clone());
        async move {
            // Waiting for the task fails when the host is stopped.
            let outcome = outcome.await.ok().flatten().ok_or(Failure::Stopped);
            if let Some(journal) = journal {
                journal.safe().await.map_err(|problem| not_kept(&label, problem))?;
            }
            // An ephemeral worker ends with its last handle, so this one is kept until the answer
            // is here.
            drop(worker);
            outcome.and_then(into_invocation).map_err(|failure| Error::Invocation { worker: label, failure })
        }
    }

    /// Lets go on what an earlier process has left, once.
    pub(super) fn go_on(&self) -> Result<(), Error> {
        let Some(kept) = self.registry.shared.kept() else { return Ok(()) };
        let mut goes_on = self.goes_on.lock().unwrap_or_else(PoisonError::into_inner);
        if *goes_on {
            return Ok(());
        }
        if let Some((component, problem)) = kept.without_component(|id| self.registry.component(id).is_some()) {
            return Err(not_kept(&component, problem));
        }
        let outside = self.outside.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let gone_on = self.registry.go_on(&outside);
        gone_on.map_err(|failure| Error::Invocation { worker: "kept workers".to_owned(), failure })?;
        *goes_on = true;
        Ok(())
    }

    /// Lets virtual time pass until `awaited` has ended and no worker can go on at that time. So
    /// the next call from outside always finds the workers in the same state, however long the
    /// caller takes to make it.
    ///
    /// This waits in a task on the workers' own thread. Calls that were made before are in their
    /// queues by the time that the task begins to run.
    fn observed<T: Send + 'static>(&self, awaited: impl Future<Output = T> + Send + 'static) -> JoinHandle<T> {
        let clock = self.registry.shared.clock.clone();
        self.registry.shared.runtime.spawn(async move {
            let Clock::Virtual(clock) = clock else { return awaited.await };
            let _observer = clock.observe();
            let output = awaited.await;
            clock.settled().await;
            output
        })
    }

    fn worker(
        &self,
        component: &LoadedComponent,
        name: Option<&str>,
        key: Option<CallKey>,
    ) -> Result<(WorkerHandle, Place<WorkerInfo>), Failure> {
        // After the host was stopped, its threads take a moment to end. A call that got to a worker
        // in that moment could still be answered.
        if self.registry.shared.is_stopped() {
            return Err(Failure::Stopped);
        }
        let outside = self.outside.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match name.map(str::to_owned) {
            Some(name) => self.registry.worker(WorkerId { component: component.id, name }, &outside),
            None => {
                // If the call may be made again, it is one of the same worker then.
                let of_key =
                    |CallKey { key, .. }| WorkerId { component: component.id, name: format!("ephemeral-{key}") };
                let id = key.map_or_else(|| self.registry.ephemeral_id(component.id), of_key);
                self.registry.ephemeral_worker(id, &outside, Weak::new())
            }
        }
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Why something is not kept on the disk, that concerns a worker or a component.
pub(super) fn not_kept(what: &str, problem: Option<Problem>) -> Error {
    problem.map_or_else(|| Error::Invocation { worker: what.to_owned(), failure: Failure::Stopped }, Error::from)
}

/// How many bytes the file of a component may have.
const LARGEST_COMPONENT: u64 = 512 << 20;

fn check_name(component: &str) -> Result<(), Error> {
    let allowed = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    if component.is_empty() || !component.chars().all(allowed) {
        return Err(Error::ComponentName(component.to_owned()));
    }
    Ok(())
}
