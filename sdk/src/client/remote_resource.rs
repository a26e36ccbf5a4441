//! [`RemoteResource`]: a resource that lives in another worker.

use super::failed_calls;
use super::remote::{Call, Remote};
use super::rpc_error::RpcError;
use super::rpc_future::FutureResult;
use crate::bindings::clock::subscribe_duration;
use crate::bindings::poll::Pollable;
use crate::codec::{Decode, DecodeError, Decoder, Encode, Encoded, Encoder, NodeIndex};
use std::cell::Cell;
use std::fmt;

/// A resource that lives in another worker, by its handle. Generated clients are typed wrappers around it.
///
/// When it is dropped, the worker is told to drop its side, and nobody waits for that. A resource that was given away, as a parameter
/// that its function owns, is the target's to drop.
///
/// A reply that nobody takes leaves the resources in it alive in the worker: await a call that gives one.
pub struct RemoteResource {
    remote: Remote,
    uri: String,
    id: u64,
    drop: &'static str,
}

impl RemoteResource {
    /// A client of the worker that the resource lives in.
    pub fn remote(&self) -> &Remote {
        &self.remote
    }
}

/// Resources in replies.
impl Decoder<'_> {
    /// A resource, which calls `drop` when it goes.
    ///
    /// # Errors
    ///
    /// When `node` is no handle.
    pub fn handle(&mut self, node: NodeIndex, drop: &'static str) -> Result<RemoteResource, DecodeError> {
        let (uri, id, worker) = self.resource(node)?;
        Ok(RemoteResource { remote: Remote::over(worker), uri, id, drop })
    }
}

/// Resources among the parameters.
impl Encoder {
    /// A resource.
    pub fn handle(&mut self, resource: &RemoteResource) -> NodeIndex {
        self.resource(resource.remote.connection(), &resource.uri, resource.id)
    }
}

impl Encode for RemoteResource {
    fn encode(&self, encoder: &mut Encoder) -> NodeIndex {
        encoder.handle(self)
    }
}

impl Drop for RemoteResource {
    fn drop(&mut self) {
        if GIVING.get() {
            return;
        }
        // Fire and forget fails only for a component that is gone, and then so is the resource.
        let _ = self.remote.tell(self.drop, &Encoded::new(&[self]));
    }
}

impl fmt::Debug for RemoteResource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RemoteResource({} of {})", self.id, self.uri)
    }
}

thread_local! {
    /// Whether resources that go now are given away: what a value holds of them is known to its own
    /// drop glue alone. It holds nothing to drop, so resources that go at the thread's end find it
    /// there.
    static GIVING: Cell<bool> = const { Cell::new(false) };
}

/// Parameters with resources in them, ready to be sent to one worker, or the error that they are not all that worker's.
#[derive(Debug)]
#[must_use = "parameters are for a call"]
pub struct Params(Result<Encoded, RpcError>);

impl Params {
    /// Gives `owned` away: the target has the resources in it when the call is made, so they are not dropped from here. Without a call
    /// nobody else has them, and they are dropped.
    pub fn giving<T>(self, owned: T) -> Self {
        let giving = Giving { before: GIVING.replace(self.0.is_ok()) };
        drop(owned);
        drop(giving);
        self
    }
}

/// While it lives, dropping resources does not reach the target; also after a panic.
struct Giving {
    before: bool,
}

impl Drop for Giving {
    fn drop(&mut self) {
        GIVING.set(self.before);
    }
}

/// Calls with resources among their parameters.
impl Remote {
    /// Encodes parameters, and looks whether the resources in them are this worker's.
    pub fn params(&self, params: &[&dyn Encode]) -> Params {
        let called = self.connection();
        Params(
            Encoded::for_worker(called, params)
                .map_err(|owner| RpcError::ForeignResource { owner, called: called.uri().to_owned() }),
        )
    }

    /// As [`call`](Self::call).
    pub fn call_with<T: Decode>(&self, function: &str, params: Params) -> ResourceCall<T> {
        ResourceCall(match params.0 {
            Ok(params) => State::Started(self.start(function, &params)),
            Err(error) => State::Refused(error),
        })
    }

    /// As [`call_blocking`](Self::call_blocking).
    ///
    /// # Errors
    ///
    /// Those of `call_blocking`, and when a resource is another worker's.
    pub fn call_blocking_with<T: Decode>(&self, function: &str, params: Params) -> Result<T, RpcError> {
        self.wait(function, &params.0?)
    }

    /// As [`trigger`](Self::trigger).
    ///
    /// # Errors
    ///
    /// Those of `trigger`, and when a resource is another worker's.
    pub fn trigger_with(&self, function: &str, params: Params) -> Result<(), RpcError> {
        self.tell(function, &params.0?)
    }
}

/// A call under way, or refused because of its parameters; await it through an [`RpcFuture`](crate::RpcFuture).
#[derive(Debug)]
pub struct ResourceCall<T>(State<T>);

#[derive(Debug)]
enum State<T> {
    Started(Call<T>),
    Refused(RpcError),
}

impl<T: Decode> FutureResult for ResourceCall<T> {
    type Output = Result<T, RpcError>;

    fn subscribe(&self) -> Pollable {
        match &self.0 {
            State::Started(call) => call.subscribe(),
            // Awaited like others: by something that is ready at once.
            State::Refused(_) => subscribe_duration(0),
        }
    }

    fn get(&self) -> Option<Self::Output> {
        match &self.0 {
            State::Started(call) => call.get(),
            State::Refused(error) => {
                failed_calls::note::<T>();
                Some(Err(error.clone()))
            }
        }
    }
}
