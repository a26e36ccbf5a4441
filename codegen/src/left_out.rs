//! Exports that clients and stubs go without.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::WitError;

/// An export that cannot be called remotely, which is no reason to refuse the others.
///
/// [`Config::strict`](crate::Config::strict) makes an error of the first one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LeftOut {
    /// What is left out, as in ``interface `wasi:http/incoming-handler@0.2.0` ``.
    pub what: String,
    /// Why.
    pub reason: String,
    /// Where it is, as `file:line:column`. A compiled component has no such places.
    pub place: Option<String>,
}

impl LeftOut {
    /// Leaves `what` out because of what would be an error otherwise.
    pub(crate) fn new(what: String, error: &WitError) -> LeftOut {
        LeftOut { what, reason: error.message.clone(), place: error.place.clone() }
    }
}

/// What and why, without the place.
impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.reason.starts_with(&self.what) {
            true => f.write_str(&self.reason),
            false => write!(f, "{}: {}", self.what, self.reason),
        }
    }
}
