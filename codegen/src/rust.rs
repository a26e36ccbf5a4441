//! Pieces of Rust that the generated crates have in common.

pub(crate) mod call;
pub(crate) mod codec;
pub(crate) mod definitions;
pub(crate) mod docs;
mod flags;
pub(crate) mod format;
pub(crate) mod formatted;
pub(crate) mod imports;
pub(crate) mod names;
pub(crate) mod same;
pub(crate) mod scope;
pub(crate) mod types;
