//! [`DeferredCall`]: a call that was in flight when the worker lost its instance.

use std::sync::Arc;

use super::destination::Destination;
use crate::calls::{Shared, WorkerCall, WorkerInfo};
use crate::failure::Failure;
use crate::log::Request;
use crate::store::WorkerState;
use crate::values::check_wit_values;

/// A call that the worker has made in an earlier run, and whose reply it may not have got then.
///
/// While the worker is run again, the call is not made. If the log has its reply, that is all that
/// is needed of it. If not, the call was in flight when the instance was lost, and the first `get`
/// makes it again, under the same key. A target that has begun with it by then does not run it
/// again.
pub(crate) struct DeferredCall {
    destination: Destination,
    request: Request,
}

impl DeferredCall {
    pub(super) fn new(destination: Destination, request: Request) -> Self {
        Self { destination, request }
    }

    /// Makes the call.
    ///
    /// # Errors
    /// As [`Destination::find`].
    pub(super) fn start(self, state: &WorkerState) -> Result<Arc<WorkerCall>, Failure> {
        let Self { destination, request } = self;
        let WorkerState { shared, workers, surroundings, info, .. } = state;
        check_call(shared, info, &request)?;
        let (_, place) = destination.find(&**workers, surroundings, info)?;
        info.effects.called();
        Ok(shared.ask(place, Some(info), request))
    }
}

/// Checks that a call which the worker `caller` is about to make is within the limits.
pub(super) fn check_call(shared: &Shared, caller: &WorkerInfo, request: &Request) -> Result<(), Failure> {
    let limits = &shared.settings.limits;
    limits.check_chain(caller.before_its_calls())?;
    if let Request::Rpc { function, params, .. } = request {
        check_wit_values(limits, function, params)?;
    }
    Ok(())
}
