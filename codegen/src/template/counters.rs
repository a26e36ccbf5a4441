//! The two components of Golem's documentation: a counter, and one that calls many counters.

use super::bindings;
use super::files::{Files, component};
use super::identity::Identity;

/// The names of the two components. The second calls the first.
pub(crate) const NAMES: [&str; 2] = ["component1", "component2"];

/// The files of the component that has the name of `identity`, which is one of [`NAMES`].
pub(crate) fn counters(identity: &Identity<'_>) -> Files {
    let (wit, source) = if identity.name == NAMES[0] {
        (include_str!("counters/component1.wit"), include_str!("counters/component1.rs.txt"))
    } else {
        (include_str!("counters/component2.wit"), include_str!("counters/component2.rs.txt"))
    };
    let source = source.replace("BINDINGS", &bindings::module(identity));
    component(identity, wit.replace("NAMESPACE", identity.namespace), source.replace("NAMESPACE", identity.namespace))
}
