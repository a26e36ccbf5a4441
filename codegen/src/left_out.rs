//! Exports that are left out of clients and stubs.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::WitError;

/// An export that cannot be called remotely. The others are generated without it, unless
/// [`Config::strict`](crate::Config::strict) asks for an error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LeftOut {
    /// What was left out, for example ``interface `wasi:http/incoming-handler@0.2.0` ``.
    pub what: String,
    /// Why it cannot be called.
    pub reason: String,
    /// Where it is declared, as `file:line:column`. It is `None` for exports of a compiled
    /// component, which has no text.
    pub place: Option<String>,
}

impl LeftOut {
    /// Notes that `what` is left out, with the error that it would be in strict mode.
    pub(crate) fn new(what: String, error: &WitError) -> LeftOut {
        LeftOut { what, reason: error.message.clone(), place: error.place.clone() }
    }
}

/// What was left out and why, but not where.
impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.reason.starts_with(&self.what) {
            true => f.write_str(&self.reason),
            false => write!(f, "{}: {}", self.what, self.reason),
        }
    }
}
