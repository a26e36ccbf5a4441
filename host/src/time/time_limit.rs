//! How long an invocation may take.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    task::Poll,
    time::Duration,
};

use super::clock::Clock;

/// The output of `future`, or `None` if that takes longer than `limit`.
///
/// The time in which it waits for other workers (`awaits_others`) does not count. Those have limits
/// of their own. If it counted, a worker that waits for one that reaches its limit would itself be
/// stopped a moment before, and would never learn of that.
pub(crate) async fn in_time<T>(
    clock: &Clock,
    limit: Duration,
    awaits_others: impl Fn() -> bool,
    future: impl Future<Output = T>,
) -> Option<T> {
    let mut future = pin!(future);
    let mut left = u64::try_from(limit.as_nanos()).unwrap_or(u64::MAX);
    // Since when time counts, and the timer that runs while the future waits for something other
    // than workers.
    let (mut counting, mut timer) = (None, None);
    poll_fn(|context| {
        // Computing counts, whatever the future waits for after that.
        let since = *counting.get_or_insert_with(|| clock.now());
        if let Poll::Ready(output) = future.as_mut().poll(context) {
            return Poll::Ready(Some(output));
        }
        // This changes only while the future is polled, so it holds until the next poll.
        if awaits_others() {
            left = left.saturating_sub(clock.now().saturating_sub(since));
            (counting, timer) = (None, None);
            return if left == 0 { Poll::Ready(None) } else { Poll::Pending };
        }
        let timer = timer.get_or_insert_with(|| Box::pin(clock.sleep_until(since.saturating_add(left))));
        timer.as_mut().poll(context).map(|()| None)
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{cell::Cell, thread};
    use tokio::time::sleep;

    const MS: Duration = Duration::from_millis(1);

    /// Waits by itself, for others, and by itself again.
    async fn waits(own: u32, for_others: u32, own_again: u32) -> Option<()> {
        let others = Cell::new(false);
        let future = async {
            sleep(own * MS).await;
            others.set(true);
            sleep(for_others * MS).await;
            others.set(false);
            sleep(own_again * MS).await;
        };
        in_time(&Clock::real(), 200 * MS, || others.get(), future).await
    }

    /// Computes between waits for others, each of which ends at once.
    #[tokio::test]
    async fn short_stretches_between_waits_for_others_add_up() {
        let others = Cell::new(false);
        let endless = async {
            loop {
                thread::sleep(5 * MS);
                others.set(true);
                tokio::task::yield_now().await;
                others.set(false);
            }
        };
        assert_eq!(in_time(&Clock::real(), 200 * MS, || others.get(), endless).await, None::<()>);
    }

    #[tokio::test]
    async fn waiting_for_others_does_not_count() {
        assert_eq!(waits(10, 500, 10).await, Some(()));
        assert_eq!(waits(150, 10, 150).await, None);
        assert_eq!(waits(10, 10, 10_000).await, None);
        assert_eq!(waits(10_000, 0, 0).await, None);
    }
}
