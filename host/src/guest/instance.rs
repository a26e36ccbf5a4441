//! [`Instance`]: a component's instance, in a store of its own.

use std::borrow::Cow;

use wasmtime::{
    Error, Store, Trap, UpdateDeadline, bail,
    component::{self, ComponentExportIndex, Val, types::ComponentFunc},
};

use super::component::{Callee, LoadedComponent};
use super::trap_text::trap_text;
use crate::bindings::WitValue;
use crate::failure::Failure;
use crate::limits::LimitHit;
use crate::log::{Answer, Interruption, Request};
use crate::store::WorkerState;
use crate::time::Clock;
use crate::values::{Allowance, ResourceHandles, decode_params, encode_results, nothing};

/// An instance of a component, in a store of its own. After a trap it can't be used again.
pub(crate) struct Instance {
    store: Store<WorkerState>,
    instance: component::Instance,
    /// Whether a call has ended without a trap. If so, there may be state in the instance that a
    /// fresh one would not have.
    used: bool,
}

impl Instance {
    pub async fn new(component: &LoadedComponent, state: WorkerState) -> Result<Self, Failure> {
        let mut store = Store::new(component.instance_pre.engine(), state);
        store.limiter(|state| &mut state.memory);
        let handles = store.data().shared.settings.limits.handles;
        store.set_max_component_handles(handles.unwrap_or(usize::MAX));
        let_others_run(&mut store);
        prepare(&mut store);
        match component.instance_pre.instantiate_async(&mut store).await {
            Ok(instance) => Ok(Self { store, instance, used: false }),
            Err(error) => {
                let failure = failure_of(&error, store.data(), Failure::NotStarted);
                store.data().end_invocation();
                Err(failure)
            }
        }
    }

    pub fn is_used(&self) -> bool {
        self.used
    }

    pub fn prepare(&mut self) {
        prepare(&mut self.store);
    }

    /// The fuel that was used since [`prepare`](Self::prepare), if fuel is counted.
    pub fn fuel_used(&self) -> Option<u64> {
        let settings = &self.store.data().shared.settings;
        // A store that does not count fuel answers with an error and captures a backtrace for it,
        // which takes half of the time of a short call. So it is not asked.
        let left = if settings.fuel { self.store.get_fuel().ok()? } else { return None };
        Some(settings.full_tank() - left)
    }

    pub fn end_invocation(&self) {
        self.store.data().end_invocation();
    }

    pub async fn answer(
        &mut self,
        request: &Request,
        component: &LoadedComponent,
        handles: &mut ResourceHandles,
        allowance: &mut Allowance<'_>,
    ) -> Result<Answer, Failure> {
        self.store.data_mut().spans.begin_invocation();
        let answer = self.run(request, component, handles, allowance).await;
        let changes = handles.take_changes();
        if let (Some(log), false) = (&self.store.data().info.log, changes.is_empty()) {
            log.resources(changes);
        }
        // With the other failures nothing was run, or the instance can't be used again.
        if let (Some(log), Ok(_) | Err(Failure::Unsendable(_))) = (&self.store.data().info.log, &answer) {
            log.end(&answer).map_err(interrupted)?;
        }
        answer
    }

    async fn run(
        &mut self,
        request: &Request,
        component: &LoadedComponent,
        handles: &mut ResourceHandles,
        allowance: &mut Allowance<'_>,
    ) -> Result<Answer, Failure> {
        Ok(match request {
            Request::Outside { name, params, .. } => {
                let Callee::Export(export) = component.callee(name)? else {
                    return Err(Failure::MissingFunction(name.to_string()));
                };
                self.store.data_mut().runs(&export.wire_name);
                let (_, results) = self.call(request, export.index, |_| Ok(Cow::Borrowed(params))).await?;
                Answer::Outside(results)
            }
            Request::Rpc { function, params, .. } => Answer::Rpc(match component.callee(function)? {
                Callee::Drop => {
                    self.store.data_mut().running = function.as_str().into();
                    self.drop_resource(request, params, handles).await?
                }
                Callee::Export(export) => {
                    self.store.data_mut().runs(&export.wire_name);
                    let decode = |ty: &ComponentFunc| Ok(Cow::Owned(decode_params(ty, params, handles, allowance)?));
                    let (ty, results) = self.call(request, export.index, decode).await?;
                    encode_results(&ty, &results, handles).map_err(|error| Failure::Unsendable(error.to_string()))?
                }
            }),
        })
    }

