//! [`DecodeError`]: why a `wit-value` is not a value of the type that the function wants.

use crate::limits::LimitHit;

/// Why a `wit-value` is not a value of the type.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub(crate) enum DecodeError {
    /// It is not a well-formed value of any type: a node is missing, or contains itself.
    #[error("malformed wit-value: {0}")]
    Malformed(String),
    /// It is a value of another type.
    #[error("{0}")]
    Mismatch(String),
    /// Decoding it would take more memory or time than is allowed.
    #[error(transparent)]
    Limit(#[from] LimitHit),
}

impl DecodeError {
    /// Adds where in the parameters the mismatch is.
    pub(super) fn within(self, place: impl FnOnce() -> String) -> Self {
        match self {
            Self::Mismatch(text) => Self::Mismatch(format!("{}: {text}", place())),
            other => other,
        }
    }
}
