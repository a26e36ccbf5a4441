//! [`RpcError`]: why a call gave no result.

use crate::bindings::rpc;
use crate::codec::DecodeError;
use std::error::Error;
use std::fmt;

/// Why a remote call gave no result.
///
/// A target's own `result` error is none of these: it is the value of a call that went well.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RpcError {
    /// The host did not understand the call.
    Protocol(String),
    /// The caller may not do that.
    Denied(String),
    /// There is no such worker or function. Golem 1.0 reports that as [`RemoteInternal`](Self::RemoteInternal).
    NotFound(String),
    /// The target could not run the call, or failed while it did: the text says which. It is how Golem 1.0 reports all failures: a missing
    /// component, interface or function, parameters of the wrong type, a trap.
    RemoteInternal(String),
    /// The target answered, but not with what its WIT promises: the client was generated from another version of it.
    Decode(DecodeError),
    /// It took longer than a [`timeout`](crate::timeout()) allowed. The call is not taken back: the
    /// target may still run it.
    Elapsed,
    /// A parameter is or holds a resource of another worker than the one that was to be called. Nothing was called.
    ForeignResource {
        /// The URI of the worker that has the resource.
        owner: String,
        /// The URI of the worker that was to be called.
        called: String,
    },
}

impl fmt::Display for RpcError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, text) = match self {
            Self::Protocol(text) => ("protocol error", text),
            Self::Denied(text) => ("denied", text),
            Self::NotFound(text) => ("not found", text),
            Self::RemoteInternal(text) => ("remote internal error", text),
            Self::Decode(error) => return write!(f, "unexpected reply: {error}"),
            Self::Elapsed => return f.write_str(TOOK_TOO_LONG),
            Self::ForeignResource { owner, called } => {
                return write!(f, "a resource of the worker {owner} cannot be passed to {called}");
            }
        };
        f.write_str(kind)?;
        f.write_str(": ")?;
        f.write_str(text)
    }
}

/// As [`Display`](fmt::Display): what `expect` shows is to be read, and what a derive would link is two kilobytes of every component.
impl fmt::Debug for RpcError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Without a source: the text of a [`DecodeError`] is part of its own, and who prints the chain
/// would read it twice.
impl Error for RpcError {}

/// What [`RpcError::Elapsed`] says of itself.
pub(crate) const TOOK_TOO_LONG: &str = "it took too long";

/// What is in the texts with which Golem reports what stays the same however often it is tried.
const LASTING: &[&str] = &[
    "could not load function",
    "could not load exports",
    "Parameter type mismatch",
    "Could not find any component",
    "Previous invocation failed",
];

impl RpcError {
    /// Whether the same call may go well when it is made again. For
    /// [`retry_at_least_once_if`](crate::retry_at_least_once_if()).
    ///
    /// It may after a timeout, and after an internal error of the target. It won't when the host or
    /// the target's component does not know such a call, the caller may not make it, or the reply
    /// is of another version of the WIT. Golem 1.0 reports everything as internal errors and says
    /// in their texts what it was, so those that are known to last are told by that: a missing
    /// function or interface, parameters of the wrong type, a missing component, a worker that
    /// failed before.
    ///
    /// ```
    /// use golem_rpc_sdk::RpcError;
    ///
    /// assert!(RpcError::Elapsed.is_retryable());
    /// assert!(!RpcError::Denied("not yours".to_owned()).is_retryable());
    /// ```
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Elapsed => true,
            Self::RemoteInternal(text) => !LASTING.iter().any(|lasting| text.contains(lasting)),
            _ => false,
        }
    }
}

impl From<DecodeError> for RpcError {
    fn from(error: DecodeError) -> Self {
        Self::Decode(error)
    }
}

impl From<rpc::RpcError> for RpcError {
    fn from(error: rpc::RpcError) -> Self {
        match error {
            rpc::RpcError::ProtocolError(text) => Self::Protocol(text),
            rpc::RpcError::Denied(text) => Self::Denied(text),
            rpc::RpcError::NotFound(text) => Self::NotFound(text),
            rpc::RpcError::RemoteInternalError(text) => Self::RemoteInternal(text),
        }
    }
}
