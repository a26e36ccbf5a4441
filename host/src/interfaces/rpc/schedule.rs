//! Calls at a later time, which `golem:rpc` has from 0.1.3 on. Nobody is told what comes of them.

use std::time::Duration;

use wasmtime::{
    Result, StoreContextMut,
    component::{LinkerInstance, Resource, ResourceType},
};
use wasmtime_wasi::p2::bindings::clocks::wall_clock::Datetime;

use super::handles::client_in_table;
use crate::bindings::{WasmRpc, WitValue};
use crate::log::{
    Request,
    host_function::{CANCEL, HostFunction, SCHEDULE, SCHEDULE_CANCELABLE},
};
use crate::store::WorkerState;

type Scheduled = (Resource<WasmRpc>, Datetime, String, Vec<WitValue>);

/// What stands for a `cancellation-token` in the worker's table: the number of a scheduled call.
struct CancellationToken(u64);

pub(super) fn schedule(interface: &mut LinkerInstance<'_, WorkerState>) -> Result<()> {
    interface.resource("cancellation-token", ResourceType::host::<CancellationToken>(), |mut store, token| {
        // As on Golem the call is made although its token is gone.
        store.data_mut().table.delete::<CancellationToken>(Resource::new_own(token))?;
        Ok(())
    })?;
    interface.func_wrap(
        "[method]wasm-rpc.schedule-invocation",
        |mut store: StoreContextMut<'_, WorkerState>, call: Scheduled| {
            store.data_mut().schedule(&SCHEDULE, call)?;
            Ok(())
        },
    )?;
    interface.func_wrap(
        "[method]wasm-rpc.schedule-cancelable-invocation",
        |mut store: StoreContextMut<'_, WorkerState>, call: Scheduled| {
            let number = store.data_mut().schedule(&SCHEDULE_CANCELABLE, call)?;
            Ok((store.data_mut().table.push(CancellationToken(number))?,))
        },
    )?;
    interface.func_wrap(
        "[method]cancellation-token.cancel",
        |mut store: StoreContextMut<'_, WorkerState>, (token,): (Resource<CancellationToken>,)| {
            store.data_mut().cancel(&token)
        },
    )
}

impl WorkerState {
    /// Schedules a call, and gives its number. Where Golem would lose the call, because there is no
    /// such component or a limit refuses it, this traps: no result could tell the worker.
    fn schedule(&mut self, logged_as: &'static HostFunction, call: Scheduled) -> Result<u64> {
        let (client, time, function, params) = call;
        let key = self.call_key()?;
        self.logged(logged_as, |state| {
            let request = Request::Rpc { function, params, key };
            let place = state.place_for(&client, &request)?;
            let place = place.map_err(|failure| wasmtime::Error::msg(format!("not scheduled: {failure}")))?;
            state.info.effects.called();
            let worker = state.table.get(&client_in_table(&client))?.worker().cloned();
            let time = Duration::from_secs(time.seconds).saturating_add(Duration::from_nanos(time.nanoseconds.into()));
            let due = state.shared.clock.when_wall_clock_shows(time);
            Ok(state.shared.schedule(due, worker, place, request))
        })
    }

    fn cancel(&mut self, token: &Resource<CancellationToken>) -> Result<()> {
        let number = self.table.get(token)?.0;
        let _: bool = self.logged(&CANCEL, |state| Ok(state.shared.cancel_scheduled(number)))?;
        Ok(())
    }
}
