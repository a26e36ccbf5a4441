//! [`Remote`]: calls to one worker, directly over `golem:rpc`, without a stub.

use super::attempts::{self, CallWithOptions, Policy};
use super::call_options::CallOptions;
use super::failed_calls;
use super::rpc_error::RpcError;
use super::rpc_future::FutureResult;
use super::under_way::{Reply, UnderWay};
use crate::bindings::clock::subscribe_duration;
use crate::bindings::poll::Pollable;
use crate::bindings::reply_memory::Loan;
use crate::bindings::rpc::FutureInvokeResult;
use crate::bindings::wire;
use crate::bindings::wit_value::WitValue;
use crate::codec::{Decode, Encode, Encoded, decode_reply};
use crate::golem::{Golem, HasEphemeralWorkers, V1_0};
use crate::naming::{UriError, WorkerUri};
use crate::runtime::delegation::Child;
use crate::runtime::{poll_budget, reactor};
use crate::worker::Connection;
use std::fmt;
use std::marker::PhantomData;
use std::rc::Rc;
use std::task::{Context, Poll};

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
    /// A client of the worker at `uri`, for Golem 1.0 and 1.1. The worker is created when it is
    /// called for the first time.
    #[inline]
    pub fn new(uri: &WorkerUri) -> Self {
        Self::on::<V1_0>(uri)
    }

    /// Like [`new`](Self::new), for the version `V` of Golem.
    ///
    /// On Golem 1.3 and later all calls of an ephemeral worker fail with [`RpcError::NotFound`],
    /// because there are none: see [`ephemeral`](Self::ephemeral).
    pub fn on<V: Golem>(uri: &WorkerUri) -> Self {
        Self { connection: Connection::new(V::address(uri)) }
    }

    /// A client of a new worker, to which Golem gives a name. Versions of Golem that have no such
    /// workers are a compile error, which they are not for [`on`](Self::on).
    ///
    /// # Errors
    ///
    /// When `component_id` is not a UUID.
    pub fn ephemeral<V: HasEphemeralWorkers>(component_id: &str) -> Result<Self, UriError> {
        Ok(Self::on::<V>(&WorkerUri::ephemeral(component_id)?))
    }

    /// A client of the same worker whose calls are made with `options`. Those that are not set are
    /// this client's.
    #[must_use]
    pub fn with(&self, options: CallOptions) -> Self {
        let options = match self.connection.options::<Policy>() {
            Some(policy) => options.or(&policy.options),
            None => options,
        };
        Self::over(&self.connection.with_options(Rc::new(Policy { options, begin: attempts::begin })))
    }

    /// Starts a call, at once. Its result is awaited through an [`RpcFuture`](crate::RpcFuture).
    pub fn call<T: Decode>(&self, function: &str, params: &[&dyn Encode]) -> Call<T> {
        self.under_way(start(&self.connection, function, params))
    }

    /// Calls, and waits for the result. Nothing else in this component goes on meanwhile.
    ///
    /// # Errors
    ///
    /// When the call failed, or its result is not a `T`.
    pub fn call_blocking<T: Decode>(&self, function: &str, params: &[&dyn Encode]) -> Result<T, RpcError> {
        self.wait(function, Encoded::new(params), false)
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

    /// Starts a call. If `once`, it is not made again when it fails.
    pub(super) fn start<T: Decode>(&self, function: &str, params: Encoded, once: bool) -> Call<T> {
        self.under_way(begin(&self.connection, function, params, once))
    }

    pub(super) fn wait<T: Decode>(&self, function: &str, params: Encoded, once: bool) -> Result<T, RpcError> {
        let (reply, _loan) = wait(&self.connection, function, params, once);
        Ok(decode_reply(reply?, Some(&self.connection))?)
    }

    pub(super) fn tell(&self, function: &str, params: &Encoded) -> Result<(), RpcError> {
        Ok(self.connection.tell(function, params.values())?)
    }

    fn under_way<T>(&self, way: Way) -> Call<T> {
        Call { way, remote: self.clone(), output: PhantomData }
    }

    /// A client that calls through `connection`.
    pub(super) fn over(connection: &Rc<Connection>) -> Self {
        Self { connection: connection.clone() }
    }

    pub(super) fn connection(&self) -> &Rc<Connection> {
        &self.connection
    }
}

// These are not part of functions of `Remote`, of which the compiler makes a copy for each type of
// a result.

fn start(connection: &Rc<Connection>, function: &str, params: &[&dyn Encode]) -> Way {
    begin(connection, function, Encoded::new(params), false)
}

fn begin(connection: &Rc<Connection>, function: &str, params: Encoded, once: bool) -> Way {
    match connection.options::<Policy>() {
        None => Way::Plain(UnderWay::new(connection.start(function, params.values()))),
        Some(policy) => Way::WithOptions((policy.begin)(&policy.options, connection, function, params, once)),
    }
}

fn wait(connection: &Rc<Connection>, function: &str, params: Encoded, once: bool) -> Reply {
    reactor::end_turn();
    let reply = match connection.options::<Policy>() {
        None => {
            let (reply, loan) = connection.wait(function, params.values());
            (reply.map_err(RpcError::from), Some(loan))
        }
        Some(policy) => (policy.begin)(&policy.options, connection, function, params, once).wait(),
    };
    poll_budget::call_blocked();
    reply
}

impl fmt::Debug for Remote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Remote")
    }
}

/// A call under way; await it through an [`RpcFuture`](crate::RpcFuture).
pub struct Call<T> {
    way: Way,
    /// Resources in the result become clients of the same worker.
    remote: Remote,
    output: PhantomData<fn() -> T>,
}

enum Way {
    Plain(UnderWay),
    WithOptions(Box<dyn CallWithOptions>),
}

impl Way {
    /// `None` for a call with options that is between two attempts.
    fn result(&self) -> Option<&FutureInvokeResult> {
        match self {
            Self::Plain(call) => Some(call.result()),
            Self::WithOptions(call) => call.result(),
        }
    }
}

impl<T: Decode> Call<T> {
    #[inline(always)]
    fn decoded(&self, reply: Result<WitValue, RpcError>) -> Result<T, RpcError> {
        match reply {
            Ok(reply) => decode_reply(reply, Some(&self.remote.connection)).map_err(|error| failed::<T>(error.into())),
            Err(error) => Err(failed::<T>(error)),
        }
    }
}

impl<T: Decode> FutureResult for Call<T> {
    type Output = Result<T, RpcError>;

    /// That of the attempt which is under way. Options are those of an
    /// [`RpcFuture`](crate::RpcFuture).
    fn subscribe(&self) -> Pollable {
        self.way.result().map_or_else(|| subscribe_duration(0), FutureInvokeResult::subscribe)
    }

    fn get(&self) -> Option<Self::Output> {
        let result = self.way.result()?;
        let (reply, _loan) = Loan::during(|| wire::get(result));
        Some(self.decoded(reply?.map_err(RpcError::from)))
    }

    const POLLS_ITSELF: bool = true;

    fn poll_itself(&mut self, child: Child, cx: &mut Context<'_>, end: impl FnOnce()) -> Poll<Self::Output> {
        let polled = match &mut self.way {
            Way::Plain(call) => call.poll(child, cx),
            Way::WithOptions(call) => call.poll(child, cx),
        };
        match polled {
            Poll::Pending => Poll::Pending,
            Poll::Ready((reply, _loan)) => {
                end();
                Poll::Ready(self.decoded(reply))
            }
        }
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
