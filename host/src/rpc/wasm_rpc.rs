//! `wasm-rpc`: a client of one worker.

use wasmtime::{Result, component::Resource};

use super::FutureInvokeResult;
use crate::{
    Failure,
    bindings::{HostWasmRpc, RpcError, Uri, WitValue},
    request::{Answer, Outcome, Pending, Request},
    waits::Awaited,
    worker_handle::WorkerHandle,
    worker_id::WorkerId,
    worker_state::WorkerState,
    worker_uri::WorkerUri,
};

/// A client. Its worker is created at the first call.
pub struct WasmRpc {
    uri: WorkerUri,
    worker: Option<WorkerHandle>,
}

impl HostWasmRpc for WorkerState {
    fn new(&mut self, location: Uri) -> Result<Resource<WasmRpc>> {
        self.count(|calls| calls.constructor += 1);
        let uri = WorkerUri::parse(&location.value).map_err(wasmtime::Error::new)?;
        Ok(self.table.push(WasmRpc { uri, worker: None })?)
    }

    async fn invoke_and_await(
        &mut self,
        this: Resource<WasmRpc>,
        function: String,
        params: Vec<WitValue>,
    ) -> Result<Result<WitValue, RpcError>> {
        self.count(|calls| calls.invoke_and_await += 1);
        let pending = match self.worker_of(&this)? {
            Ok(worker) => worker.ask(Request::Rpc { function, params }),
            Err(failure) => return Ok(Err(failure.into())),
        };
        Ok(self.await_reply(pending).await)
    }

    fn invoke(
        &mut self,
        this: Resource<WasmRpc>,
        function: String,
        params: Vec<WitValue>,
    ) -> Result<Result<(), RpcError>> {
        self.count(|calls| calls.invoke += 1);
        Ok(match self.worker_of(&this)? {
            Ok(worker) => {
                worker.tell(Request::Rpc { function, params });
                Ok(())
            }
            Err(failure) => Err(failure.into()),
        })
    }

    fn async_invoke_and_await(
        &mut self,
        this: Resource<WasmRpc>,
        function: String,
        params: Vec<WitValue>,
    ) -> Result<Resource<FutureInvokeResult>> {
        self.count(|calls| calls.async_invoke_and_await += 1);
        let future = match self.worker_of(&this)? {
            Ok(worker) => FutureInvokeResult::Pending(worker.ask(Request::Rpc { function, params })),
            Err(failure) => FutureInvokeResult::failed(failure),
        };
        Ok(self.table.push(future)?)
    }

    fn drop(&mut self, this: Resource<WasmRpc>) -> Result<()> {
        self.table.delete(this)?;
        Ok(())
    }
}

impl WorkerState {
    /// The client's worker. The outer error is a trap, the inner one the caller's to handle.
    fn worker_of(&mut self, this: &Resource<WasmRpc>) -> Result<Result<WorkerHandle, Failure>> {
        let client = self.table.get_mut(this)?;
        if let Some(worker) = &client.worker {
            return Ok(Ok(worker.clone()));
        }
        let component = client.uri.component;
        let worker = match client.uri.worker.clone() {
            Some(name) => self.hub.worker(&WorkerId { component, name }, &self.surroundings),
            None => self.hub.ephemeral_worker(component, &self.surroundings),
        };
        if let Ok(worker) = &worker {
            client.worker = Some(worker.clone());
        }
        Ok(worker)
    }

    async fn await_reply(&mut self, pending: Pending) -> Result<WitValue, RpcError> {
        let awaited = Awaited { target: pending.target, answered: pending.answered };
        match self.hub.waits.enter(&self.info.id, vec![awaited]) {
            Ok(_wait) => into_reply(pending.outcome.await.ok()),
            Err(circle) => Err(self.hub.deadlock(&circle).into()),
        }
    }
}

/// What the caller sees of an outcome; `None` if the worker ended without one.
pub(super) fn into_reply(outcome: Option<Outcome>) -> Result<WitValue, RpcError> {
    match outcome.map(|outcome| outcome.answer) {
        Some(Ok(Answer::Rpc(value))) => Ok(value),
        Some(Err(failure)) => Err(failure.into()),
        Some(Ok(Answer::Outside(_))) | None => Err(Failure::Stopped.into()),
    }
}
