//! [`Unfinished`]: how many invocations have not ended.

use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Notify;

/// How many invocations are queued or running on a host, for
/// [`Host::idle`](crate::Host::idle), which waits until there is none.
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

    /// Waits until no invocation is queued or running.
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
