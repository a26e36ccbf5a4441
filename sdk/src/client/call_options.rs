//! [`CallOptions`]: how long the calls of a client may take, and how often they are made.

use super::backoff::Backoff;
use std::time::Duration;

/// How the calls of a client are made. The client's function `with` takes them and gives another
/// client of the same worker, which is cheap: so they may be a client's own, or those of one call.
///
/// ```
/// # use golem_rpc_sdk::client::{Call, Remote};
/// # use golem_rpc_sdk::mock::{Mock, Reply};
/// # use golem_rpc_sdk::{RpcError, RpcFuture, WorkerUri, virtual_time};
/// # struct Api(Remote);
/// # impl Api {
/// #     fn new(uri: &WorkerUri) -> Self { Self(Remote::new(uri)) }
/// #     fn with(&self, options: CallOptions) -> Self { Self(self.0.with(options)) }
/// #     fn get(&self) -> RpcFuture<Call<u64>> { RpcFuture::new(self.0.call("get", &[])) }
/// # }
/// # let mock = Mock::install();
/// # mock.on("get", |_| Reply::value(1_u64).after(Duration::from_secs(5)));
/// # let uri = WorkerUri::durable("7b3f7a5e-3bd0-4c1b-9e0a-2f4dbb8f3c55", "w").unwrap();
/// use golem_rpc_sdk::{Backoff, CallOptions, block_on};
/// use std::time::Duration;
///
/// let options = CallOptions::new()
///     .deadline(Duration::from_secs(2))
///     .retry(Backoff::new(3, Duration::from_millis(100)));
/// let counter = Api::new(&uri).with(options);
/// // All calls of `counter` are made so.
/// assert_eq!(block_on(counter.get()), Err(RpcError::Elapsed));
/// // This one has more time, and is tried again all the same.
/// let patient = CallOptions::new().deadline(Duration::from_secs(10));
/// assert_eq!(block_on(counter.with(patient).get()), Ok(1));
/// ```
///
/// What is not set here is as it is for the client that `with` is called on.
///
/// They are for calls that are awaited, and for those that block. A function that is triggered has
/// no result that could come too late or be an error.
///
/// [`join_all`](crate::join_all()) waits for such calls as it does for others. One that is made
/// again is waited for by itself from then on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CallOptions {
    pub(super) deadline: Option<Duration>,
    pub(super) attempt_timeout: Option<Duration>,
    pub(super) backoff: Option<Backoff>,
}

impl CallOptions {
    /// Options that change nothing.
    pub const fn new() -> Self {
        Self { deadline: None, attempt_timeout: None, backoff: None }
    }

    /// A call fails with [`RpcError::Elapsed`](crate::RpcError::Elapsed) when it has not ended once
    /// `duration` has passed since it was made. All attempts and the waits between them are part of
    /// that. [`Duration::MAX`] is no deadline.
    ///
    /// The call is not taken back: see [`timeout`](crate::timeout()).
    #[must_use]
    pub const fn deadline(mut self, duration: Duration) -> Self {
        self.deadline = Some(duration);
        self
    }

    /// An attempt fails with [`RpcError::Elapsed`](crate::RpcError::Elapsed) when it has not ended
    /// once `duration` has passed since it began. Then comes the next one, if there is one.
    #[must_use]
    pub const fn attempt_timeout(mut self, duration: Duration) -> Self {
        self.attempt_timeout = Some(duration);
        self
    }

    /// A call that failed is made again, as often as `backoff` says, when that may help: see
    /// [`RpcError::is_retryable`](crate::RpcError::is_retryable). So the function may run several
    /// times: see [`retry_at_least_once`](crate::retry_at_least_once()). When the deadline comes
    /// before the next attempt, the last error is given at once.
    ///
    /// A call that gives a resource away is made once, for the first attempt may have taken it.
    ///
    /// `Backoff::new(1, Duration::ZERO)` has each call made once.
    #[must_use]
    pub fn retry(mut self, backoff: Backoff) -> Self {
        self.backoff = Some(backoff);
        self
    }

    /// These, and where something is not set, that of `others`.
    pub(super) fn or(self, others: &Self) -> Self {
        Self {
            deadline: self.deadline.or(others.deadline),
            attempt_timeout: self.attempt_timeout.or(others.attempt_timeout),
            backoff: self.backoff.or_else(|| others.backoff.clone()),
        }
    }
}
