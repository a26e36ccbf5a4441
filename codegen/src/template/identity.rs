//! [`Identity`]: what a new component is called, and how it is built.

use crate::style::Style;

/// What a component is called, and how it is built.
pub(crate) struct Identity<'a> {
    /// The name of its package, and also of its world and its WIT package.
    pub(crate) name: &'a str,
    /// The namespace of its WIT package.
    pub(crate) namespace: &'a str,
    pub(crate) style: Style,
}
