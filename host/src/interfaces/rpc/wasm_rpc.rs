//! `wasm-rpc`: a client of one worker.

use std::{slice, sync::Arc};

use wasmtime::{Result, component::Resource};

use super::client::Client;
use super::future_result::FutureResult;
use super::handles::client_in_table;
use crate::bindings::{FutureInvokeResult, HostWasmRpc, RpcError, Uri, WasmRpc, WitValue};
use crate::calls::{Request, WorkerCall, WorkerInfo};
use crate::failure::Failure;
use crate::limits::{LimitHit, Place};
use crate::naming::WorkerUri;
use crate::observe::LintRule;
use crate::settings::GolemVersion;
use crate::store::{OrderOfDrops, WorkerState};
use crate::values::check_wit_values;

/// How many bytes the URI of a client may have, on average over the clients that a worker may have.
/// A URI may be of any length, so without this a few clients could take all memory.
const URI: usize = 1 << 10;

impl HostWasmRpc for WorkerState {
    fn new(&mut self, location: Uri) -> Result<Resource<WasmRpc>> {
        self.count(|calls| calls.constructor += 1);
        let uri = WorkerUri::parse(&location.value).map_err(wasmtime::Error::new)?;
        let size = location.value.len();
        if let Some(limit) = self.shared.settings.limits.handles
            && self.uris + size > limit.saturating_mul(URI)
        {
            return Err(LimitHit::Handles(limit).into());
        }
        self.uris += size;
        self.check_span()?;
        let span = self.spans.open();
        let client = self.table.push(Client::new(uri, span, size))?;
        Ok(Resource::new_own(client.rep()))
    }

    async fn invoke_and_await(
        &mut self,
        this: Resource<WasmRpc>,
        function: String,
        params: Vec<WitValue>,
    ) -> Result<Result<WitValue, RpcError>> {
        self.count(|calls| calls.invoke_and_await += 1);
        let began = self.shared.recorder.begin();
        let called = began.map(|_| function.clone());
        let call = match self.ask(&this, function, params)? {
            Ok(call) => call,
            Err(failure) => return Ok(Err(failure.into())),
        };
        let reply = self.await_reply(&call).await;
        self.waited(began, || called.unwrap_or_default());
        Ok(reply)
    }

    fn invoke(
        &mut self,
        this: Resource<WasmRpc>,
        function: String,
        params: Vec<WitValue>,
    ) -> Result<Result<(), RpcError>> {
        self.count(|calls| calls.invoke += 1);
        let place = self.place_for(&this, &function, &params)?;
        let told = place.map(|place| {
            self.info.effects.called();
            self.shared.tell(place, &self.info, Request::Rpc { function, params });
        });
        Ok(told.map_err(RpcError::from))
    }

    fn async_invoke_and_await(
        &mut self,
        this: Resource<WasmRpc>,
        function: String,
        params: Vec<WitValue>,
    ) -> Result<Resource<FutureInvokeResult>> {
        self.count(|calls| calls.async_invoke_and_await += 1);
        let watched = self.poll_watch.is_some().then(|| function.clone());
        let future = match self.ask(&this, function, params)? {
            Ok(call) => FutureResult::Pending { call, waker: None },
            Err(failure) => FutureResult::Failed(Box::new(failure)),
        };
        let future = self.table.push(future)?;
        if let (Some(watch), Some(function)) = (&mut self.poll_watch, watched) {
            watch.call_made(future.rep(), self.table.get(&client_in_table(&this))?.target(), &function);
        }
        Ok(Resource::new_own(future.rep()))
    }

    fn drop(&mut self, this: Resource<WasmRpc>) -> Result<()> {
        let client = self.table.delete(client_in_table(&this))?;
        self.uris -= client.size;
        if self.spans.close(client.span) == OrderOfDrops::Wrong {
            self.found(LintRule::ClientDropOrder);
        }
        Ok(())
    }
}

impl WorkerState {
    /// Traps where Golem would when a client is constructed or called: see
    /// [`GolemVersion::V1_1`](crate::GolemVersion::V1_1).
    fn check_span(&self) -> Result<()> {
        match self.shared.settings.golem {
            GolemVersion::V1_0 => Ok(()),
            GolemVersion::V1_1 => self.spans.check().map_err(wasmtime::Error::new),
        }
    }

    /// Calls the client's worker. The outer error is a trap; the inner one is an `rpc-error`, which
    /// the caller can handle.
    fn ask(
        &mut self,
        this: &Resource<WasmRpc>,
        function: String,
        params: Vec<WitValue>,
    ) -> Result<Result<Arc<WorkerCall>, Failure>> {
        let place = self.place_for(this, &function, &params)?;
        Ok(place.map(|place| {
            self.info.effects.called();
            self.shared.ask(place, Some(&self.info), Request::Rpc { function, params })
        }))
    }

    /// Takes a place in the queue of the client's worker, if the call is within the limits. Errors
    /// are as those of [`ask`](Self::ask).
    fn place_for(
        &mut self,
        this: &Resource<WasmRpc>,
        function: &str,
        params: &[WitValue],
    ) -> Result<Result<Place<WorkerInfo>, Failure>> {
        self.check_span()?;
        let Self { table, shared, workers, surroundings, info, .. } = self;
        let client = table.get_mut(&client_in_table(this))?;
        let limits = &shared.settings.limits;
        let checked =
            limits.check_chain(info.before_its_calls()).and_then(|()| check_wit_values(limits, function, params));
        if let Err(hit) = checked {
            return Ok(Err(hit.into()));
        }
        Ok(client.place(shared, &**workers, surroundings, info))
    }

    async fn await_reply(&mut self, call: &Arc<WorkerCall>) -> Result<WitValue, RpcError> {
        match self.shared.waits.enter(&self.shared.recorder, &self.info, slice::from_ref(call)) {
            Ok(_wait) => call.ended(&mut None).await,
            Err(circle) => return Err(Failure::deadlock_of_begun(&circle).into()),
        }
        self.reply(call.take_outcome())
    }
}
