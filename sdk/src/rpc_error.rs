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

impl Error for RpcError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Decode(error) => Some(error),
            _ => None,
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
