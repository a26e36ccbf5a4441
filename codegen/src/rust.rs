//! Pieces of Rust that the generated crates have in common.

pub(crate) mod codec;
pub(crate) mod definitions;
pub(crate) mod docs;
pub(crate) mod format;
pub(crate) mod names;
pub(crate) mod scope;
pub(crate) mod types;
