//! [`Crash`]: the loss of an instance that is planned, to see whether its worker comes back.

/// The loss of a worker's instance at a place in its log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Crash {
    /// The number of the entry after which it happens: as soon as the entry is in the log.
    pub after: usize,
    pub back: Back,
    pub loss: Loss,
}

/// When a worker comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Back {
    /// At once. Calls that it has made are still in the queues of their targets, or running.
    AtOnce,
    /// When all other workers have done what they can do without time going by.
    WhenOthersWait,
}

/// What is left of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Loss {
    /// All of it, as when it is committed at the last moment.
    Nothing,
    /// What is committed.
    Uncommitted,
}

/// Why a host function or an invocation breaks off: the worker is to lose its instance now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the worker loses its instance")]
pub(crate) struct Crashed;
