//! [`DecodeError`]: why a `wit-value` is not a value of the type that the function wants.

use crate::limits::LimitHit;

/// Why a `wit-value` is not a value of the type.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub(crate) enum DecodeError {
    /// It is no value at all.
    #[error("malformed wit-value: {0}")]
    Malformed(String),
    /// It is a value of another type.
    #[error("{0}")]
    Mismatch(String),
    /// It takes too much.
    #[error(transparent)]
    Limit(#[from] LimitHit),
}

impl DecodeError {
    pub(super) fn within(self, place: impl FnOnce() -> String) -> Self {
        match self {
            Self::Mismatch(text) => Self::Mismatch(format!("{}: {text}", place())),
            other => other,
        }
    }
}
