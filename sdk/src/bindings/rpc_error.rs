//! [`RpcError`]: why a call gave no result, as the host tells it.

/// `rpc-error`
#[derive(Debug, Clone)]
pub(crate) enum RpcError {
    ProtocolError(String),
    Denied(String),
    NotFound(String),
    RemoteInternalError(String),
}
