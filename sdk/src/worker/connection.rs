//! [`Connection`]: how a client's calls reach its worker.

use super::ephemeral_clients::Open;
use crate::bindings::reply_memory::Loan;
use crate::bindings::rpc::{FutureInvokeResult, RpcError, Uri, WasmRpc, WitValue};
use crate::bindings::wire;
use crate::bindings::wit_value::BorrowedValue;
use crate::naming::WorkerUri;
use std::fmt;
use std::rc::Rc;

/// What a client, its calls and the resources that it was given share.
///
/// A durable worker's `wasm-rpc` is opened for each call, and dropped as soon as the call was
/// started. Golem keeps a span for each that is open; from 1.1.25 to 1.3.0 it traps the caller when
/// they are dropped in another order than the reverse, and sends all of them along with each call.
/// So none may be open for longer than the caller can answer for the order: not even one that is
/// kept to be used again, for clients of other components of this worker, and bindings of its own,
/// are opened and dropped in between. To open one is not logged, and allocates nothing.
///
/// An ephemeral worker's must stay, for a second one with the same URI would reach another worker:
/// see [`ephemeral_clients`](super::ephemeral_clients).
pub(crate) struct Connection {
    uri: Uri,
    ephemeral: Option<Open>,
}

impl Connection {
    pub(crate) fn new(uri: &WorkerUri) -> Rc<Self> {
        let is_ephemeral = uri.is_ephemeral();
        let uri = Uri { value: uri.as_str().to_owned() };
        Rc::new(Self { ephemeral: is_ephemeral.then(|| Open::new(&uri)), uri })
    }

    pub(crate) fn uri(&self) -> &str {
        &self.uri.value
    }

    /// Whether calls of both reach one worker.
    pub(crate) fn is_worker_of(&self, other: &Self) -> bool {
        match (&self.ephemeral, &other.ephemeral) {
            (None, None) => self.uri() == other.uri(),
            (Some(own), Some(other)) => own.is(other),
            _ => false,
        }
    }

    /// Starts a call.
    pub(crate) fn start(&self, function: &str, params: &[BorrowedValue]) -> FutureInvokeResult {
        self.with_client(|rpc| wire::async_invoke_and_await(rpc, function, params))
    }

    /// Calls and waits. Nothing of the reply may outlive the loan.
    pub(crate) fn wait(&self, function: &str, params: &[BorrowedValue]) -> (Result<WitValue, RpcError>, Loan) {
        self.with_client(|rpc| Loan::during(|| wire::invoke_and_await(rpc, function, params)))
    }

    /// Fire and forget.
    pub(crate) fn tell(&self, function: &str, params: &[BorrowedValue]) -> Result<(), RpcError> {
        self.with_client(|rpc| wire::invoke(rpc, function, params))
    }

    fn with_client<T>(&self, call: impl FnOnce(&WasmRpc) -> T) -> T {
        let opened;
        let rpc = match &self.ephemeral {
            Some(open) => open.rpc(),
            None => {
                opened = WasmRpc::new(&self.uri);
                &opened
            }
        };
        call(rpc)
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Connection").field(&self.uri()).finish()
    }
}
