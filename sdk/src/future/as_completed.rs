//! [`as_completed`]: outputs in the order in which they come.

use super::future_set::FutureSet;
use super::next::Next;
use futures_core::{FusedStream, Stream};
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Runs `futures` side by side. Gives each output as soon as it is there, in the order in which the
/// futures end.
///
/// ```
/// use golem_rpc_sdk::{as_completed, block_on, sleep};
/// use std::time::Duration;
///
/// let mut ended = as_completed([30, 10, 20].map(|delay| async move {
///     sleep(Duration::from_millis(delay)).await;
///     delay
/// }));
/// block_on(async {
///     assert_eq!(ended.next().await, Some(10));
///     assert_eq!(ended.next().await, Some(20));
///     assert_eq!(ended.next().await, Some(30));
///     assert_eq!(ended.next().await, None);
/// });
/// ```
///
/// It is a [`Stream`], so the functions of the crates `futures` (`StreamExt`) and `tokio-stream`
/// work on it. Futures that have ended by the same poll of the host are given in the order in which
/// they began to wait. Dropping the stream drops the futures that have not ended.
///
/// Whenever it waits, it waits for every pending call, which for N calls that end one after another
/// passes N(N+1)/2 handles to the host. Where the outputs are needed only all together,
/// [`join_all`](crate::join_all()) costs a fraction of that.
pub fn as_completed<I>(futures: I) -> AsCompleted<<I::Item as IntoFuture>::IntoFuture>
where
    I: IntoIterator,
    I::Item: IntoFuture,
{
    AsCompleted { set: FutureSet::new(futures), vacant: Vec::new() }
}

/// The stream of [`as_completed`].
#[must_use = "streams do nothing unless they are polled"]
pub struct AsCompleted<F> {
    set: FutureSet<F>,
    /// The slots of futures that have ended, which the next ones take.
    vacant: Vec<usize>,
}

impl<F: Future> AsCompleted<F> {
    /// Runs one more future beside those that have not ended, for example the next step of one that
    /// has. When all outputs had been given already, there is one to come again.
    ///
    /// ```
    /// use golem_rpc_sdk::{as_completed, block_on, sleep};
    /// use std::time::Duration;
    ///
    /// let halve = |n: u64| async move {
    ///     sleep(Duration::from_millis(n)).await;
    ///     n / 2
    /// };
    /// let mut ended = as_completed([halve(40), halve(12)]);
    /// let mut seen = Vec::new();
    /// block_on(async {
    ///     while let Some(half) = ended.next().await {
    ///         seen.push(half);
    ///         if half > 5 {
    ///             ended.push(halve(half));
    ///         }
    ///     }
    /// });
    /// assert_eq!(seen, [6, 3, 20, 10, 5]);
    /// ```
    pub fn push(&mut self, future: impl IntoFuture<IntoFuture = F>) {
        let future = future.into_future();
        match self.vacant.pop() {
            Some(slot) => self.set.replace(slot, future),
            None => self.set.add(future),
        }
    }

    /// The output of the next future that ends; `None` when all have been given.
    #[allow(clippy::should_implement_trait, reason = "what every stream calls it")]
    pub fn next(&mut self) -> Next<'_, Self> {
        Next::of(self)
    }
}

impl<F: Future> Stream for AsCompleted<F> {
    type Item = F::Output;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<F::Output>> {
        self.set.poll_next(cx).map(|ended| {
            let (slot, output) = ended?;
            self.vacant.push(slot);
            Some(output)
        })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.set.running(), Some(self.set.running()))
    }
}

impl<F: Future> FusedStream for AsCompleted<F> {
    fn is_terminated(&self) -> bool {
        self.set.running() == 0
    }
}

impl<F> fmt::Debug for AsCompleted<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AsCompleted").field("running", &self.set.running()).finish_non_exhaustive()
    }
}
