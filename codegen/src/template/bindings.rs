//! How the code of a new component refers to the bindings, which are the Rust of its WIT.

use super::identity::Identity;
use crate::rust::names::{package_module, value_name};
use crate::style::Style;

/// The declaration of the module that has the bindings.
pub(crate) fn module(identity: &Identity<'_>) -> String {
    match identity.style {
        Style::Cargo => {
            let name = identity.name;
            format!("mod bindings {{\n    wit_bindgen::generate!({{ world: \"{name}\", path: \"wit\" }});\n}}")
        }
        // cargo-component writes the bindings to `src/bindings.rs` each time that it builds.
        Style::CargoComponent => "#[allow(warnings)]\nmod bindings;".to_owned(),
    }
}

/// The path of the trait that the component implements for an interface which it exports.
pub(crate) fn guest(identity: &Identity<'_>, interface: &str) -> String {
    let (namespace, package) = (value_name(identity.namespace), package_module(identity.name, None));
    format!("bindings::exports::{namespace}::{package}::{interface}::Guest")
}
