//! [`Remote`]: calls to one worker, directly over `golem:rpc`, without a stub.

use super::failed_calls;
use super::rpc_error::RpcError;
use super::rpc_future::FutureResult;
use crate::bindings::poll::Pollable;
use crate::bindings::reply_memory::Loan;
use crate::bindings::rpc::FutureInvokeResult;
use crate::bindings::wire;
use crate::codec::{Decode, Encode, Encoded, decode_reply};
use crate::naming::WorkerUri;
use crate::runtime::{poll_budget, reactor};
use crate::worker::Connection;
use std::fmt;
use std::marker::PhantomData;
use std::rc::Rc;

/// A client of one worker that calls its functions by name. Generated clients are typed wrappers
/// around it.
///
/// A function is named as in `demo:component1/api.{get}`. The parameters must be those of its WIT,
/// and `T` must be the type of its result: `()` when it has none. A mistake in these is an
/// [`RpcError`] of the call.
///
/// A clone calls the same worker, also when that is an ephemeral one.
#[derive(Clone)]
pub struct Remote {
    connection: Rc<Connection>,
}

impl Remote {
    /// A client of the worker at `uri`. The worker is created when it is called for the first time.
    pub fn new(uri: &WorkerUri) -> Self {
        Self { connection: Connection::new(uri) }
    }

    /// Starts a call, at once. Its result is awaited through an [`RpcFuture`](crate::RpcFuture).
    pub fn call<T: Decode>(&self, function: &str, params: &[&dyn Encode]) -> Call<T> {
        Call { result: start(&self.connection, function, params), remote: self.clone(), output: PhantomData }
    }

    /// Calls, and waits for the result. Nothing else in this component goes on meanwhile.
    ///
    /// # Errors
    ///
    /// When the call failed, or its result is not a `T`.
    pub fn call_blocking<T: Decode>(&self, function: &str, params: &[&dyn Encode]) -> Result<T, RpcError> {
        self.wait(function, &Encoded::new(params))
    }

    /// Fire and forget: has the target run the function at some time. What comes of it is not told.
    ///
    /// # Errors
    ///
    /// When the call could not be handed over, for example because there is no such component. Not
    /// when the function is missing or fails.
    pub fn trigger(&self, function: &str, params: &[&dyn Encode]) -> Result<(), RpcError> {
        self.tell(function, &Encoded::new(params))
    }

    pub(super) fn start<T: Decode>(&self, function: &str, params: &Encoded) -> Call<T> {
        let result = self.connection.start(function, params.values());
        Call { result, remote: self.clone(), output: PhantomData }
    }

    pub(super) fn wait<T: Decode>(&self, function: &str, params: &Encoded) -> Result<T, RpcError> {
        reactor::end_turn();
        let (reply, _loan) = self.connection.wait(function, params.values());
        poll_budget::call_blocked();
        Ok(decode_reply(reply?, Some(&self.connection))?)
    }

    pub(super) fn tell(&self, function: &str, params: &Encoded) -> Result<(), RpcError> {
        Ok(self.connection.tell(function, params.values())?)
    }

    /// A client that calls through `connection`.
    pub(super) fn over(connection: &Rc<Connection>) -> Self {
        Self { connection: connection.clone() }
    }

    pub(super) fn connection(&self) -> &Rc<Connection> {
        &self.connection
    }
}

/// Starts a call. It is not part of [`Remote::call`], of which the compiler makes a copy for each
/// type of a result.
fn start(connection: &Connection, function: &str, params: &[&dyn Encode]) -> FutureInvokeResult {
    connection.start(function, Encoded::new(params).values())
}

impl fmt::Debug for Remote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Remote")
    }
}

/// A call under way; await it through an [`RpcFuture`](crate::RpcFuture).
pub struct Call<T> {
    result: FutureInvokeResult,
    /// Resources in the result become clients of the same worker.
    remote: Remote,
    output: PhantomData<fn() -> T>,
}

impl<T: Decode> FutureResult for Call<T> {
    type Output = Result<T, RpcError>;

    fn subscribe(&self) -> Pollable {
        self.result.subscribe()
    }

    fn get(&self) -> Option<Self::Output> {
        let (reply, _loan) = Loan::during(|| wire::get(&self.result));
        Some(match reply? {
            Ok(reply) => decode_reply(reply, Some(&self.remote.connection)).map_err(|error| failed::<T>(error.into())),
            Err(error) => Err(failed::<T>(error.into())),
        })
    }
}

/// The error of a call whose result was to be a `T`. Retries have to learn of it.
#[cold]
fn failed<T>(error: RpcError) -> RpcError {
    failed_calls::note::<T>();
    error
}

impl<T> fmt::Debug for Call<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Call")
    }
}
