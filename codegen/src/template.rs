//! What a new component begins with: WIT and Rust that compile.

mod bindings;
mod caller;
mod counters;
mod fan_out;
mod files;
mod identity;
mod manifest;
mod target;
mod variables;

pub(crate) use caller::caller;
pub(crate) use counters::{NAMES as COUNTERS, counters};
pub(crate) use fan_out::Target;
pub(crate) use files::Files;
pub(crate) use identity::Identity;
pub(crate) use target::target;
pub(crate) use variables::{ONLY_TARGET, variable};

/// The namespace of a new component's WIT package, if there is no component in the workspace whose
/// namespace it could have.
pub(crate) const NAMESPACE: &str = "demo";
