//! The client crate: a typed client of each exported interface, in two modes with one API.

mod composed;
mod direct;
mod example;
mod layout;
mod method;
mod module;

pub(crate) use composed::composed;
pub(crate) use direct::{direct, has_flags};
pub(crate) use layout::Layout;

use proc_macro2::TokenStream;

use crate::error::Error;
use crate::model::Model;
use crate::source::Source;

/// How a client crate reaches the remote worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// Over `golem:rpc` itself: no stub component, no composition, typed errors, every call can be awaited.
    #[default]
    Direct,
    /// Through a stub component, which [`compose`](crate::compose) links in afterwards.
    Composed,
}

/// A source file of the crate: its path below `src` and its content.
pub(crate) type SourceFile = (String, TokenStream);

/// Names that wit-bindgen gives every resource, besides `new`.
const WIT_BINDGENS: &[&str] = &["new", "handle", "take_handle", "from_handle"];

/// Refuses functions whose methods would meet in a client.
pub(crate) fn refuse_collisions(model: &Model, source: &Source, mode: Mode) -> Result<(), Error> {
    let reserved = match mode {
        Mode::Direct => &WIT_BINDGENS[..1],
        Mode::Composed => WIT_BINDGENS,
    };
    model.exports.iter().try_for_each(|export| method::refuse_collisions(export, source, reserved))
}
