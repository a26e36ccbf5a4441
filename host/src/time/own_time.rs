//! [`OwnTime`]: how long a worker has computed in an invocation.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    sync::{Mutex, MutexGuard, PoisonError},
    task::Poll,
    time::{Duration, Instant},
};

/// How long a worker has computed in one run of an invocation, in real time and without its waits.
///
/// The stretches between its waits are added up. Otherwise a worker that computes for a little
/// while and then makes a call, again and again, could do so for ever. In virtual time, in which
/// computing takes no time, nothing else would end it.
#[derive(Debug, Default)]
pub(crate) struct OwnTime(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// The time in the stretches that are over.
    spent: Duration,
    /// When the present stretch began, if the worker is computing.
    since: Option<Instant>,
}

impl OwnTime {
    /// Runs a future, and counts from zero how long it computes. `None` if that is more than
    /// `limit`, which is checked when it begins to wait.
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

    /// Counts what was done for the worker while it waited.
    pub fn add(&self, spent: Duration) {
        self.state().spent += spent;
    }

    /// Whether the worker has computed for longer than `limit`. The engine asks this while it
    /// computes.
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
    async fn what_others_do_for_it_counts() {
        let own = OwnTime::default();
        let endless = own.limit(LIMIT, async {
            loop {
                own.add(LIMIT / 10);
                tokio::task::yield_now().await;
            }
        });
        assert_eq!(endless.await, None::<()>);
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
