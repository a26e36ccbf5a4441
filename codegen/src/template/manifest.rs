//! The `Cargo.toml` of a new component.

use super::identity::Identity;
use crate::manifest::WIT_BINDGEN_VERSION;
use crate::style::Style;

/// The text of the manifest.
pub(crate) fn text(identity: &Identity<'_>) -> String {
    let name = identity.name;
    let (edition, dependency, metadata) = match identity.style {
        Style::Cargo => ("2024", format!("wit-bindgen = \"{WIT_BINDGEN_VERSION}\""), String::new()),
        // cargo-component 0.21 writes the bindings for this version of the crate, and for no later
        // one.
        Style::CargoComponent => (
            "2021",
            "wit-bindgen-rt = { version = \"0.41\", features = [\"bitflags\"] }".to_owned(),
            format!("\n[package.metadata.component]\npackage = \"{}:{name}\"\n", identity.namespace),
        ),
    };
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"{edition}\"\npublish = false\n\n\
         [lib]\ncrate-type = [\"cdylib\"]\n\n[dependencies]\n{dependency}\n{metadata}"
    )
}
