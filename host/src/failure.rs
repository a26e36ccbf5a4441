//! [`Failure`]: why an invocation gave no value.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::bindings::RpcError;
use crate::limits::LimitHit;
use crate::values::DecodeError;

/// How the text of a trap tells of functions whose names are not in the component.
pub(crate) const WITHOUT_NAME: &str = "without name";

/// Why an invocation gave no value. A worker that has made the call sees the same text in its
/// `rpc-error`. Where Golem has such an error, the text is Golem's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[non_exhaustive]
pub enum Failure {
    /// There is no component with this id.
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
    /// The parameters are no well-formed values.
    #[error("{0}")]
    Protocol(String),
    /// The worker trapped. This is the message of the trap, with its backtrace. If the trap is a
    /// panic of Rust, the message begins with `panicked at`, the panic's place and its message.
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
    /// Workers wait for each other in a circle, so that none of them could ever go on. The call
    /// that failed with this was taken back, and did not run.
    #[error("Deadlock: {0}, each awaits the next; none of them can go on. This call was not made")]
    Deadlock(String),
    /// Workers wait for each other in a circle, so that none of them could ever go on, and all of
    /// their calls have begun. The call that failed with this runs to its end, and its caller goes
    /// on without the result.
    #[error(
        "Deadlock: {0}, each awaits the next; none of them can go on. \
         This call has begun: it goes on, its result is lost"
    )]
    DeadlockOfBegun(String),
    /// The worker was run again after a restart, and did something else than in its first run. So
    /// it can't go on, and stays failed. This says what its log has and what it did, with a
    /// backtrace.
    #[error("{0}")]
    Diverged(String),
    /// The call has the idempotency key of another call, which this is. Nothing was called.
    #[error("The idempotency key is that of another call: {0}")]
    OtherCall(String),
    /// One of the host's [`Limits`](crate::Limits).
    #[error("Limit reached: {0}")]
    Limit(LimitHit),
    /// A [`Fault`](crate::Fault) that the host was built with.
    #[error("Injected fault: {0}")]
    Injected(String),
    /// The host was stopped before the worker answered.
    #[error("The worker was stopped before it answered")]
    Stopped,
}

impl Failure {
    /// The failure of a call that was taken back, because of this circle.
    pub(crate) fn deadlock(circle: &[Arc<str>]) -> Self {
        Self::Deadlock(circle_text(circle))
    }

    /// The failure of a call that has begun, because of this circle, in which all calls have begun.
    pub(crate) fn deadlock_of_begun(circle: &[Arc<str>]) -> Self {
        Self::DeadlockOfBegun(circle_text(circle))
    }

    /// What to do about it, where that can be told.
    pub(crate) fn cure(&self) -> Option<String> {
        if let Self::OtherCall(_) = self {
            return Some("give each call a key of its own".to_owned());
        }
        let (Self::Trapped(text) | Self::PreviouslyFailed(text)) = self else { return None };
        let stays = matches!(self, Self::PreviouslyFailed(_)).then(|| STAYS_FAILED.to_owned());
        let without_names = text.contains(WITHOUT_NAME).then(|| NAMES.to_owned());
        let cures: Vec<String> = [missing_variable(text), stays, without_names].into_iter().flatten().collect();
        (!cures.is_empty()).then(|| cures.join("\n"))
    }

    /// Whether the call was taken back, and did not run.
    pub(crate) fn is_taken_back(&self) -> bool {
        matches!(self, Self::Deadlock(_))
    }

    /// Whether the instance in which this happened can't be used again.
    pub(crate) fn ends_instance(&self) -> bool {
        match self {
            Self::Trapped(_) | Self::NotStarted(_) | Self::Diverged(_) => true,
            Self::Limit(hit) => !hit.is_refusal(),
            _ => false,
        }
    }

    /// What later invocations of a worker fail with that has failed for good with this.
    pub(crate) fn repeated(&self) -> Self {
        match self {
            Self::Trapped(text) | Self::Diverged(text) => Self::PreviouslyFailed(text.clone()),
            Self::Limit(hit) => Self::PreviouslyFailed(Self::Limit(*hit).to_string()),
            other => other.clone(),
        }
    }
}

const STAYS_FAILED: &str = "a worker that trapped stays failed, as on Golem: call another one, or start failed workers \
                            anew with `--restart-failed`";

const NAMES: &str = "to see names in place of functions without name, build the component with `strip = \"debuginfo\"` \
                     under `[profile.release]` in Cargo.toml; for files and lines with `strip = false` and `debug = \
                     \"line-tables-only\"`";

/// What to do if a worker has panicked because a variable is not in its environment. The first text
/// is that of the SDK, the others are those of Rust's `std::env::VarError`.
fn missing_variable(text: &str) -> Option<String> {
    let panic = text.lines().next()?.strip_prefix("panicked at ")?;
    let of_sdk = panic.split_once("the environment variable ").and_then(|(_, rest)| rest.split_once(" is not set"));
    let name = match of_sdk {
        Some((name, _)) => name,
        None if panic.contains("NotPresent") || panic.contains("environment variable not found") => "NAME",
        None => return None,
    };
    Some(format!(
        "give the workers the variable: `--env {name}=VALUE`, or a line under `[env]` in the application's file. \
         `@COMPONENT` as the value is the id of that component"
    ))
}

/// The workers of a circle in their order, with the first one again at the end.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cures() {
        let trapped = |text: &str| Failure::Trapped(text.to_owned()).cure();
        assert_eq!(trapped("wasm trap: call stack exhausted\nwasm backtrace:\n    0: 0x1 - a!b"), None);
        assert!(trapped("wasm backtrace:\n    0: 2 functions without name").is_some_and(|cure| cure.contains("strip")));
        let sdk = "panicked at src/lib.rs:1:2: x: the environment variable STORE_ID is not set: it must hold an id";
        assert!(trapped(sdk).is_some_and(|cure| cure.contains("`--env STORE_ID=VALUE`")));
        let error = std::env::VarError::NotPresent;
        for shown in [format!("{error}"), format!("{error:?}")] {
            let cure = trapped(&format!("panicked at src/lib.rs:1:2: {shown}"));
            assert!(cure.is_some_and(|cure| cure.contains("`--env NAME=VALUE`")), "{shown}");
        }
        let again = Failure::Trapped(sdk.to_owned()).repeated().cure().expect("it can be cured");
        assert!(again.contains("--env STORE_ID") && again.contains("--restart-failed"), "{again}");
        assert_eq!(Failure::Stopped.cure(), None);
    }
}
