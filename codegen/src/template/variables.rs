//! The environment variables in which a caller finds the ids of the components that it calls.

use heck::ToShoutySnakeCase;

/// The variable that holds the id of a component, for those that call it.
pub(crate) fn variable(component: &str) -> String {
    format!("{}_COMPONENT_ID", component.to_shouty_snake_case())
}

/// The same where a single component is called, in the examples of Golem's documentation.
pub(crate) const ONLY_TARGET: &str = "TARGET_COMPONENT_ID";
