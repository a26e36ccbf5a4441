//! [`Unfinished`]: whether there is anything to do.

use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Notify;

/// How many invocations are queued or running.
#[derive(Debug, Default)]
pub(crate) struct Unfinished {
    count: AtomicUsize,
    idle: Notify,
}

impl Unfinished {
    pub fn one_more(&self) {
        self.count.fetch_add(1, Ordering::AcqRel);
    }

    pub fn one_less(&self) {
        if self.count.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.idle.notify_waiters();
        }
    }

    /// Waits until there is none.
    pub async fn none(&self) {
        loop {
            let idle = self.idle.notified();
            if self.count.load(Ordering::Acquire) == 0 {
                return;
            }
            idle.await;
        }
    }
}
