//! Whether the parameters of a call are too large or too deep.

use wasmtime::component::Val;

use super::measure_val;
use crate::bindings::WitValue;
use crate::limits::{LimitHit, Limits};

/// Checks the parameters of a call between workers.
///
/// The caller's thread does this, before the call is queued: it costs far less than decoding them,
/// which the target's thread does later.
///
/// # Errors
/// [`LimitHit::RequestSize`] and [`LimitHit::RequestDepth`].
pub(crate) fn check_wit_values(limits: &Limits, function: &str, params: &[WitValue]) -> Result<(), LimitHit> {
    if let Some(limit) = limits.request_size
        && function.len() + params.iter().map(WitValue::size).sum::<usize>() > limit
    {
        return Err(LimitHit::RequestSize(limit));
    }
    if let Some(limit) = limits.request_depth
        && params.iter().any(|value| value.depth().is_none_or(|depth| depth > limit))
    {
        return Err(LimitHit::RequestDepth(limit));
    }
    Ok(())
}

/// Checks the arguments of a call from outside.
///
/// # Errors
/// [`LimitHit::RequestSize`] and [`LimitHit::RequestDepth`].
pub(crate) fn check_vals(limits: &Limits, arguments: &[Val]) -> Result<(), LimitHit> {
    if let Some(limit) = limits.request_size
        && arguments.iter().map(measure_val::size).sum::<usize>() > limit
    {
        return Err(LimitHit::RequestSize(limit));
    }
    if let Some(limit) = limits.request_depth
        && arguments.iter().any(|value| measure_val::depth(value) > limit)
    {
        return Err(LimitHit::RequestDepth(limit));
    }
    Ok(())
}
