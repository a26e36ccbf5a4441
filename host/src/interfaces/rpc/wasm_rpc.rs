//! `wasm-rpc`: a client of one worker.

use std::{slice, sync::Arc};

use wasmtime::{Result, bail, component::Resource};

use super::client::Client;
use super::deferred_call::{DeferredCall, check_call};
use super::destination::Destination;
use super::future_result::FutureResult;
use super::handles::client_in_table;
use crate::bindings::{FutureInvokeResult, HostWasmRpc, RpcError, Uri, WasmRpc, WitValue};
use crate::calls::{WorkerCall, WorkerInfo};
use crate::failure::Failure;
use crate::limits::{LimitHit, Place};
use crate::log::{
    Request,
    host_function::{EPHEMERAL_WORKER, INVOKE, INVOKE_AND_AWAIT},
};
use crate::naming::{WorkerId, WorkerUri};
use crate::observe::LintRule;
use crate::store::{OrderOfDrops, WorkerState};

/// How many bytes the URI of a client may have, on average over the clients that a worker may have.
/// A URI may be of any length, so without this a few clients could take all memory.
const URI: usize = 1 << 10;

impl HostWasmRpc for WorkerState {
    fn new(&mut self, location: Uri) -> Result<Resource<WasmRpc>> {
        self.count(|calls| calls.constructor += 1);
        let uri = WorkerUri::parse(&location.value).map_err(wasmtime::Error::new)?;
        self.open_client(uri, location.value.len())
    }

    async fn invoke_and_await(
        &mut self,
        this: Resource<WasmRpc>,
        function: String,
        params: Vec<WitValue>,
    ) -> Result<Result<WitValue, RpcError>> {
        self.count(|calls| calls.invoke_and_await += 1);
        let key = self.call_key()?;
        if let Some(reply) = self.replayed(&INVOKE_AND_AWAIT)? {
            return Ok(reply);
        }
        let began = self.shared.recorder.begin();
        let called = began.map(|_| function.clone());
        let reply = match self.ask(&this, Request::Rpc { function, params, key })? {
            Ok(call) => self.await_reply(&call).await,
            Err(failure) => Err(failure.into()),
        };
        self.waited(began, || called.unwrap_or_default());
        self.log_result(&INVOKE_AND_AWAIT, &reply)?;
        Ok(reply)
    }

    fn invoke(
        &mut self,
        this: Resource<WasmRpc>,
        function: String,
        params: Vec<WitValue>,
    ) -> Result<Result<(), RpcError>> {
        self.count(|calls| calls.invoke += 1);
        let key = self.call_key()?;
        self.logged(&INVOKE, |state| {
            let request = Request::Rpc { function, params, key };
            let told = state.place_for(&this, &request)?.map(|place| {
                state.info.effects.called();
                state.shared.tell(place, &state.info, request);
            });
            Ok(told.map_err(RpcError::from))
        })
    }

    fn async_invoke_and_await(
        &mut self,
        this: Resource<WasmRpc>,
        function: String,
        params: Vec<WitValue>,
    ) -> Result<Resource<FutureInvokeResult>> {
        self.count(|calls| calls.async_invoke_and_await += 1);
        let key = self.call_key()?;
        let watched = self.poll_watch.is_some().then(|| function.clone());
        let request = Request::Rpc { function, params, key };
        let future = if self.is_replaying() {
            let destination = self.table.get(&client_in_table(&this))?.destination.clone();
            FutureResult::Deferred(Box::new(DeferredCall::new(destination, request)))
        } else {
            FutureResult::started(self.ask(&this, request)?)
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
    /// Makes a client of the worker at `uri`, of which the guest has given so many bytes.
    pub(super) fn open_client(&mut self, uri: WorkerUri, size: usize) -> Result<Resource<WasmRpc>> {
        if let Some(limit) = self.shared.settings.limits.handles
            && self.uris + size > limit.saturating_mul(URI)
        {
            return Err(LimitHit::Handles(limit).into());
        }
        self.uris += size;
        self.check_span()?;
        let destination = self.destination(uri)?;
        let span = self.spans.open();
        let client = self.table.push(Client::new(destination, span, size))?;
        Ok(Resource::new_own(client.rep()))
    }

    /// The worker that a client with this URI calls. If the host keeps logs, the name of an
    /// ephemeral one is made up now, and not at the first call: as on Golem it is in the log.
    fn destination(&mut self, uri: WorkerUri) -> Result<Destination> {
        let WorkerUri { component, worker } = uri;
        Ok(match worker {
            Some(name) => Destination::Named(WorkerId { component, name }),
            None => match self.info.log.clone() {
                None => Destination::Ephemeral(component),
                Some(log) => {
                    let name =
                        self.logged(&EPHEMERAL_WORKER, |_| Ok(format!("ephemeral-{}", log.key_of_position())))?;
                    Destination::EphemeralNamed(WorkerId { component, name })
                }
            },
        })
    }

    /// Traps where Golem would when a client is constructed or called: see
    /// [`GolemVersion::V1_1`](crate::GolemVersion::V1_1).
    fn check_span(&self) -> Result<()> {
        if self.golem.checks_spans() { self.spans.check().map_err(wasmtime::Error::new) } else { Ok(()) }
    }

    /// Calls the client's worker. The outer error is a trap; the inner one is an `rpc-error`, which
    /// the caller can handle.
    fn ask(&mut self, this: &Resource<WasmRpc>, request: Request) -> Result<Result<Arc<WorkerCall>, Failure>> {
        let place = self.place_for(this, &request)?;
        Ok(place.map(|place| {
            self.info.effects.called();
            self.shared.ask(place, Some(&self.info), request)
        }))
    }

    /// Takes a place in the queue of the client's worker, if the call is within the limits. Errors
    /// are as those of [`ask`](Self::ask).
    pub(super) fn place_for(
        &mut self,
        this: &Resource<WasmRpc>,
        request: &Request,
    ) -> Result<Result<Place<WorkerInfo>, Failure>> {
        self.check_span()?;
        let Self { table, shared, workers, surroundings, info, golem, .. } = self;
        let client = table.get_mut(&client_in_table(this))?;
        if golem.refuses_self_calls() && client.destination.is(&info.id) {
            bail!("RPC calls to the same agent are not supported: {} calls itself", info.label);
        }
        if let Err(failure) = check_call(shared, info, request) {
            return Ok(Err(failure));
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
