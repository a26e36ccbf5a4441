//! [`OwnTime`]: how long a worker has computed for an invocation.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    sync::{Mutex, MutexGuard, PoisonError},
    task::Poll,
    time::{Duration, Instant},
};

/// How long a worker has computed in this run of an invocation, in real time and without its waits. All stretches count together:
/// else a worker could go on for ever that never computes for long before it makes another call.
///
/// In virtual time, in which computing takes none, nothing else ends such a worker.
#[derive(Debug, Default)]
pub(crate) struct OwnTime(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// In the stretches that are over.
    spent: Duration,
    /// When the one began that goes on.
    since: Option<Instant>,
}

impl OwnTime {
    /// Counts from zero on what `future` takes. `None` if it has taken more than `limit` when it begins to wait.
    pub async fn limit<T>(&self, limit: Duration, future: impl Future<Output = T>) -> Option<T> {
        *self.state() = State::default();
        let mut future = pin!(future);
        poll_fn(|context| {
            self.state().since = Some(Instant::now());
            let polled = future.as_mut().poll(context);
            let mut state = self.state();
            let stretch = state.since.take().map_or(Duration::ZERO, |since| since.elapsed());
            state.spent += stretch;
            match polled {
                Poll::Ready(output) => Poll::Ready(Some(output)),
                Poll::Pending if state.spent > limit => Poll::Ready(None),
                Poll::Pending => Poll::Pending,
            }
        })
        .await
    }

    /// Asked while the worker computes.
    pub fn is_longer_than(&self, limit: Duration) -> bool {
        let state = self.state();
        state.spent + state.since.map_or(Duration::ZERO, |since| since.elapsed()) > limit
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;

    const LIMIT: Duration = Duration::from_millis(200);

    #[tokio::test]
    async fn stretches_count_and_pauses_do_not() {
        let own = OwnTime::default();
        for _ in 0..2 {
            let limited = own.limit(LIMIT, async {
                thread::sleep(LIMIT / 4);
                tokio::time::sleep(LIMIT * 2).await;
                let early = own.is_longer_than(LIMIT);
                thread::sleep(LIMIT);
                (early, own.is_longer_than(LIMIT))
            });
            assert_eq!(limited.await, Some((false, true)));
        }
    }

    #[tokio::test]
    async fn short_stretches_without_end() {
        let own = OwnTime::default();
        let endless = own.limit(LIMIT, async {
            loop {
                thread::sleep(LIMIT / 20);
                tokio::task::yield_now().await;
            }
        });
        assert_eq!(endless.await, None::<()>);
    }
}
