//! The resources of `golem:rpc/types`, for [`Remote`](crate::Remote) to stand on outside of a component.

use super::reply::Reply;
use super::request::{Kind, Request};
use crate::WorkerUri;
use crate::bindings::poll::Pollable;
use crate::bindings::rpc::{RpcError, Uri, WitValue};
use crate::virtual_time::{self, Moment, now};
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

    /// Calls, and waits for the result.
    ///
    /// # Errors
    ///
    /// When the reply is an error.
    pub fn invoke_and_await(&self, function_name: &str, function_params: &[WitValue]) -> Result<WitValue, RpcError> {
        let reply = self.send(function_name, function_params, Kind::Blocking);
        for _ in 0..=reply.interruptions {
            virtual_time::poll(&[&Pollable::at(&moment(reply.delay))]);
        }
        reply.result
    }

    /// Fire and forget.
    ///
    /// # Errors
    ///
    /// When the reply is an error.
    pub fn invoke(&self, function_name: &str, function_params: &[WitValue]) -> Result<(), RpcError> {
        self.send(function_name, function_params, Kind::Trigger).result.map(drop)
    }

    /// Starts a call.
    pub fn async_invoke_and_await(&self, function_name: &str, function_params: &[WitValue]) -> FutureInvokeResult {
        let reply = self.send(function_name, function_params, Kind::Async);
        FutureInvokeResult {
            moment: moment(reply.delay),
            delay: reply.delay,
            interruptions: reply.interruptions.into(),
            result: Some(reply.result).into(),
        }
    }

    fn send(&self, function: &str, params: &[WitValue], kind: Kind) -> Reply {
        super::answer(Request {
            worker: self.uri.worker_name(),
            uri: self.uri.clone(),
            function: function.to_owned(),
            params: params.to_vec(),
            kind,
            delay: Cell::default(),
        })
    }
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
            self.moment.move_to(now() + self.delay.unwrap_or_default());
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