    /// Notes in the log that an invocation begins.
    fn begin(&self, request: &Request) -> Result<(), Failure> {
        let log = self.store.data().info.log.as_ref();
        let begun = log.map_or(Ok(()), |log| log.begin(request));
        begun.map_err(interrupted)
    }

    async fn call<'a>(
        &mut self,
        request: &Request,
        function: ComponentExportIndex,
        params: impl FnOnce(&ComponentFunc) -> Result<Cow<'a, [Val]>, Failure>,
    ) -> Result<(ComponentFunc, Vec<Val>), Failure> {
        let function = self.instance.get_func(&mut self.store, function);
        let function = function.ok_or_else(|| Failure::MissingFunction(self.store.data().info.label.to_string()))?;
        let ty = function.ty(&self.store);
        let params = params(&ty)?;
        self.begin(request)?;
        let mut results = vec![Val::Bool(false); ty.results().len()];
        match function.call_async(&mut self.store, &params, &mut results).await {
            Ok(()) => {
                self.used = true;
                Ok((ty, results))
            }
            Err(error) => Err(failure_of(&error, self.store.data(), Failure::Trapped)),
        }
    }

    async fn drop_resource(
        &mut self,
        request: &Request,
        params: &[WitValue],
        handles: &mut ResourceHandles,
    ) -> Result<WitValue, Failure> {
        let resource = handles.take(params)?;
        self.begin(request)?;
        match resource.resource_drop_async(&mut self.store).await {
            Ok(()) => Ok(nothing()),
            Err(error) => Err(failure_of(&error, self.store.data(), Failure::Trapped)),
        }
    }
}

/// The text of wasmtime's error when a store has too many handles. There is no type to tell it by.
const NO_MORE_HANDLES: &str = "store handle limit exceeded";

/// Why a call into the component failed: because of a limit, or else what `other` makes of the text
/// of the trap.
fn failure_of(error: &Error, state: &WorkerState, other: impl FnOnce(String) -> Failure) -> Failure {
    if let Some(hit) = error.downcast_ref::<LimitHit>() {
        return Failure::Limit(*hit);
    }
    if let Some(Interruption::Diverged(_)) = error.downcast_ref() {
        return Failure::Diverged(trap_text(error, None));
    }
    if let Some(limit) = state.shared.settings.limits.handles
        && error.root_cause().to_string().ends_with(NO_MORE_HANDLES)
    {
        return Failure::Limit(LimitHit::Handles(limit));
    }
    match (error.downcast_ref::<Trap>(), state.shared.settings.limits.fuel) {
        (Some(Trap::OutOfFuel), Some(limit)) => Failure::Limit(LimitHit::Fuel(limit)),
        (Some(Trap::UnreachableCodeReached), _) => other(trap_text(error, state.take_panic())),
        _ => other(trap_text(error, None)),
    }
}

/// Why an invocation can't begin or end. If the worker is to lose its instance, it is run again,
/// and nobody sees this failure.
fn interrupted(interruption: Interruption) -> Failure {
    match interruption {
        Interruption::Diverged(divergence) => Failure::Diverged(divergence.to_string()),
        Interruption::Crashed(_) => Failure::Stopped,
        Interruption::Endless => Failure::Trapped(interruption.to_string()),
    }
}

/// Says what happens when a worker computes for longer than a tick of the engine.
fn let_others_run(store: &mut Store<WorkerState>) {
    match store.data().shared.clock {
        // Other workers have their turn, so that an endless loop takes no more than its share of a
        // thread. Without that even a worker that the loop has just called might never run: tokio
        // runs a task that was woken last on the thread that woke it, and no other thread takes it
        // from there.
        Clock::Real { .. } => store.epoch_deadline_async_yield_and_update(1),
        // The worker goes on, for as long as it may. If others had their turn now, their order
        // would depend on how fast the machine is, and no two runs would be the same.
        Clock::Virtual(_) => store.epoch_deadline_callback(|store| {
            let WorkerState { shared, info, .. } = store.data();
            match shared.settings.limits.time {
                _ if shared.is_stopped() => bail!("the host was stopped"),
                Some(limit) if info.own_time.is_longer_than(limit) => bail!(LimitHit::Time(limit)),
                _ => Ok(UpdateDeadline::Continue(1)),
            }
        }),
    }
}

fn prepare(store: &mut Store<WorkerState>) {
    store.set_epoch_deadline(1);
    let settings = &store.data().shared.settings;
    if settings.counts_fuel() {
        let tank = settings.full_tank();
        // Fails only when the engine doesn't count fuel.
        let _ = store.set_fuel(tank);
    }
}
