//! What a new component begins with: WIT and Rust that compile.

mod bindings;
mod caller;
mod counters;
mod fan_out;
mod manifest;
mod target;

pub(crate) use caller::caller;
pub(crate) use counters::{NAMES as COUNTERS, counters};
pub(crate) use fan_out::Target;
pub(crate) use target::target;

use std::collections::BTreeMap;

use heck::ToShoutySnakeCase;

use crate::style::Style;

/// The namespace of a WIT package where nothing else gives one.
pub(crate) const NAMESPACE: &str = "demo";

/// What a component is called, and how it is built.
pub(crate) struct Identity<'a> {
    /// Of its package, its world and its WIT package.
    pub(crate) name: &'a str,
    /// Of its WIT package.
    pub(crate) namespace: &'a str,
    pub(crate) style: Style,
}

/// The variable that holds the id of a component, for those that call it.
pub(crate) fn variable(component: &str) -> String {
    format!("{}_COMPONENT_ID", component.to_shouty_snake_case())
}

/// The same where a single component is called, in the examples of Golem's documentation.
pub(crate) const ONLY_TARGET: &str = "TARGET_COMPONENT_ID";

/// A component's files, by path below its folder, with `/`.
pub(crate) type Files = BTreeMap<String, String>;

/// The files of a component with this WIT and this code.
fn component(identity: &Identity<'_>, wit: String, source: String) -> Files {
    BTreeMap::from([
        ("Cargo.toml".to_owned(), manifest::text(identity)),
        (format!("wit/{}.wit", identity.name), wit),
        ("src/lib.rs".to_owned(), source),
    ])
}
