//! `wasm-rpc`: a client of one worker.

use std::{slice, sync::Arc};

use wasmtime::{Result, component::Resource};

use super::FutureInvokeResult;
use crate::{
    Failure, GolemVersion, LimitHit, LintRule,
    bindings::{HostWasmRpc, RpcError, Uri, WitValue},
    call::Call,
    hub::Hub,
    places::{NoPlace, Place},
    request::{Answer, Outcome, Request},
    spans::{OrderOfDrops, Span},
    surroundings::Surroundings,
    worker_handle::WorkerHandle,
    worker_id::WorkerId,
    worker_info::WorkerInfo,
    worker_state::WorkerState,
    worker_uri::WorkerUri,
};

/// A client. Its worker is created at the first call.
pub struct WasmRpc {
    uri: WorkerUri,
    worker: Option<WorkerHandle>,
    span: Span,
    /// Bytes of the URI.
    size: usize,
}

/// How much of its URI each client may keep, on average: else a few handles could take all memory.
const URI: usize = 1 << 10;

impl WasmRpc {
    /// The worker that was called, as `component/worker`.
    fn target(&self) -> &str {
        self.worker.as_ref().map_or("", |worker| &worker.info.label)
    }

    /// A place in the worker's queue.
    fn place(&mut self, hub: &Arc<Hub>, caller: &Surroundings) -> Result<Place<WorkerInfo>, Failure> {
        if let Some(worker) = &self.worker {
            match hub.place(worker) {
                Ok(place) => return Ok(place),
                Err(NoPlace::Full(limit)) => return Err(LimitHit::Queue(limit).into()),
                // It was removed since.
                Err(NoPlace::Closed) => {}
            }
        }
        let (worker, place) = match self.uri.worker.clone() {
            Some(name) => hub.worker(&WorkerId { component: self.uri.component, name }, caller)?,
            None => hub.ephemeral_worker(self.uri.component, caller)?,
        };
        self.worker = Some(worker);
        Ok(place)
    }
}

impl HostWasmRpc for WorkerState {
    fn new(&mut self, location: Uri) -> Result<Resource<WasmRpc>> {
        self.count(|calls| calls.constructor += 1);
        let uri = WorkerUri::parse(&location.value).map_err(wasmtime::Error::new)?;
        let size = location.value.len();
        if let Some(limit) = self.hub.settings.limits.handles
            && self.uris + size > limit.saturating_mul(URI)
        {
            return Err(LimitHit::Handles(limit).into());
        }
        self.uris += size;
        self.check_span()?;
        let span = self.spans.open();
        Ok(self.table.push(WasmRpc { uri, worker: None, span, size })?)
    }

    async fn invoke_and_await(
        &mut self,
        this: Resource<WasmRpc>,
        function: String,
        params: Vec<WitValue>,
    ) -> Result<Result<WitValue, RpcError>> {
        self.count(|calls| calls.invoke_and_await += 1);
        let began = self.hub.recorder.begin();
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
            self.hub.tell(place, &self.info, Request::Rpc { function, params });
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
            Ok(call) => FutureInvokeResult::Pending { call, waker: None },
            Err(failure) => FutureInvokeResult::Failed(Box::new(failure)),
        };
        let future = self.table.push(future)?;
        if let (Some(watch), Some(function)) = (&mut self.poll_watch, watched) {
            watch.call_made(future.rep(), self.table.get(&this)?.target(), &function);
        }
        Ok(future)
    }

    fn drop(&mut self, this: Resource<WasmRpc>) -> Result<()> {
        let client = self.table.delete(this)?;
        self.uris -= client.size;
        if self.spans.close(client.span) == OrderOfDrops::Wrong {
            self.found(LintRule::ClientDropOrder);
        }
        Ok(())
    }
}

impl WorkerState {
    /// A constructor and a call begin a span, which on some versions of Golem can't always be.
    fn check_span(&self) -> Result<()> {
        match self.hub.settings.golem {
            GolemVersion::V1_0 => Ok(()),
            GolemVersion::V1_1 => self.spans.check().map_err(wasmtime::Error::new),
        }
    }

    /// Calls the client's worker. The outer error is a trap, the inner one the caller's to handle.
    fn ask(
        &mut self,
        this: &Resource<WasmRpc>,
        function: String,
        params: Vec<WitValue>,
    ) -> Result<Result<Arc<Call>, Failure>> {
        let place = self.place_for(this, &function, &params)?;
        Ok(place.map(|place| {
            self.info.effects.called();
            self.hub.ask(place, Some(&self.info), Request::Rpc { function, params })
        }))
    }

    /// A place in the queue of the client's worker. The outer error is a trap, the inner one the caller's to handle.
    fn place_for(
        &mut self,
        this: &Resource<WasmRpc>,
        function: &str,
        params: &[WitValue],
    ) -> Result<Result<Place<WorkerInfo>, Failure>> {
        self.check_span()?;
        let Self { table, hub, surroundings, info, .. } = self;
        let client = table.get_mut(this)?;
        let limits = &hub.settings.limits;
        let checked = limits.check_chain(info.before_its_calls()).and_then(|()| limits.check_request(function, params));
        if let Err(hit) = checked {
            return Ok(Err(hit.into()));
        }
        Ok(client.place(hub, surroundings))
    }

    async fn await_reply(&mut self, call: &Arc<Call>) -> Result<WitValue, RpcError> {
        match self.hub.waits.enter(&self.hub.recorder, &self.info, slice::from_ref(call)) {
            Ok(_wait) => call.ended(&mut None).await,
            Err(circle) => return Err(Failure::deadlock_of_begun(&circle).into()),
        }
        self.reply(call.take_outcome())
    }

    /// What this worker, the caller, sees of an outcome; `None` if the other ended without one.
    pub(super) fn reply(&self, outcome: Option<Outcome>) -> Result<WitValue, RpcError> {
        match outcome.map(|outcome| outcome.answer) {
            Some(Ok(Answer::Rpc(value))) => Ok(value),
            Some(Err(failure)) => {
                if failure.is_taken_back() {
                    self.info.effects.call_taken_back();
                }
                Err(failure.into())
            }
            Some(Ok(Answer::Outside(_))) | None => Err(Failure::Stopped.into()),
        }
    }
}
