//! Generates the client crate: a typed client of each exported interface. There are two modes,
//! which offer the same functions.

mod composed;
mod convert;
mod direct;
mod example;
mod fake;
mod layout;
mod lend;
mod method;
mod module;
mod schedule;
mod with_types;

pub(crate) use composed::{composed, futures};
pub(crate) use direct::{direct, has_flags};
pub(crate) use fake::file as fake;
pub(crate) use layout::Layout;
pub(crate) use method::MethodNames;

use proc_macro2::TokenStream;

/// How a client crate reaches the remote worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Mode {
    /// It calls `golem:rpc` itself. There is no stub component and nothing to compose, every call
    /// can be awaited, and a call that fails is an error with its reason.
    #[default]
    Direct,
    /// It calls a stub component, which has to be linked into the caller with
    /// [`compose`](crate::compose). A call that fails traps, since the interface of a stub has no
    /// place for errors.
    Composed,
}

/// A source file of the crate: its path below the crate's folder, and its content.
pub(crate) type SourceFile = (String, TokenStream);
