//! [`Connection`]: how calls reach a worker.

use crate::ephemeral_clients::{self, Open};
use crate::wire::Rpc;
use crate::worker_uri::is_same_worker;
use alloc::boxed::Box;
use alloc::rc::Rc;

/// What a client, its calls and the resources that came through it share.
///
/// A durable worker's client is opened for each call, and dropped as soon as the call was started: on Golem 1.1.25 to
/// 1.3.0 clients that are dropped in another order than the reverse of that in which they were opened trap the caller,
/// and all that are open travel with each call.
///
/// An ephemeral worker's must stay, for a second one with the same URI would reach another worker:
/// see [`ephemeral_clients`].
pub(crate) struct Connection {
    pub(crate) uri: Box<[u8]>,
    ephemeral: Option<Open>,
}

impl Connection {
    pub(crate) fn new(uri: &[u8]) -> Rc<Connection> {
        // Not `contains`, whose search through many bytes at once takes three hundred bytes of code.
        let is_durable = uri.iter().any(|byte| *byte == b'/');
        Rc::new(Connection { ephemeral: (!is_durable).then(|| ephemeral_clients::open(uri)), uri: uri.into() })
    }

    /// Whether calls of both reach one worker.
    pub(crate) fn is_worker_of(&self, other: &Connection) -> bool {
        core::ptr::eq(self, other) || is_same_worker(&self.uri, &other.uri)
    }

    /// Has a call made with a client.
    pub(crate) fn with_client<T>(&self, call: impl FnOnce(Rpc) -> T) -> T {
        let rpc = self.begin();
        let result = call(rpc);
        self.end(rpc);
        result
    }

    // Not repeated for each kind of call.
    #[inline(never)]
    fn begin(&self) -> Rpc {
        match &self.ephemeral {
            Some(open) => open.rpc(),
            None => Rpc::open(&self.uri),
        }
    }

    #[inline(never)]
    fn end(&self, rpc: Rpc) {
        if self.ephemeral.is_none() {
            rpc.close();
        }
    }
}
