//! Calls at a later time, and [`ScheduledCall`], by which one is taken back.

use super::remote::Remote;
use super::remote_resource::Params;
use super::rpc_error::RpcError;
use crate::bindings::datetime::Datetime;
use crate::bindings::wire::{self, CancellationToken};
use crate::codec::{Encode, Encoded};
use crate::golem::Schedules;
use std::fmt;

/// Calls that the target is to run at a later time, which Golem has from 1.1 on. What comes of them
/// is not told. They are made although the caller has ended by then.
///
/// `V` is the version that the client is of: see [`Remote::on`].
///
/// ```
/// use golem_rpc_sdk::client::Remote;
/// use golem_rpc_sdk::mock::{Mock, Reply};
/// use golem_rpc_sdk::time::Datetime;
/// use golem_rpc_sdk::{WorkerUri, block_on, golem, sleep};
/// use std::time::Duration;
///
/// let mock = Mock::install();
/// mock.on("demo:cart/api.{expire}", |_| Reply::nothing());
/// let uri = WorkerUri::durable("7b3f7a5e-3bd0-4c1b-9e0a-2f4dbb8f3c55", "cart")?;
/// let cart = Remote::on::<golem::V1_1>(&uri);
/// let minutes = |n: u64| Datetime::after(Duration::from_secs(60 * n));
///
/// cart.schedule::<golem::V1_1>(minutes(10), "demo:cart/api.{expire}", &[])?;
/// let call = cart.schedule_cancelable::<golem::V1_1>(minutes(20), "demo:cart/api.{expire}", &[])?;
/// assert_eq!(mock.scheduled().len(), 2);
/// call.cancel();
/// block_on(sleep(Duration::from_secs(3600)));
/// assert_eq!(mock.requests().len(), 1);
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
impl Remote {
    /// Has the target run the function at the time `at`: at once if that is over.
    ///
    /// # Errors
    ///
    /// When the worker is an ephemeral one and Golem has none. Golem itself tells of no error: the
    /// call is lost when the component or the function is missing.
    pub fn schedule<V: Schedules>(
        &self,
        at: impl Into<Datetime>,
        function: &str,
        params: &[&dyn Encode],
    ) -> Result<(), RpcError> {
        self.schedule_encoded::<V>(at.into(), function, &Encoded::new(params))
    }

    /// Like [`schedule`](Self::schedule), and gives what can take the call back.
    ///
    /// # Errors
    ///
    /// Those of `schedule`.
    pub fn schedule_cancelable<V: Schedules>(
        &self,
        at: impl Into<Datetime>,
        function: &str,
        params: &[&dyn Encode],
    ) -> Result<ScheduledCall, RpcError> {
        self.schedule_encoded_cancelable::<V>(at.into(), function, &Encoded::new(params))
    }

    /// Like [`schedule`](Self::schedule), for parameters with resources.
    ///
    /// # Errors
    ///
    /// Those of `schedule`, and when a resource is another worker's.
    pub fn schedule_with<V: Schedules>(
        &self,
        at: impl Into<Datetime>,
        function: &str,
        params: Params,
    ) -> Result<(), RpcError> {
        self.schedule_encoded::<V>(at.into(), function, &params.into_encoded()?)
    }

    /// Like [`schedule_cancelable`](Self::schedule_cancelable), for parameters with resources. A
    /// resource that is given away is gone, also when the call is taken back.
    ///
    /// # Errors
    ///
    /// Those of `schedule`, and when a resource is another worker's.
    pub fn schedule_cancelable_with<V: Schedules>(
        &self,
        at: impl Into<Datetime>,
        function: &str,
        params: Params,
    ) -> Result<ScheduledCall, RpcError> {
        self.schedule_encoded_cancelable::<V>(at.into(), function, &params.into_encoded()?)
    }

    fn schedule_encoded<V: Schedules>(&self, at: Datetime, function: &str, params: &Encoded) -> Result<(), RpcError> {
        let schedule = |rpc: &_| wire::schedule(V::SCHEDULING, rpc, at, function, params.values());
        Ok(self.connection().with_client_of(V::SCHEDULING, V::address, schedule)?)
    }

    fn schedule_encoded_cancelable<V: Schedules>(
        &self,
        at: Datetime,
        function: &str,
        params: &Encoded,
    ) -> Result<ScheduledCall, RpcError> {
        let schedule = |rpc: &_| wire::schedule_cancelable(V::SCHEDULING, rpc, at, function, params.values());
        Ok(ScheduledCall(self.connection().with_client_of(V::SCHEDULING, V::address, schedule)?))
    }
}

/// A call that was scheduled. When this is dropped, the call is made all the same.
#[must_use = "a call that need not be cancelled can be scheduled without this"]
pub struct ScheduledCall(CancellationToken);

impl ScheduledCall {
    /// Takes the call back. Nothing happens if it was made already.
    pub fn cancel(self) {
        self.0.cancel();
    }
}

/// Declares what a token of a stub becomes.
macro_rules! from_tokens {
    ($($module:ident),*) => {$(
        /// That of a call which was scheduled through a stub.
        impl From<crate::bindings::$module::CancellationToken> for ScheduledCall {
            fn from(token: crate::bindings::$module::CancellationToken) -> Self {
                Self(token.into())
            }
        }
    )*};
}

from_tokens!(rpc_0_1_3, rpc_0_2_0, rpc_0_2_2);

impl fmt::Debug for ScheduledCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ScheduledCall")
    }
}
