//! [`RemoteResource`]: a resource that lives in another worker.

use super::call_options::CallOptions;
use super::failed_calls;
use super::remote::{Call, Remote};
use super::rpc_error::RpcError;
use super::rpc_future::FutureResult;
use crate::bindings::clock::subscribe_duration;
use crate::bindings::poll::Pollable;
use crate::codec::{Decode, DecodeError, Decoder, Encode, Encoded, Encoder, NodeIndex};
use crate::runtime::delegation::Child;
use std::cell::Cell;
use std::fmt;
use std::task::{Context, Poll};

/// A resource that lives in another worker. Generated clients are typed wrappers around it.
///
/// When it is dropped, the worker is told to drop the resource, without waiting for that. A
/// resource that was given away, as a parameter that its function owns, is dropped by the target.
///
/// Await calls that give a resource: when the reply is not taken, the resource stays alive in the
/// worker.
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

    /// The same resource, whose functions are called with `options`. Those that are not set are as
    /// before: at first those of the client that gave the resource.
    #[must_use]
    pub fn with(mut self, options: CallOptions) -> Self {
        self.remote = self.remote.with(options);
        self
    }
}

/// Resources in replies.
impl Decoder<'_> {
    /// A resource. When it is dropped, it calls the function `drop`.
    ///
    /// # Errors
    ///
    /// When `node` is no handle, or the value was not sent by a worker.
    pub fn handle(&mut self, node: NodeIndex, drop: &'static str) -> Result<RemoteResource, DecodeError> {
        let (uri, id, worker) = self.resource(node)?;
        Ok(RemoteResource { remote: Remote::over(worker), uri, id, drop })
    }
}

/// Resources among the parameters.
impl Encoder {
    /// A resource, by its handle.
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
        // This fails only when the whole component is gone, and the resource with it.
        let _ = self.remote.tell(self.drop, &Encoded::new(&[self]));
    }
}

impl fmt::Debug for RemoteResource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RemoteResource({} of {})", self.id, self.uri)
    }
}

thread_local! {
    /// Whether resources that are dropped now are given away, so that the target is not told to
    /// drop them. [`Params::giving`] sets it while it drops a value: which resources are in the
    /// value, only the compiler knows. There is nothing in it to drop, so it can be read up to the
    /// end of the thread.
    static GIVING: Cell<bool> = const { Cell::new(false) };
}

/// Parameters with resources in them, ready to be sent to one worker. Or the error that one of the
/// resources is another worker's: the call then fails with that.
#[derive(Debug)]
#[must_use = "parameters are for a call"]
pub struct Params {
    encoded: Result<Encoded, RpcError>,
    /// Whether they give resources away.
    giving: bool,
}

impl Params {
    /// Gives `owned` away: the resources in it will be the target's, so they are not dropped from
    /// here. If the parameters are in error, there will be no call, and the resources are dropped.
    pub fn giving<T>(self, owned: T) -> Self {
        let giving = Giving { before: GIVING.replace(self.encoded.is_ok()) };
        drop(owned);
        drop(giving);
        Self { giving: true, ..self }
    }

    pub(super) fn into_encoded(self) -> Result<Encoded, RpcError> {
        self.encoded
    }
}

/// As long as it lives, resources that are dropped are given away. Its own drop ends that, also
/// after a panic.
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
    /// Encodes parameters, and checks that the resources in them are this worker's.
    pub fn params(&self, params: &[&dyn Encode]) -> Params {
        let called = self.connection();
        let encoded = Encoded::for_worker(called, params)
            .map_err(|owner| RpcError::ForeignResource { owner, called: called.uri().to_owned() });
        Params { encoded, giving: false }
    }

    /// Like [`call`](Self::call), for parameters with resources.
    pub fn call_with<T: Decode>(&self, function: &str, params: Params) -> ResourceCall<T> {
        ResourceCall(match params.encoded {
            Ok(encoded) => State::Started(self.start(function, encoded, params.giving)),
            Err(error) => State::Refused(error),
        })
    }

    /// Like [`call_blocking`](Self::call_blocking), for parameters with resources.
    ///
    /// # Errors
    ///
    /// Those of `call_blocking`, and when a resource is another worker's.
    pub fn call_blocking_with<T: Decode>(&self, function: &str, params: Params) -> Result<T, RpcError> {
        self.wait(function, params.encoded?, params.giving)
    }

    /// Like [`trigger`](Self::trigger), for parameters with resources.
    ///
    /// # Errors
    ///
    /// Those of `trigger`, and when a resource is another worker's.
    pub fn trigger_with(&self, function: &str, params: Params) -> Result<(), RpcError> {
        self.tell(function, &params.into_encoded()?)
    }
}

/// A call under way, or one that failed because of its parameters. Await it through an
/// [`RpcFuture`](crate::RpcFuture).
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
            // The error is given by `get`, which is called when a pollable is ready. This one is at
            // once.
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

    const POLLS_ITSELF: bool = true;

    fn poll_itself(&mut self, child: Child, cx: &mut Context<'_>, end: impl FnOnce()) -> Poll<Self::Output> {
        match &mut self.0 {
            State::Started(call) => call.poll_itself(child, cx, end),
            State::Refused(_) => self.get().map_or(Poll::Pending, |refusal| {
                end();
                Poll::Ready(refusal)
            }),
        }
    }
}
