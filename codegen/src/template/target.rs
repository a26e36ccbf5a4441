//! A component to be called: a counter.

use super::{Files, Identity, bindings, component};
use crate::wit_text::ident;

/// The files of a component each worker of which is a counter.
pub(crate) fn target(identity: &Identity<'_>) -> Files {
    component(identity, wit(identity), source(identity))
}

fn wit(identity: &Identity<'_>) -> String {
    let (namespace, name) = (ident(identity.namespace), ident(identity.name));
    format!(
        "package {namespace}:{name};\n\n\
         /// Each worker is a counter.\n\
         interface api {{\n  /// Adds to it.\n  add: func(value: u64);\n\n  /// Its value.\n  get: func() -> u64;\n}}\n\n\
         world {name} {{\n  export api;\n}}\n"
    )
}

fn source(identity: &Identity<'_>) -> String {
    let (guest, module) = (bindings::guest(identity, "api"), bindings::module(identity));
    format!(
        "//! Each worker is a counter.\n\n\
         use std::cell::Cell;\n\n\
         use {guest};\n\n\
         {module}\n\n\
         thread_local! {{\n    \
         /// A worker's memory is durable on Golem: a plain variable is all the storage it takes.\n    \
         static TOTAL: Cell<u64> = const {{ Cell::new(0) }};\n}}\n\n\
         struct Component;\n\n\
         impl Guest for Component {{\n    \
         fn add(value: u64) {{\n        TOTAL.set(TOTAL.get() + value);\n    }}\n\n    \
         fn get() -> u64 {{\n        TOTAL.get()\n    }}\n}}\n\n\
         bindings::export!(Component with_types_in bindings);\n"
    )
}
