//! The resources of `golem:rpc/types` outside of a component, whose calls go to the
//! [`host`](super::host).

use super::host::{Answer, Call, Kind, answer};
use super::interface::Scheduling;
use super::scheduled;
use super::virtual_time::{self, Moment, Pollable};
use crate::bindings::address::Address;
use crate::bindings::datetime::Datetime;
use crate::bindings::rpc_error::RpcError;
use crate::bindings::version::{NO_EPHEMERAL_WORKERS, Version};
use crate::bindings::wit_value::{BorrowedValue, WitValue};
use crate::naming::WorkerUri;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::time::Duration;

/// A client of one worker.
#[derive(Debug)]
pub(crate) struct WasmRpc {
    uri: WorkerUri,
    version: Version,
}

impl WasmRpc {
    pub(crate) fn new(address: &Address) -> Self {
        Self { uri: address.worker_uri(), version: address.interface().version }
    }

    fn call(&self, function: &str, params: &[BorrowedValue], kind: Kind) -> Call {
        Call {
            worker: self.uri.clone(),
            function: function.to_owned(),
            params: params.iter().map(BorrowedValue::copy).collect(),
            kind,
        }
    }

    fn send(&self, function: &str, params: &[BorrowedValue], kind: Kind) -> Answer {
        if self.version == Version::NoEphemeralWorkers {
            return Answer { result: Err(no_ephemeral_workers()), delay: Some(Duration::ZERO), interruptions: 0 };
        }
        answer(self.call(function, params, kind))
    }
}

fn no_ephemeral_workers() -> RpcError {
    RpcError::NotFound(NO_EPHEMERAL_WORKERS.to_owned())
}

/// Calls, and waits for the result.
pub(crate) fn invoke_and_await(rpc: &WasmRpc, function: &str, params: &[BorrowedValue]) -> Result<WitValue, RpcError> {
    let answer = rpc.send(function, params, Kind::Blocking);
    for _ in 0..=answer.interruptions {
        virtual_time::poll(&[&Pollable::at(&moment(answer.delay))]);
    }
    answer.result
}

/// Fire and forget.
pub(crate) fn invoke(rpc: &WasmRpc, function: &str, params: &[BorrowedValue]) -> Result<(), RpcError> {
    rpc.send(function, params, Kind::Trigger).result.map(drop)
}

/// Starts a call.
pub(crate) fn async_invoke_and_await(rpc: &WasmRpc, function: &str, params: &[BorrowedValue]) -> FutureInvokeResult {
    let answer = rpc.send(function, params, Kind::Async);
    FutureInvokeResult {
        moment: moment(answer.delay),
        delay: answer.delay,
        interruptions: answer.interruptions.into(),
        result: Some(answer.result).into(),
    }
}

/// The result, once a poll has said that it is there.
pub(crate) fn get(future: &FutureInvokeResult) -> Option<Result<WitValue, RpcError>> {
    future.get()
}

/// Takes a scheduled call back.
#[derive(Debug)]
pub(crate) struct CancellationToken {
    number: u64,
}

impl CancellationToken {
    /// There are no stubs here that would give one.
    pub(in crate::bindings) fn of_handle(_: &'static Scheduling, handle: u32) -> Self {
        Self { number: handle.into() }
    }

    pub(crate) fn cancel(&self) {
        scheduled::cancel(self.number);
    }
}

/// Has a call made at a time.
pub(crate) fn schedule(
    scheduling: &'static Scheduling,
    rpc: &WasmRpc,
    at: Datetime,
    function: &str,
    params: &[BorrowedValue],
) -> Result<(), RpcError> {
    schedule_cancelable(scheduling, rpc, at, function, params).map(drop)
}

/// Has a call made at a time, unless it is taken back before.
pub(crate) fn schedule_cancelable(
    scheduling: &'static Scheduling,
    rpc: &WasmRpc,
    at: Datetime,
    function: &str,
    params: &[BorrowedValue],
) -> Result<CancellationToken, RpcError> {
    if rpc.version != scheduling.version {
        return Err(no_ephemeral_workers());
    }
    Ok(CancellationToken { number: scheduled::schedule(at, rpc.call(function, params, Kind::Scheduled)) })
}

/// The result of a call under way.
pub(crate) struct FutureInvokeResult {
    moment: Moment,
    delay: Option<Duration>,
    interruptions: Cell<u32>,
    result: RefCell<Option<Result<WitValue, RpcError>>>,
}

impl FutureInvokeResult {
    /// A pollable that is ready when the reply has come.
    pub(crate) fn subscribe(&self) -> Pollable {
        Pollable::at(&self.moment)
    }

    /// The result, once a poll has said that it is there.
    ///
    /// # Panics
    ///
    /// When it was taken before, as Golem stops the worker then.
    #[allow(clippy::panic, reason = "the host's behaviour, and never part of a component")]
    pub(crate) fn get(&self) -> Option<Result<WitValue, RpcError>> {
        if !self.moment.was_noticed() {
            return None;
        }
        if let Some(left) = self.interruptions.get().checked_sub(1) {
            self.interruptions.set(left);
            self.moment.move_by(self.delay.unwrap_or_default());
            return None;
        }
        match self.result.take() {
            Some(result) => Some(result),
            None => panic!("the result of a call was already consumed"),
        }
    }
}

impl fmt::Debug for FutureInvokeResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FutureInvokeResult")
    }
}

fn moment(delay: Option<Duration>) -> Moment {
    delay.map_or_else(Moment::never, Moment::after)
}
