//! [`Divergence`]: a component did something else when it was run again than in its first run.

use std::fmt;

/// A component did something else when it was run again than in its first run. So the log has no
/// answer for it, and the worker can't go on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) struct Divergence {
    /// The number of the entry that should have come.
    pub number: usize,
    /// What the log has there.
    pub logged: String,
    /// What the component did.
    pub done: String,
}

/// Begins as Golem's message does.
impl fmt::Display for Divergence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { number, logged, done } = self;
        write!(
            f,
            "Unexpected oplog entry: entry {number} of the log is `{logged}`, but run again, the component {done}"
        )
    }
}
