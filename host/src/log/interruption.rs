//! [`Interruption`]: why the log lets a worker not go on.

use super::crash::Crashed;
use super::divergence::Divergence;

/// Why the log lets a worker not go on.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum Interruption {
    #[error(transparent)]
    Diverged(#[from] Divergence),
    #[error(transparent)]
    Crashed(#[from] Crashed),
    /// The log has more entries than it may have.
    #[error("the log of the worker grows without end")]
    Endless,
}
