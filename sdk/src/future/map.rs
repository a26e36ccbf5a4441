//! [`Map`] and the functions of calls that make one: what becomes of a call's output.

use crate::client::{FutureResult, RpcFuture};
use crate::runtime::delegation::Child;
use crate::runtime::polled_again;
use crate::time::{Elapsed, Timeout, timeout};
use futures_core::FusedFuture;
use pin_project::pin_project;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

/// A call whose output goes through a function: the future of [`RpcFuture::map`] and of the
/// functions beside it.
#[pin_project]
#[must_use = "futures do nothing unless they are awaited"]
pub struct Map<F, G> {
    #[pin]
    future: F,
    /// `None` when the output was given.
    function: Option<G>,
}

impl<F: Future, G: FnOnce(F::Output) -> T, T> Future for Map<F, G> {
    type Output = T;

    /// # Panics
    ///
    /// When it is polled again after it was ready, and when the function panics.
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        let own = Child::of(&*self);
        let this = self.as_mut().project();
        if this.function.is_none() {
            polled_again();
        }
        // A join that would wait in place of this future may as well wait in place of the call
        // within: nothing but the function is run when that ends.
        own.passes_on_to(Child::of(&*this.future));
        let output = ready!(this.future.poll(cx));
        match this.function.take() {
            Some(function) => Poll::Ready(function(output)),
            None => polled_again(),
        }
    }
}

impl<F: Future, G: FnOnce(F::Output) -> T, T> FusedFuture for Map<F, G> {
    fn is_terminated(&self) -> bool {
        self.function.is_none()
    }
}

impl<F, G> fmt::Debug for Map<F, G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Map")
    }
}

/// A call that fails with [`Elapsed`] when it takes too long: the future of [`RpcFuture::timeout`].
pub type CallTimeout<F, T, E> = Map<Timeout<F>, fn(Result<Result<T, E>, Elapsed>) -> Result<T, E>>;

/// What these give is still a call to [`join_all`](crate::join_all()), which waits for many of them
/// at the cost of a few. So is what they give in turn.
impl<F: FutureResult> RpcFuture<F> {
    /// Fails with [`Elapsed`] when the call has not ended once `duration` has passed, counted from
    /// now. An [`RpcError`](crate::RpcError) has a case for it.
    ///
    /// The call is not taken back: see [`timeout`](crate::timeout()), which is for futures of all
    /// kinds, and gives a result around their output.
    ///
    /// ```
    /// # use golem_rpc_sdk::client::{Call, Remote};
    /// # use golem_rpc_sdk::mock::{Mock, Reply};
    /// # use golem_rpc_sdk::{RpcError, RpcFuture, WorkerUri, block_on, join_all};
    /// # use std::time::Duration;
    /// # struct Api(Remote);
    /// # impl Api {
    /// #     fn get(&self) -> RpcFuture<Call<u64>> {
    /// #         RpcFuture::new(self.0.call("get", &[]))
    /// #     }
    /// # }
    /// # let mock = Mock::install();
    /// # mock.on("get", |_| Reply::value(1_u64).after(Duration::from_secs(2)));
    /// # let id = "7b3f7a5e-3bd0-4c1b-9e0a-2f4dbb8f3c55";
    /// # let uri = WorkerUri::durable(id, "w").unwrap();
    /// # let workers = [Api(Remote::new(&uri)), Api(Remote::new(&uri))];
    /// const SECOND: Duration = Duration::from_secs(1);
    ///
    /// let calls = workers.iter().map(|worker| worker.get().timeout(SECOND));
    /// let values = block_on(join_all(calls));
    /// assert_eq!(values, [Err(RpcError::Elapsed), Err(RpcError::Elapsed)]);
    /// ```
    pub fn timeout<T, E: From<Elapsed>>(self, duration: Duration) -> CallTimeout<Self, T, E>
    where
        Self: Future<Output = Result<T, E>>,
    {
        map(timeout(duration, self), |output| output?)
    }

    /// Passes the output through `function`.
    pub fn map<T, G>(self, function: G) -> Map<Self, G>
    where
        G: FnOnce(F::Output) -> T,
    {
        map(self, function)
    }

    /// Passes the value of a call that succeeded through `function`.
    pub fn map_ok<T, E, U, G>(self, function: G) -> Map<Self, impl FnOnce(Result<T, E>) -> Result<U, E>>
    where
        Self: Future<Output = Result<T, E>>,
        G: FnOnce(T) -> U,
    {
        map(self, |output: Result<T, E>| output.map(function))
    }

    /// Passes the error of a call that failed through `function`.
    pub fn map_err<T, E, U, G>(self, function: G) -> Map<Self, impl FnOnce(Result<T, E>) -> Result<T, U>>
    where
        Self: Future<Output = Result<T, E>>,
        G: FnOnce(E) -> U,
    {
        map(self, |output: Result<T, E>| output.map_err(function))
    }

    /// Passes the value of a call that succeeded through `function`, which may fail. It is no async
    /// function: nothing is awaited after the call.
    pub fn and_then_sync<T, E, U, G>(self, function: G) -> Map<Self, impl FnOnce(Result<T, E>) -> Result<U, E>>
    where
        Self: Future<Output = Result<T, E>>,
        G: FnOnce(T) -> Result<U, E>,
    {
        map(self, |output: Result<T, E>| output.and_then(function))
    }
}

impl<F: Future, H: FnOnce(F::Output) -> O, O> Map<F, H> {
    /// As [`RpcFuture::timeout`].
    pub fn timeout<T, E: From<Elapsed>>(self, duration: Duration) -> CallTimeout<Self, T, E>
    where
        Self: Future<Output = Result<T, E>>,
    {
        map(timeout(duration, self), |output| output?)
    }

    /// As [`RpcFuture::map`].
    pub fn map<T, G>(self, function: G) -> Map<Self, G>
    where
        G: FnOnce(O) -> T,
    {
        map(self, function)
    }

    /// As [`RpcFuture::map_ok`].
    pub fn map_ok<T, E, U, G>(self, function: G) -> Map<Self, impl FnOnce(Result<T, E>) -> Result<U, E>>
    where
        Self: Future<Output = Result<T, E>>,
        G: FnOnce(T) -> U,
    {
        map(self, |output: Result<T, E>| output.map(function))
    }

    /// As [`RpcFuture::map_err`].
    pub fn map_err<T, E, U, G>(self, function: G) -> Map<Self, impl FnOnce(Result<T, E>) -> Result<T, U>>
    where
        Self: Future<Output = Result<T, E>>,
        G: FnOnce(E) -> U,
    {
        map(self, |output: Result<T, E>| output.map_err(function))
    }

    /// As [`RpcFuture::and_then_sync`].
    pub fn and_then_sync<T, E, U, G>(self, function: G) -> Map<Self, impl FnOnce(Result<T, E>) -> Result<U, E>>
    where
        Self: Future<Output = Result<T, E>>,
        G: FnOnce(T) -> Result<U, E>,
    {
        map(self, |output: Result<T, E>| output.and_then(function))
    }
}

impl<F: Future> Timeout<F> {
    /// As [`RpcFuture::map`]: a call in a timeout, with a function on what that gives.
    pub fn map<T, G>(self, function: G) -> Map<Self, G>
    where
        G: FnOnce(Result<F::Output, Elapsed>) -> T,
    {
        map(self, function)
    }
}

fn map<F, G>(future: F, function: G) -> Map<F, G> {
    Map { future, function: Some(function) }
}
