//! [`Identity`]: what a new component is called, and how it is built.

use crate::style::Style;

/// What a component is called, and how it is built.
pub(crate) struct Identity<'a> {
    /// Of its package, its world and its WIT package.
    pub(crate) name: &'a str,
    /// Of its WIT package.
    pub(crate) namespace: &'a str,
    pub(crate) style: Style,
}
