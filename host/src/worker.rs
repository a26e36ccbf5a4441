//! A worker: a task that owns an instance and runs one invocation at a time, in arrival order.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::sync::{mpsc, oneshot};
use wasmtime::{
    Store,
    component::{ComponentExportIndex, Instance, Val, types::ComponentFunc},
};

use crate::{
    HostCalls,
    bindings::WitValue,
    busy::timed,
    component::{Callee, LoadedComponent},
    failure::Failure,
    function_name::FunctionName,
    hub::{Hub, Unfinished, UnfinishedOne},
    resource_handles::ResourceHandles,
    trap_text::trap_text,
    wit_value::{decode_params, encode_results, nothing},
    worker_id::WorkerId,
    worker_state::{Surroundings, WorkerInfo, WorkerState},
};

/// What is to be called, and how.
pub(crate) enum Request {
    /// Over the wire.
    Rpc { function: String, params: Vec<WitValue> },
    /// From outside: one of the component's exports.
    Outside { function: ComponentExportIndex, params: Vec<Val> },
}

/// What came of a request.
pub(crate) enum Answer {
    Rpc(WitValue),
    Outside(Vec<Val>),
}

/// An answer and what it took.
pub(crate) struct Outcome {
    pub answer: Result<Answer, Failure>,
    pub host_calls: HostCalls,
    pub duration: Duration,
    pub busy: Duration,
    pub fuel: Option<u64>,
}

/// Where to wait for an outcome.
pub(crate) struct Pending {
    pub outcome: oneshot::Receiver<Outcome>,
    pub target: WorkerId,
    pub answered: Arc<AtomicBool>,
}

struct Job {
    request: Request,
    /// `None` for fire and forget.
    reply: Option<Reply>,
    _unfinished: UnfinishedOne,
}

struct Reply {
    outcome: oneshot::Sender<Outcome>,
    _answered: SetOnDrop,
}

/// Set before the worker takes up its next job, even if nobody answers this one.
struct SetOnDrop(Arc<AtomicBool>);

impl Drop for SetOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Release);
    }
}

/// Sends requests to a worker. An ephemeral worker ends when the last of its handles is gone and its queue empty.
#[derive(Clone)]
pub(crate) struct WorkerHandle {
    pub info: Arc<WorkerInfo>,
    queue: mpsc::UnboundedSender<Job>,
    unfinished: Arc<Unfinished>,
}

impl WorkerHandle {
    /// Queues a request whose outcome somebody waits for.
    pub fn ask(&self, request: Request) -> Pending {
        let answered = Arc::new(AtomicBool::new(false));
        let (sender, outcome) = oneshot::channel();
        self.send(Job {
            request,
            reply: Some(Reply { outcome: sender, _answered: SetOnDrop(answered.clone()) }),
            _unfinished: self.unfinished.one(),
        });
        Pending { outcome, target: self.info.id.clone(), answered }
    }

    /// Queues a request whose outcome nobody wants to know.
    pub fn tell(&self, request: Request) {
        self.send(Job { request, reply: None, _unfinished: self.unfinished.one() });
    }

    fn send(&self, job: Job) {
        // A worker's task ends early only when the host shuts down; whoever waits sees the reply's channel close.
        let _ = self.queue.send(job);
    }
}

/// Starts a worker's task. Its instance is made at its first job.
pub(crate) fn start(
    hub: Arc<Hub>,
    component: Arc<LoadedComponent>,
    id: WorkerId,
    creator: &Surroundings,
) -> WorkerHandle {
    let (queue, mut jobs) = mpsc::unbounded_channel::<Job>();
    let surroundings = creator.inherited_by(&id);
    let info = Arc::new(WorkerInfo::new(id, &component.name));
    let handle = WorkerHandle { info: info.clone(), queue, unfinished: hub.unfinished.clone() };
    let runtime = hub.runtime.clone();
    runtime.spawn(async move {
        let mut worker = Worker {
            handles: ResourceHandles::new(info.id.to_string()),
            store: Store::new(hub.linker.engine(), WorkerState::new(info, hub.clone(), surroundings)),
            component,
            instance: None,
            failed: None,
        };
        while let Some(job) = jobs.recv().await {
            let outcome = worker.run(job.request).await;
            if let Some(reply) = job.reply {
                // Whoever asked may have dropped the future since.
                let _ = reply.outcome.send(outcome);
            }
        }
    });
    handle
}

