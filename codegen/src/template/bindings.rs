//! The module that holds the Rust of a component's WIT.

use super::identity::Identity;
use crate::rust::names::{package_module, value_name};
use crate::style::Style;

/// Its declaration.
pub(crate) fn module(identity: &Identity<'_>) -> String {
    match identity.style {
        Style::Cargo => {
            let name = identity.name;
            format!("mod bindings {{\n    wit_bindgen::generate!({{ world: \"{name}\", path: \"wit\" }});\n}}")
        }
        // cargo-component writes the file.
        Style::CargoComponent => "#[allow(warnings)]\nmod bindings;".to_owned(),
    }
}

/// The path of the trait of an exported interface.
pub(crate) fn guest(identity: &Identity<'_>, interface: &str) -> String {
    let (namespace, package) = (value_name(identity.namespace), package_module(identity.name, None));
    format!("bindings::exports::{namespace}::{package}::{interface}::Guest")
}
