//! How long a future takes its thread, without the time in which it waits.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    time::{Duration, Instant},
};

/// The output, and how long it took to get there while somebody polled.
pub(crate) async fn timed<T>(future: impl Future<Output = T>) -> (T, Duration) {
    let mut future = pin!(future);
    let mut busy = Duration::ZERO;
    let output = poll_fn(|context| {
        let start = Instant::now();
        let polled = future.as_mut().poll(context);
        busy += start.elapsed();
        polled
    })
    .await;
    (output, busy)
}

#[cfg(test)]
mod tests {
    use super::timed;
    use std::{thread, time::Duration};

    #[tokio::test]
    async fn waiting_does_not_count() {
        let (output, busy) = timed(async {
            thread::sleep(Duration::from_millis(20));
            tokio::time::sleep(Duration::from_millis(500)).await;
            1
        })
        .await;
        assert_eq!(output, 1);
        assert!((Duration::from_millis(20)..Duration::from_millis(500)).contains(&busy), "{busy:?}");
    }
}
