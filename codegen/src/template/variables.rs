//! The environment variables in which a caller finds the ids of the components that it calls.

use heck::ToShoutySnakeCase;

/// The variable in which a caller finds the id of this component.
pub(crate) fn variable(component: &str) -> String {
    format!("{}_COMPONENT_ID", component.to_shouty_snake_case())
}

/// The variable in the examples of Golem's documentation, which call a single component.
pub(crate) const ONLY_TARGET: &str = "TARGET_COMPONENT_ID";
