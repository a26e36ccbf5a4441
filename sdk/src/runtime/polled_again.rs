//! What becomes of a future that is polled although it has ended.

/// Ends the component: the output is gone, and another one in its place would be a wrong answer.
#[cold]
#[inline(never)]
#[track_caller]
#[allow(clippy::panic, reason = "a mistake of the component's own, and the contract of Future")]
pub(crate) fn polled_again() -> ! {
    panic!("a future was polled again after it was ready")
}
