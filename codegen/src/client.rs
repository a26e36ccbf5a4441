//! The client crate: a typed client of each exported interface, in two modes with one API.

mod composed;
mod convert;
mod direct;
mod example;
mod fake;
mod layout;
mod lend;
mod method;
mod module;
mod with_types;

pub(crate) use composed::composed;
pub(crate) use direct::{direct, has_flags};
pub(crate) use layout::Layout;

use proc_macro2::TokenStream;

/// How a client crate reaches the remote worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Mode {
    /// Over `golem:rpc` itself: no stub component, no composition, typed errors, every call can be awaited.
    #[default]
    Direct,
    /// Through a stub component, which [`compose`](crate::compose) links in afterwards.
    Composed,
}

/// A source file of the crate: its path below `src` and its content.
pub(crate) type SourceFile = (String, TokenStream);
