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
}
