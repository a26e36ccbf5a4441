//! What generated clients are made of: calls to one worker by the names of its functions, and how
//! values travel in them. It is theirs: nobody who uses a client needs it.
//!
//! A `wit-value` is a tree in a list: node 0 is the root, and a node names its children by their
//! positions in the list. [`Encode`] and [`Decode`] go between such a list and a Rust value without
//! building a tree in between. Decoding never panics: whatever arrives becomes a value, or a
//! [`DecodeError`] that says what is wrong and where.

mod attempts;
mod backoff;
mod call_options;
pub(crate) mod failed_calls;
#[allow(missing_docs, reason = "they are documented under their new names")]
pub(crate) mod former_names;
mod future_result;
mod jitter;
mod remote;
mod remote_resource;
mod rpc_error;
mod rpc_future;
mod scheduled;
mod under_way;

pub use crate::codec::{Decode, DecodeError, Decoder, Encode, Encoder, NodeIndex};
pub use backoff::{Backoff, Delays};
pub use call_options::CallOptions;
pub use remote::{Call, Remote};
pub use remote_resource::{Params, RemoteResource, ResourceCall};
pub use rpc_error::RpcError;
pub(crate) use rpc_error::TOOK_TOO_LONG;
pub use rpc_future::{FutureResult, RpcFuture};
pub use scheduled::ScheduledCall;
