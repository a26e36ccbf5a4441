//! [`Stretch`]: how long a worker computes without a pause.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// Since when a worker has computed, in real time: for virtual time, in which computing takes none.
#[derive(Debug, Default)]
pub(crate) struct Stretch(Mutex<Option<Instant>>);

impl Stretch {
    /// Watches what a worker does.
    pub async fn watch<T>(&self, future: impl Future<Output = T>) -> T {
        let mut future = pin!(future);
        poll_fn(|context| {
            *self.began() = Some(Instant::now());
            future.as_mut().poll(context)
        })
        .await
    }

    /// Asked while the worker computes.
    pub fn is_longer_than(&self, limit: Duration) -> bool {
        self.began().is_some_and(|began| began.elapsed() > limit)
    }

    fn began(&self) -> MutexGuard<'_, Option<Instant>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;

    const LIMIT: Duration = Duration::from_millis(200);

    #[tokio::test]
    async fn a_pause_begins_a_new_one() {
        let stretch = Stretch::default();
        assert!(!stretch.is_longer_than(LIMIT));
        let watched = stretch.watch(async {
            thread::sleep(LIMIT * 2);
            let long = stretch.is_longer_than(LIMIT);
            tokio::time::sleep(LIMIT * 2).await;
            (long, stretch.is_longer_than(LIMIT))
        });
        assert_eq!(watched.await, (true, false));
    }
}
