//! [`Effects`]: whether a run of an invocation did anything that can be seen outside its worker.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// What one run of an invocation did that can be seen outside its worker. A run that traps is done again only if there is
/// nothing of that: else a file would be written, a request sent, a line printed or another worker called once more.
///
/// There are two kinds, for a call of another worker may be refused after it was made, and then it was nothing.
#[derive(Debug, Default)]
pub(crate) struct Effects {
    /// Of files, the network and what is printed.
    outside: AtomicBool,
    /// Calls of workers. Only the task of the worker itself changes it, so it needs no operation that reads and writes at once.
    calls: AtomicU64,
}

impl Effects {
    /// A run begins.
    pub fn clear(&self) {
        self.outside.store(false, Ordering::Relaxed);
        self.calls.store(0, Ordering::Relaxed);
    }

    /// The worker's files are about to change, something is sent over the network, or something is printed.
    pub fn outside(&self) {
        self.outside.store(true, Ordering::Relaxed);
    }

    /// A worker was called, which takes the call or has it in its queue.
    pub fn called(&self) {
        self.calls.store(self.calls.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
    }

    /// One of the calls was taken back before it began.
    pub fn call_taken_back(&self) {
        self.calls.store(self.calls.load(Ordering::Relaxed).saturating_sub(1), Ordering::Relaxed);
    }

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
