//! [`RpcError`]: why a call gave no result.

use crate::bindings::rpc;
use crate::codec::DecodeError;
use crate::error_text::write_text;
use std::error::Error;
use std::fmt;

/// Why a remote call gave no result.
///
/// The `err` of a function whose result is a WIT `result` is none of these: it is the value of a
/// call that went well.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RpcError {
    /// The host did not understand the call.
    Protocol(String),
    /// The caller may not do that.
    Denied(String),
    /// There is no such worker or function. Golem 1.0 reports that as
    /// [`RemoteInternal`](Self::RemoteInternal).
    NotFound(String),
    /// The target could not run the call, or failed while it did; the text says which. Golem 1.0
    /// reports all failures this way: a missing component, interface or function, parameters of the
    /// wrong type, a trap.
    RemoteInternal(String),
    /// The target answered with a value that is not of the type in the WIT: the client was
    /// generated from another version of the WIT.
    Decode(DecodeError),
    /// It took longer than a [`timeout`](crate::timeout()) allowed. The call is not taken back: the
    /// target may still run it.
    Elapsed,
    /// A parameter is or contains a resource of another worker than the one that was to be called.
    /// No call was made.
    ForeignResource {
        /// The URI of the worker that has the resource.
        owner: String,
        /// The URI of the worker that was to be called.
        called: String,
    },
}

impl fmt::Display for RpcError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (text, more) = match self {
            Self::Protocol(text) => ("protocol error: ", text),
            Self::Denied(text) => ("denied: ", text),
            Self::NotFound(text) => ("not found: ", text),
            Self::RemoteInternal(text) => ("remote internal error: ", text),
            Self::Decode(error) => {
                write_text(f, "unexpected reply: ")?;
                return fmt::Display::fmt(error, f);
            }
            Self::Elapsed => return write_text(f, TOOK_TOO_LONG),
            Self::ForeignResource { owner, called } => {
                write_text(f, "a resource of the worker ")?;
                write_text(f, owner)?;
                (" cannot be passed to ", called)
            }
        };
        write_text(f, text)?;
        write_text(f, more)
    }
}

/// Like [`Display`](fmt::Display), for that is what `unwrap` and `expect` print. A derived `Debug`
/// would also add two kilobytes to every component.
impl fmt::Debug for RpcError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Without a source: the text contains that of a [`DecodeError`], which would appear twice when a
/// chain of errors is printed.
impl Error for RpcError {}

/// What [`RpcError::Elapsed`] says of itself.
pub(crate) const TOOK_TOO_LONG: &str = "it took too long";

/// Parts of the texts with which Golem reports failures that another attempt can't change.
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
    /// It may after a timeout, and after an internal error of the target. It won't when the call is
    /// unknown to the host or to the target's component, when the caller may not make it, or when
    /// the reply is of another version of the WIT. Golem 1.0 reports all failures as internal
    /// errors, so those that are known to last are recognised by their texts: a missing function or
    /// interface, parameters of the wrong type, a missing component, a worker that failed before.
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
