//! [`Effects`]: whether a run of an invocation did anything that can be seen outside its worker.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// What one run of an invocation did that can be seen outside its worker.
///
/// A run that traps is repeated only if there was nothing of the kind. Otherwise the repetition
/// would write a file, send a request, print a line or call another worker a second time.
///
/// Calls are counted apart from the rest, because a call may be taken back after it was made: that
/// of a worker that waits in a circle. Then nobody has seen it.
#[derive(Debug, Default)]
pub(crate) struct Effects {
    /// Whether it changed a file, used the network, or printed something.
    outside: AtomicBool,
    /// How many calls of workers it made that were not taken back. Only the task of the worker
    /// itself changes this, so reading and writing it in two steps loses nothing.
    calls: AtomicU64,
}

impl Effects {
    /// Begins a new run, which has done nothing yet.
    pub fn clear(&self) {
        self.outside.store(false, Ordering::Relaxed);
        self.calls.store(0, Ordering::Relaxed);
    }

    /// Notes that the worker's files change, that something is sent over the network, or that
    /// something is printed.
    pub fn outside(&self) {
        self.outside.store(true, Ordering::Relaxed);
    }

    /// Notes that another worker was called: the call is in its queue, or already running.
    pub fn called(&self) {
        self.calls.store(self.calls.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
    }

    /// Notes that one of the calls was taken out of its target's queue before it began.
    pub fn call_taken_back(&self) {
        self.calls.store(self.calls.load(Ordering::Relaxed).saturating_sub(1), Ordering::Relaxed);
    }

    /// Whether the run did anything that can be seen outside.
    pub fn are_any(&self) -> bool {
        self.outside.load(Ordering::Relaxed) || self.calls.load(Ordering::Relaxed) > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_that_was_taken_back_is_none() {
        let effects = Effects::default();
        effects.called();
        effects.called();
        effects.call_taken_back();
        assert!(effects.are_any());
        effects.call_taken_back();
        assert!(!effects.are_any());
        effects.outside();
        effects.called();
        effects.call_taken_back();
        assert!(effects.are_any(), "what was printed stays so");
        effects.clear();
        assert!(!effects.are_any());
    }
}
