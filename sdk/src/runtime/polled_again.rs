//! What futures do when they are polled although they have ended.

/// Panics, as the contract of [`Future`] allows: the output was given before, and there is no
/// other.
#[cold]
#[inline(never)]
#[track_caller]
#[allow(clippy::panic, reason = "a mistake of the component's own, and the contract of Future")]
pub(crate) fn polled_again() -> ! {
    panic!("a future was polled again after it was ready")
}
