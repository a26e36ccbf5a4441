//! Rust values as `golem:rpc`'s `wit-value`, and back.
//!
//! A `wit-value` is a tree in a list: node 0 is the root, and a node names its children by their
//! positions in the list. [`Encode`] and [`Decode`] go between such a list and a Rust value without
//! building a tree in between.
//!
//! Decoding never panics: whatever arrives becomes a value, or a [`DecodeError`] that says what is
//! wrong and where.

mod decode;
mod decode_error;
mod encode;
mod encoded;
mod node_index;
mod types;

#[cfg(test)]
mod tests;

pub(crate) use decode::decode_reply;
pub use decode::{Decode, Decoder};
pub use decode_error::DecodeError;
pub use encode::{Encode, Encoder};
pub(crate) use encoded::Encoded;
pub use node_index::NodeIndex;
