//! How long a future keeps its thread busy.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    time::{Duration, Instant},
};

/// How long a future took.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Times {
    /// From the beginning of its first poll to the end of its last.
    pub duration: Duration,
    /// Only while it was being polled, without the time in which it waited.
    pub busy: Duration,
}

/// Runs a future, and measures how long that takes.
pub(crate) async fn timed<T>(future: impl Future<Output = T>) -> (T, Times) {
    let mut future = pin!(future);
    let began = Instant::now();
    let mut first = Some(began);
    let mut times = Times::default();
    let output = poll_fn(|context| {
        // The beginning of the first poll is `began`. Reading the clock again would be a good part
        // of the time of a short call.
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
