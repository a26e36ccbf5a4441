//! [`Connection`]: which worker a client calls, and the host's `wasm-rpc` for it.

use super::ephemeral_clients::OpenClient;
use crate::bindings::address::Address;
use crate::bindings::interface::Scheduling;
use crate::bindings::reply_memory::Loan;
use crate::bindings::rpc::{FutureInvokeResult, RpcError, WasmRpc};
use crate::bindings::wire;
use crate::bindings::wit_value::{BorrowedValue, WitValue};
use crate::naming::WorkerUri;
use std::any::Any;
use std::fmt;
use std::rc::Rc;

/// What a client, its calls, and the resources that it was given share.
///
/// For a durable worker a `wasm-rpc` is opened for each call, and dropped as soon as the call was
/// started. To keep one open would be wrong on some versions of Golem. Golem keeps a span for each
/// open `wasm-rpc`. From 1.1.25 to 1.3.0 it traps the caller when they are not dropped in the
/// reverse of the order in which they were opened, and it sends all spans along with each call. A
/// client can't ensure that order: other components and bindings in the same worker open and drop
/// theirs in between. Opening one is cheap: Golem does not log it, and it allocates nothing here.
///
/// For an ephemeral worker it has to stay open, for a second `wasm-rpc` with the same URI would
/// reach another worker: see [`ephemeral_clients`](super::ephemeral_clients).
pub(crate) struct Connection {
    address: Address,
    ephemeral: Option<OpenClient>,
    /// How calls are made, where that is not the plain way. What it is, only the client knows.
    options: Option<Rc<dyn Any>>,
}

impl Connection {
    pub(crate) fn new(address: Address) -> Rc<Self> {
        let ephemeral = address.is_ephemeral().then(|| OpenClient::new(&address));
        Rc::new(Self { address, ephemeral, options: None })
    }

    /// One to the same worker.
    pub(crate) fn with_options(&self, options: Rc<dyn Any>) -> Rc<Self> {
        Rc::new(Self { address: self.address.clone(), ephemeral: self.ephemeral.clone(), options: Some(options) })
    }

    pub(crate) fn options<T: 'static>(&self) -> Option<&T> {
        self.options.as_ref()?.downcast_ref()
    }

    pub(crate) fn uri(&self) -> &str {
        self.address.uri()
    }

    /// Whether calls through both reach the same worker.
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

    /// Calls, and waits for the reply, which lies in the lent memory: no part of it may outlive the
    /// loan.
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
                opened = WasmRpc::new(&self.address);
                &opened
            }
        };
        call(rpc)
    }

    /// Calls `call` with a client that may be passed to the functions of `scheduling`. `address`
    /// gives the worker as their version takes it: if that is not the version of this connection, a
    /// client of theirs is opened, for an ephemeral worker that of another one.
    pub(crate) fn with_client_of<T>(
        &self,
        scheduling: &Scheduling,
        address: fn(&WorkerUri) -> Address,
        call: impl FnOnce(&WasmRpc) -> T,
    ) -> T {
        if self.address.is_for(scheduling) {
            return self.with_client(call);
        }
        call(&WasmRpc::new(&address(&self.address.worker_uri())))
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Connection").field(&self.uri()).finish()
    }
}
