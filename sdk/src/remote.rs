//! [`Remote`]: calls to one worker, straight over `golem:rpc`.

use crate::bindings::poll::Pollable;
use crate::bindings::rpc::{FutureInvokeResult, Uri, WasmRpc, WitValue};
use crate::codec::{Decode, Encode, Encoder, decode_reply};
use crate::{FutureResult, RpcError, WorkerUri};
use std::fmt;
use std::marker::PhantomData;

/// A client of one worker that calls its functions by name. Generated clients and stubs are typed wrappers around it.
///
/// A function is named as in `demo:component1/api.{get}`. The parameters must be those of its WIT, and `T` the type of its result:
/// `()` when it has none.
pub struct Remote {
    rpc: WasmRpc,
}

impl Remote {
    /// A client of the worker at `uri`, which is created when it is called for the first time.
    pub fn new(uri: &WorkerUri) -> Self {
        Self::at(uri.to_string())
    }

    /// A client of the worker at a URI that nobody checked: the host traps when it is none. For stubs, which are handed one.
    #[doc(hidden)]
    pub fn at(uri: String) -> Self {
        Self { rpc: WasmRpc::new(&Uri { value: uri }) }
    }

    /// Starts a call, at once.
    pub fn call<T: Decode>(&self, function: &str, params: &[&dyn Encode]) -> Call<T> {
        let result = self.rpc.async_invoke_and_await(function, &encode(params));
        Call { result, output: PhantomData }
    }

    /// Calls and waits. Nothing else in this component goes on meanwhile.
    ///
    /// # Errors
    ///
    /// When the call failed, or its result is not a `T`.
    pub fn call_blocking<T: Decode>(&self, function: &str, params: &[&dyn Encode]) -> Result<T, RpcError> {
        let reply = self.rpc.invoke_and_await(function, &encode(params))?;
        Ok(decode_reply(reply)?)
    }

    /// Fire and forget: has the target run the function some time, and never learns what became of it.
    ///
    /// # Errors
    ///
    /// When the call could not be handed over, as when there is no such component. Not when the function is missing or fails.
    pub fn trigger(&self, function: &str, params: &[&dyn Encode]) -> Result<(), RpcError> {
        Ok(self.rpc.invoke(function, &encode(params))?)
    }
}

impl fmt::Debug for Remote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Remote")
    }
}

fn encode(params: &[&dyn Encode]) -> Vec<WitValue> {
    params.iter().map(|param| Encoder::encode(*param)).collect()
}

/// A call under way; await it through an [`RpcFuture`](crate::RpcFuture).
pub struct Call<T> {
    result: FutureInvokeResult,
    output: PhantomData<fn() -> T>,
}

impl<T: Decode> FutureResult for Call<T> {
    type Output = Result<T, RpcError>;

    fn subscribe(&self) -> Pollable {
        self.result.subscribe()
    }

    fn get(&self) -> Option<Self::Output> {
        let reply = self.result.get()?;
        Some(reply.map_err(RpcError::from).and_then(|reply| Ok(decode_reply(reply)?)))
    }
}

impl<T> fmt::Debug for Call<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Call")
    }
}
