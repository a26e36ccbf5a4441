//! How long a future takes its thread, without the time in which it waits.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    time::{Duration, Instant},
};

/// How long a future took.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Times {
    /// From its first poll to its last.
    pub duration: Duration,
    /// While somebody polled it.
    pub busy: Duration,
}

/// The output, and how long it took to get there.
pub(crate) async fn timed<T>(future: impl Future<Output = T>) -> (T, Times) {
    let mut future = pin!(future);
    let began = Instant::now();
    let mut first = Some(began);
    let mut times = Times::default();
    let output = poll_fn(|context| {
        // The clock is not asked twice: a short call would notice.
        let start = first.take().unwrap_or_else(Instant::now);
        let polled = future.as_mut().poll(context);
        let end = Instant::now();
        times.busy += end - start;
        times.duration = end - began;
        polled
    })
    .await;
    (output, times)
}

#[cfg(test)]
mod tests {
    use super::{Times, timed};
    use std::{thread, time::Duration};

    #[tokio::test]
    async fn waiting_does_not_count() {
        let (output, Times { duration, busy }) = timed(async {
            thread::sleep(Duration::from_millis(20));
            tokio::time::sleep(Duration::from_millis(500)).await;
            1
        })
        .await;
        assert_eq!(output, 1);
        assert!((Duration::from_millis(20)..Duration::from_millis(500)).contains(&busy), "{busy:?}");
        assert!(duration >= Duration::from_millis(520), "{duration:?}");
    }
}
