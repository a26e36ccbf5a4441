//! A new component that calls no other one: a counter.

use super::bindings;
use super::files::{Files, component};
use super::identity::Identity;
use crate::wit_text::ident;

/// The files of a component whose workers are counters.
pub(crate) fn target(identity: &Identity<'_>) -> Files {
    component(identity, wit(identity), source(identity))
}

fn wit(identity: &Identity<'_>) -> String {
    let name = ident(identity.name);
    include_str!("counter.wit").replace("NAMESPACE", &ident(identity.namespace)).replace("NAME", &name)
}

fn source(identity: &Identity<'_>) -> String {
    let (guest, module) = (bindings::guest(identity, "api"), bindings::module(identity));
    include_str!("counter.rs.txt").replace("GUEST", &guest).replace("BINDINGS", &module)
}
