//! [`Instance`]: a component's instance, in a store of its own.

use std::borrow::Cow;

use wasmtime::{
    Error, Store, Trap, UpdateDeadline, bail,
    component::{self, ComponentExportIndex, Val, types::ComponentFunc},
};

use super::component::{Callee, LoadedComponent};
use super::trap_text::trap_text;
use crate::bindings::WitValue;
use crate::calls::{Answer, Request};
use crate::failure::Failure;
use crate::limits::LimitHit;
use crate::store::WorkerState;
use crate::time::Clock;
use crate::values::{Allowance, ResourceHandles, decode_params, encode_results, nothing};

/// What a worker runs in. After a trap it can't be used again.
pub(crate) struct Instance {
    store: Store<WorkerState>,
    instance: component::Instance,
    /// Whether a call has ended well: there may be state in it.
    used: bool,
}

impl Instance {
    pub async fn new(component: &LoadedComponent, state: WorkerState) -> Result<Self, Failure> {
        let mut store = Store::new(component.instance_pre.engine(), state);
        store.limiter(|state| &mut state.memory);
        let handles = store.data().shared.settings.limits.handles;
        store.set_max_component_handles(handles.unwrap_or(usize::MAX));
        interrupt(&mut store);
        prepare(&mut store);
        match component.instance_pre.instantiate_async(&mut store).await {
            Ok(instance) => Ok(Self { store, instance, used: false }),
            Err(error) => {
                store.data().finish_lines();
                Err(failure_of(&error, store.data(), Failure::NotStarted))
            }
        }
    }

    pub fn is_used(&self) -> bool {
        self.used
    }

    pub fn prepare(&mut self) {
        prepare(&mut self.store);
    }

    /// Fuel used since [`prepare`](Self::prepare), if it is counted.
    pub fn fuel_used(&self) -> Option<u64> {
        let settings = &self.store.data().shared.settings;
        // Asked in vain, a store makes an error with a backtrace: half of the time of a short call.
        let left = if settings.fuel { self.store.get_fuel().ok()? } else { return None };
        Some(settings.full_tank() - left)
    }

    pub fn finish_lines(&self) {
        self.store.data().finish_lines();
    }

    pub async fn answer(
        &mut self,
        request: &Request,
        component: &LoadedComponent,
        handles: &mut ResourceHandles,
        allowance: &mut Allowance<'_>,
    ) -> Result<Answer, Failure> {
        self.store.data_mut().spans.begin_invocation();
        Ok(match request {
            Request::Outside { function, name, params } => {
                self.store.data_mut().runs(name);
                let (_, results) = self.call(*function, |_| Ok(Cow::Borrowed(params))).await?;
                Answer::Outside(results)
            }
            Request::Rpc { function, params } => Answer::Rpc(match component.callee(function)? {
                Callee::Drop => {
                    self.store.data_mut().running = function.as_str().into();
                    self.drop_resource(params, handles).await?
                }
                Callee::Export(export) => {
                    self.store.data_mut().runs(&export.wire_name);
                    let decode = |ty: &ComponentFunc| Ok(Cow::Owned(decode_params(ty, params, handles, allowance)?));
                    let (ty, results) = self.call(export.index, decode).await?;
                    encode_results(&ty, &results, handles).map_err(|error| Failure::Unsendable(error.to_string()))?
                }
            }),
        })
    }

    async fn call<'a>(
        &mut self,
        function: ComponentExportIndex,
        params: impl FnOnce(&ComponentFunc) -> Result<Cow<'a, [Val]>, Failure>,
    ) -> Result<(ComponentFunc, Vec<Val>), Failure> {
        let function = self.instance.get_func(&mut self.store, function);
        let function = function.ok_or_else(|| Failure::MissingFunction(self.store.data().info.label.to_string()))?;
        let ty = function.ty(&self.store);
        let params = params(&ty)?;
        let mut results = vec![Val::Bool(false); ty.results().len()];
        match function.call_async(&mut self.store, &params, &mut results).await {
            Ok(()) => {
                self.used = true;
                Ok((ty, results))
            }
            Err(error) => Err(failure_of(&error, self.store.data(), Failure::Trapped)),
        }
    }

    async fn drop_resource(&mut self, params: &[WitValue], handles: &mut ResourceHandles) -> Result<WitValue, Failure> {
        let resource = handles.take(params)?;
        match resource.resource_drop_async(&mut self.store).await {
            Ok(()) => Ok(nothing()),
            Err(error) => Err(failure_of(&error, self.store.data(), Failure::Trapped)),
        }
    }
}

/// How wasmtime puts it, which has no type for it.
const NO_MORE_HANDLES: &str = "store handle limit exceeded";

/// A limit, or else what `other` makes of the trap's text.
fn failure_of(error: &Error, state: &WorkerState, other: impl FnOnce(String) -> Failure) -> Failure {
    if let Some(hit) = error.downcast_ref::<LimitHit>() {
        return Failure::Limit(*hit);
    }
    if let Some(limit) = state.shared.settings.limits.handles
        && error.root_cause().to_string().ends_with(NO_MORE_HANDLES)
    {
        return Failure::Limit(LimitHit::Handles(limit));
    }
    match (error.downcast_ref::<Trap>(), state.shared.settings.limits.fuel) {
        (Some(Trap::OutOfFuel), Some(limit)) => Failure::Limit(LimitHit::Fuel(limit)),
        _ => other(trap_text(error)),
    }
}

/// What comes of it when a worker computes for longer than a tick of the engine.
fn interrupt(store: &mut Store<WorkerState>) {
    match store.data().shared.clock {
        // Others have their turn, so that an endless loop takes no more than its share. Even a worker that was just called could wait for its caller to end:
        // tokio runs a task that was woken last on the thread that woke it, and no other thread takes it from there.
        Clock::Real { .. } => store.epoch_deadline_async_yield_and_update(1),
        // Nothing, until it is too long: whose turn it is would depend on the machine.
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
