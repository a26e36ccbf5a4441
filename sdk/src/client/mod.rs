//! Calls to one worker, what they give, and why they fail.

pub(crate) mod failed_calls;
mod future_result;
mod remote;
mod remote_resource;
mod rpc_error;
mod rpc_future;

pub use remote::{Call, Remote};
pub use remote_resource::{Params, RemoteResource, ResourceCall};
pub use rpc_error::RpcError;
pub(crate) use rpc_error::TOOK_TOO_LONG;
pub use rpc_future::{FutureResult, RpcFuture};
