//! How much one poll can tell.

/// Golem notices at most this many calls to have ended before it really waits again: until then no
/// poll tells of more.
pub(crate) const NOTICED_AT_ONCE: usize = 128;
