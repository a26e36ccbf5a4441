//! The two components of Golem's documentation: a counter, and one that asks many of them.

use super::bindings;
use super::files::{Files, component};
use super::identity::Identity;

/// Name and files of each; the second calls the first.
pub(crate) const NAMES: [&str; 2] = ["component1", "component2"];

/// The files of one of the [`NAMES`].
pub(crate) fn counters(identity: &Identity<'_>) -> Files {
    let (wit, source) = if identity.name == NAMES[0] {
        (include_str!("counters/component1.wit"), include_str!("counters/component1.rs.txt"))
    } else {
        (include_str!("counters/component2.wit"), include_str!("counters/component2.rs.txt"))
    };
    let source = source.replace("BINDINGS", &bindings::module(identity));
    component(identity, wit.replace("NAMESPACE", identity.namespace), source.replace("NAMESPACE", identity.namespace))
}
