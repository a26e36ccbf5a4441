//! Other workers as closures, for plain `cargo test`: outside of a component, calls go to a
//! [`Mock`] instead of Golem.
//!
//! ```
//! use golem_rpc_sdk::mock::{Mock, Reply};
//! use golem_rpc_sdk::client::Remote;
//! use golem_rpc_sdk::{
//!     RpcError, RpcFuture, WorkerUri, block_on, join_all, timeout, virtual_time,
//! };
//! use std::time::Duration;
//!
//! // What is to be tested; a generated client would stand where `Remote` does.
//! async fn total(counters: &[Remote]) -> Result<u64, RpcError> {
//!     let get = |counter: &Remote| counter.call::<u64>("demo:counter/api.{get}", &[]);
//!     let calls = counters.iter().map(|counter| RpcFuture::new(get(counter)));
//!     join_all(calls).await.into_iter().sum()
//! }
//!
//! let mock = Mock::install();
//! mock.on("demo:counter/api.{get}", |request| match request.worker() {
//!     Some("slow") => Reply::value(1u64).after(Duration::from_secs(5)),
//!     Some("broken") => Reply::error(RpcError::RemoteInternal("trap".to_owned())),
//!     _ => Reply::value(20u64),
//! });
//!
//! let component = "7b3f7a5e-3bd0-4c1b-9e0a-2f4dbb8f3c55";
//! let counter = |name| WorkerUri::durable(component, name).map(|uri| Remote::new(&uri));
//! assert_eq!(block_on(total(&[counter("a")?, counter("slow")?])), Ok(21));
//! assert_eq!(virtual_time::now(), Duration::from_secs(5));
//! assert!(block_on(total(&[counter("a")?, counter("broken")?])).is_err());
//! assert!(block_on(timeout(Duration::from_secs(1), total(&[counter("slow")?]))).is_err());
//! assert_eq!(mock.requests().len(), 5);
//! # Ok::<_, golem_rpc_sdk::UriError>(())
//! ```
//!
//! The clients that golem-rpc-codegen generates have a trait in their module `fake`, which can be
//! implemented instead of writing such closures.
//!
//! Time is [virtual](crate::virtual_time): a test does not really wait for the delay of a reply or
//! a [`sleep`](crate::sleep()).
//!
//! Where Golem would stop a worker, a mock panics: when a result is taken twice, or a client is
//! made with an invalid URI.

mod reply;
mod request;
mod resource;
mod scheduled;

pub use reply::Reply;
pub use request::{Kind, Request};
pub use resource::Resource;
pub use scheduled::Scheduled;

use crate::bindings::native::host::{self, Answer, Call, Host};
use crate::client::RpcError;
use crate::codec::Encode;
use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

/// Answers all calls that are made on this thread, as long as it lives. Of several mocks, the one
/// that was installed last answers.
#[must_use = "calls come here only as long as it lives"]
pub struct Mock(Rc<Inner>);

#[derive(Default)]
struct Inner {
    handlers: RefCell<Vec<(String, Handler)>>,
    requests: RefCell<Vec<Request>>,
}

type Handler = Rc<dyn Fn(&Request) -> Reply>;

impl Mock {
    /// Installs a mock that knows no function yet.
    pub fn install() -> Self {
        let inner = Rc::<Inner>::default();
        host::install(inner.clone());
        Self(inner)
    }

    /// Answers calls of `function`, named as in `demo:component1/api.{get}`, to any worker.
    ///
    /// `reply` runs when the call is made. It may make calls itself, but not wait for them. A
    /// second `reply` for the same function replaces the first.
    pub fn on(&self, function: &str, reply: impl Fn(&Request) -> Reply + 'static) -> &Self {
        let new: Handler = Rc::new(reply);
        let mut handlers = self.0.handlers.borrow_mut();
        let old = match handlers.iter_mut().find(|(known, _)| known == function) {
            Some((_, handler)) => Some(std::mem::replace(handler, new)),
            None => {
                handlers.push((function.to_owned(), new));
                None
            }
        };
        // Dropping the old handler may make calls, which borrow the handlers. So the borrow ends
        // before.
        drop(handlers);
        drop(old);
        self
    }

    /// Answers calls of `function` with `fake`. Hidden, for only generated fakes use it.
    #[doc(hidden)]
    pub fn serve<F: 'static, T: Encode + 'static>(
        &self,
        function: &str,
        fake: &Rc<F>,
        answer: fn(&F, &Request) -> Result<T, RpcError>,
    ) -> &Self {
        let fake = fake.clone();
        self.on(function, move |request| Reply::of(answer(&fake, request), request))
    }

    /// All calls so far, in the order in which they were made.
    pub fn requests(&self) -> Vec<Request> {
        self.0.requests.borrow().clone()
    }

    /// The calls that are scheduled for a time which has not come, in the order of their times.
    /// Those that were taken back are gone. When virtual time comes to it, such a call is made: it
    /// is answered like any other and is among the [`requests`](Self::requests) from then on.
    ///
    /// They are those of this thread: which mock will answer them is known when they are made.
    pub fn scheduled(&self) -> Vec<Scheduled> {
        Scheduled::all()
    }
}

impl Host for Inner {
    fn answer(&self, call: Call) -> Answer {
        let request = Request::new(call);
        self.requests.borrow_mut().push(request.clone());
        let handlers = self.handlers.borrow();
        let handler =
            handlers.iter().find(|(function, _)| function == request.function()).map(|(_, reply)| reply.clone());
        drop(handlers);
        let reply = match handler {
            Some(reply) => reply(&request),
            None => Reply::missing(&request),
        };
        reply.into_answer()
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        host::remove(&self.0);
    }
}

impl fmt::Debug for Mock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mock").field("requests", &self.0.requests.borrow().len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::{Mock, Reply};
    use crate::bindings::wit_value::{WitNode, WitValue};
    use crate::client::{Remote, RpcError, RpcFuture};
    use crate::naming::WorkerUri;
    use crate::runtime::block_on;

    #[test]
    fn a_reply_that_is_no_value_is_an_error_of_the_call() {
        const GET: &str = "demo:component1/api.{get}";
        let mock = Mock::install();
        mock.on(GET, |_| Reply::of_wire(WitValue { nodes: vec![WitNode::TupleValue(vec![7].into())].into() }));
        let counter = Remote::new(&WorkerUri::durable("7b3f7a5e-3bd0-4c1b-9e0a-2f4dbb8f3c55", "a").unwrap());
        assert!(matches!(block_on(RpcFuture::new(counter.call::<u64>(GET, &[]))), Err(RpcError::Decode(_))));
    }
}