struct Worker {
    component: Arc<LoadedComponent>,
    store: Store<WorkerState>,
    instance: Option<Instance>,
    handles: ResourceHandles,
    /// Why the worker will not run again.
    failed: Option<Failure>,
}

impl Worker {
    async fn run(&mut self, request: Request) -> Outcome {
        let start = Instant::now();
        let before = self.store.data().info.host_calls();
        self.prepare_store();
        let (answer, busy) = match &self.failed {
            Some(failure) => (Err(failure.clone()), Duration::ZERO),
            None => timed(self.answer(request)).await,
        };
        self.store.data().finish_log_lines();
        Outcome {
            answer,
            host_calls: self.store.data().info.host_calls() - before,
            duration: start.elapsed(),
            busy,
            fuel: self.fuel_used(),
        }
    }

    async fn answer(&mut self, request: Request) -> Result<Answer, Failure> {
        let instance = self.instance().await?;
        let component = self.component.clone();
        match request {
            Request::Outside { function, params } => {
                let (_, results) = self.call(instance, function, |_, _| Ok(params)).await?;
                Ok(Answer::Outside(results))
            }
            Request::Rpc { function, params } => {
                let name = FunctionName::parse(&function).map_err(|_| Failure::InvalidFunctionName(function))?;
                match component.callee(&name)? {
                    Callee::Drop => self.drop_resource(&params).await,
                    Callee::Export(export) => {
                        let decode = |ty: &ComponentFunc, handles: &mut ResourceHandles| {
                            Ok(decode_params(ty, &params, handles)?)
                        };
                        let (ty, results) = self.call(instance, export.index, decode).await?;
                        encode_results(&ty, &results, &mut self.handles)
                            .map(Answer::Rpc)
                            .map_err(|error| Failure::Unsendable(error.to_string()))
                    }
                }
            }
        }
    }

    async fn instance(&mut self) -> Result<Instance, Failure> {
        if let Some(instance) = self.instance {
            return Ok(instance);
        }
        let instance = self.component.instance_pre.instantiate_async(&mut self.store).await;
        match instance {
            Ok(instance) => Ok(*self.instance.insert(instance)),
            Err(error) => {
                let failure = Failure::NotStarted(trap_text(&error));
                self.failed = Some(failure.clone());
                Err(failure)
            }
        }
    }

    async fn call(
        &mut self,
        instance: Instance,
        function: ComponentExportIndex,
        params: impl FnOnce(&ComponentFunc, &mut ResourceHandles) -> Result<Vec<Val>, Failure>,
    ) -> Result<(ComponentFunc, Vec<Val>), Failure> {
        let function = instance
            .get_func(&mut self.store, function)
            .ok_or_else(|| Failure::MissingFunction(self.component.name.clone()))?;
        let ty = function.ty(&self.store);
        let params = params(&ty, &mut self.handles)?;
        let mut results = vec![Val::Bool(false); ty.results().len()];
        match function.call_async(&mut self.store, &params, &mut results).await {
            Ok(()) => Ok((ty, results)),
            Err(error) => Err(self.trapped(&error)),
        }
    }

    async fn drop_resource(&mut self, params: &[WitValue]) -> Result<Answer, Failure> {
        let resource = self.handles.take(params).map_err(Failure::from)?;
        match resource.resource_drop_async(&mut self.store).await {
            Ok(()) => Ok(Answer::Rpc(nothing())),
            Err(error) => Err(self.trapped(&error)),
        }
    }

    /// A worker that trapped stays failed.
    fn trapped(&mut self, error: &wasmtime::Error) -> Failure {
        let text = trap_text(error);
        self.failed = Some(Failure::PreviouslyFailed(text.clone()));
        Failure::Trapped(text)
    }

    fn prepare_store(&mut self) {
        self.store.epoch_deadline_async_yield_and_update(1);
        self.store.set_epoch_deadline(1);
        if self.store.data().hub.fuel {
            // Fails only when the engine doesn't count fuel.
            let _ = self.store.set_fuel(u64::MAX);
        }
    }

    fn fuel_used(&self) -> Option<u64> {
        let left = self.store.get_fuel().ok()?;
        Some(u64::MAX - left)
    }
}
