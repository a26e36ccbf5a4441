//! [`Failure`]: why an invocation gave no value.

use crate::bindings::RpcError;
use crate::limits::LimitHit;
use crate::values::DecodeError;
use std::sync::Arc;

/// Why an invocation gave no value. The texts are those a caller sees, as on Golem.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Failure {
    /// No component has this id.
    #[error("Could not find any component with the given id: {0}")]
    MissingComponent(String),
    /// The component exports no such interface.
    #[error("Invalid request: could not load exports for interface {0}")]
    MissingInterface(String),
    /// The component exports no such function.
    #[error("Invalid request: could not load function {0}")]
    MissingFunction(String),
    /// The function's name is not written as names are on the wire.
    #[error("Invalid request: invalid function name `{0}`")]
    InvalidFunctionName(String),
    /// The function takes other parameters.
    #[error("Parameter type mismatch: {0}")]
    ParameterMismatch(String),
    /// The request is not well-formed.
    #[error("{0}")]
    Protocol(String),
    /// The worker trapped: the message with its backtrace.
    #[error("Invocation failed: {0}")]
    Trapped(String),
    /// The worker trapped in an earlier invocation, and stays failed.
    #[error("Previous invocation failed: {0}")]
    PreviouslyFailed(String),
    /// The worker could not be started.
    #[error("Failed to start the worker: {0}")]
    NotStarted(String),
    /// The result can't be sent.
    #[error("Failed to encode the result: {0}")]
    Unsendable(String),
    /// Workers that await each other, so that none of them could ever go on. The call that was told so was not made.
    #[error("Deadlock: {0}, each awaits the next; none of them can go on. This call was not made")]
    Deadlock(String),
    /// Workers that await each other, so that none of them could ever go on, by calls that all have begun. The call that was told
    /// so goes on, and so does its caller, without its result.
    #[error(
        "Deadlock: {0}, each awaits the next; none of them can go on. This call has begun: it goes on, its result is lost"
    )]
    DeadlockOfBegun(String),
    /// One of the host's [`Limits`](crate::Limits).
    #[error("Limit reached: {0}")]
    Limit(LimitHit),
    /// A [`Fault`](crate::Fault) that was asked for.
    #[error("Injected fault: {0}")]
    Injected(String),
    /// The host was stopped before the worker answered.
    #[error("The worker was stopped before it answered")]
    Stopped,
}

impl Failure {
    /// Of a call that one of the `circle` has not begun.
    pub(crate) fn deadlock(circle: &[Arc<str>]) -> Self {
        Self::Deadlock(circle_text(circle))
    }

    /// Of calls that all of the `circle` have begun.
    pub(crate) fn deadlock_of_begun(circle: &[Arc<str>]) -> Self {
        Self::DeadlockOfBegun(circle_text(circle))
    }

    /// Whether it tells that a call was taken back before anybody began with it.
    pub(crate) fn is_taken_back(&self) -> bool {
        matches!(self, Self::Deadlock(_))
    }

    /// Whether the instance in which it happened can't be used again.
    pub(crate) fn ends_instance(&self) -> bool {
        match self {
            Self::Trapped(_) | Self::NotStarted(_) => true,
            Self::Limit(hit) => !hit.is_refusal(),
            _ => false,
        }
    }

    /// What later invocations fail with.
    pub(crate) fn repeated(&self) -> Self {
        match self {
            Self::Trapped(text) => Self::PreviouslyFailed(text.clone()),
            Self::Limit(hit) => Self::PreviouslyFailed(Self::Limit(*hit).to_string()),
            other => other.clone(),
        }
    }
}

/// Workers that await each other, in that order.
fn circle_text(circle: &[Arc<str>]) -> String {
    let labels: Vec<&str> = circle.iter().chain(circle.first()).map(|label| &**label).collect();
    labels.join(" → ")
}

impl From<LimitHit> for Failure {
    fn from(hit: LimitHit) -> Self {
        Self::Limit(hit)
    }
}

impl From<DecodeError> for Failure {
    fn from(error: DecodeError) -> Self {
        match error {
            DecodeError::Malformed(_) => Self::Protocol(error.to_string()),
            DecodeError::Mismatch(reason) => Self::ParameterMismatch(reason),
            DecodeError::Limit(hit) => Self::Limit(hit),
        }
    }
}

impl From<Failure> for RpcError {
    fn from(failure: Failure) -> Self {
        let text = failure.to_string();
        match failure {
            Failure::Protocol(_) => Self::ProtocolError(text),
            Failure::Limit(hit) if hit.is_refusal() => Self::Denied(text),
            _ => Self::RemoteInternalError(text),
        }
    }
}
