//! Why there is no response.

use golem_rpc_sdk::Elapsed;
use std::fmt;
use wasip2::http::types::ErrorCode;

#[derive(Debug, Clone)]
pub enum Failure {
    NoUrl(String),
    Http(ErrorCode),
    Elapsed,
}

/// What a request with a [timeout](golem_rpc_sdk::RpcFuture::timeout) fails with.
impl From<Elapsed> for Failure {
    fn from(_: Elapsed) -> Self {
        Self::Elapsed
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoUrl(text) => write!(f, "`{text}` is not written as http://HOST/PATH"),
            Self::Http(code) => write!(f, "{code:?}"),
            Self::Elapsed => f.write_str("there was no response in time"),
        }
    }
}
