//! [`NodeIndex`]: which node of a value.

use crate::bindings::wit_value;

/// The position of a node in the list that its value consists of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(transparent)]
pub struct NodeIndex(pub(super) wit_value::NodeIndex);
