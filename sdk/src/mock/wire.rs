//! The resources of `golem:rpc/types`, for [`Remote`](crate::Remote) to stand on outside of a component.

use super::reply::Reply;
use super::request::{Kind, Request};
use crate::WorkerUri;
use crate::bindings::poll::Pollable;
use crate::bindings::rpc::{RpcError, Uri, WitValue};
use crate::codec::Encoded;
use crate::virtual_time::{self, Moment};
use std::cell::{Cell, RefCell};
use std::fmt;
use std::time::Duration;

/// A client of one worker.
#[derive(Debug)]
pub struct WasmRpc {
    uri: WorkerUri,
}

impl WasmRpc {
    /// A client of the worker at `location`.
    ///
    /// # Panics
    ///
    /// When that is no worker URI, as Golem stops the worker then.
    #[allow(clippy::panic, reason = "the host's behaviour, and never part of a component")]
    pub fn new(location: &Uri) -> Self {
        match location.value.parse() {
            Ok(uri) => Self { uri },
            Err(error) => panic!("{error}"),
        }
    }

    fn send(&self, function: &str, params: &Encoded, kind: Kind) -> Reply {
        super::answer(Request {
            worker: self.uri.worker_name(),
            uri: self.uri.clone(),
            function: function.to_owned(),
            params: params.values().map(|nodes| WitValue { nodes: nodes.into() }).collect(),
            kind,
            delay: Cell::default(),
        })
    }
}

/// Calls, and waits for the result.
pub(crate) fn invoke_and_await(rpc: &WasmRpc, function: &str, params: &Encoded) -> Result<WitValue, RpcError> {
    let reply = rpc.send(function, params, Kind::Blocking);
    for _ in 0..=reply.interruptions {
        virtual_time::poll(&[&Pollable::at(&moment(reply.delay))]);
    }
    reply.result
}

/// Fire and forget.
pub(crate) fn invoke(rpc: &WasmRpc, function: &str, params: &Encoded) -> Result<(), RpcError> {
    rpc.send(function, params, Kind::Trigger).result.map(drop)
}

/// Starts a call.
pub(crate) fn async_invoke_and_await(rpc: &WasmRpc, function: &str, params: &Encoded) -> FutureInvokeResult {
    let reply = rpc.send(function, params, Kind::Async);
    FutureInvokeResult {
        moment: moment(reply.delay),
        delay: reply.delay,
        interruptions: reply.interruptions.into(),
        result: Some(reply.result).into(),
    }
}

/// The result, once a poll has said that it is there.
pub(crate) fn get(future: &FutureInvokeResult) -> Option<Result<WitValue, RpcError>> {
    future.get()
}

/// The result of a call under way.
pub struct FutureInvokeResult {
    moment: Moment,
    delay: Option<Duration>,
    interruptions: Cell<u32>,
    result: RefCell<Option<Result<WitValue, RpcError>>>,
}

impl FutureInvokeResult {
    /// A pollable that is ready when the reply has come.
    pub fn subscribe(&self) -> Pollable {
        Pollable::at(&self.moment)
    }

    /// The result, once a poll has said that it is there.
    ///
    /// # Panics
    ///
    /// When it was taken before, as Golem stops the worker then.
    #[allow(clippy::panic, reason = "the host's behaviour, and never part of a component")]
    pub fn get(&self) -> Option<Result<WitValue, RpcError>> {
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
