//! [`map_concurrent_stream`]: as `map_concurrent`, from a stream to a stream.

use super::limited_set::{LimitedSet, Streamed};
use super::next::Next;
use futures_core::{FusedStream, Stream};
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Turns each item of a stream into a future with `start`, and runs at most `limit` of them at a
/// time. Gives each output as soon as it is there.
///
/// ```
/// use futures::stream;
/// use golem_rpc_sdk::{block_on, map_concurrent_stream, sleep};
/// use std::time::Duration;
///
/// let delays = stream::iter([30, 10, 10]);
/// let mut ended = map_concurrent_stream(2, delays, |delay| async move {
///     sleep(Duration::from_millis(delay)).await;
///     delay
/// });
/// block_on(async {
///     assert_eq!(ended.next().await, Some(10));
///     assert_eq!(ended.next().await, Some(10));
///     assert_eq!(ended.next().await, Some(30));
///     assert_eq!(ended.next().await, None);
/// });
/// ```
///
/// The next item is taken only when fewer than `limit` futures are running, and only while somebody
/// waits for an output: who takes outputs slowly takes items slowly. A `limit` of 0 counts as 1.
///
/// Outputs come in the order in which the futures end, and those that ended by the same poll of the
/// host in the order in which they began to wait. The crate `futures` calls this
/// `buffer_unordered`, and makes a stream of an iterator, as above.
///
/// Dropping the stream drops the futures that have not ended. So the first error of outputs that
/// are results ends all, when whoever takes them returns with it:
///
/// ```
/// # use futures::stream;
/// # use golem_rpc_sdk::{block_on, map_concurrent_stream};
/// async fn sum(texts: &[&str]) -> Result<u32, std::num::ParseIntError> {
///     let mut sum = 0;
///     let parse = async |text: &str| text.parse::<u32>();
///     let mut numbers = map_concurrent_stream(4, stream::iter(texts), |text| parse(text));
///     while let Some(number) = numbers.next().await {
///         sum += number?;
///     }
///     Ok(sum)
/// }
/// assert_eq!(block_on(sum(&["1", "2", "3"])), Ok(6));
/// assert!(block_on(sum(&["1", "two", "3"])).is_err());
/// ```
pub fn map_concurrent_stream<I, S, F>(limit: usize, items: I, start: S) -> MapConcurrentStream<I, S, F::IntoFuture>
where
    I: Stream,
    S: FnMut(I::Item) -> F,
    F: IntoFuture,
{
    MapConcurrentStream { set: LimitedSet::new(limit, Streamed(Some(Box::pin(items))), start) }
}

/// The stream of [`map_concurrent_stream`].
#[must_use = "streams do nothing unless they are polled"]
pub struct MapConcurrentStream<I, S, F> {
    set: LimitedSet<Streamed<I>, S, F>,
}

/// The stream of items and the futures are pinned in boxes, so they stay where they are when this
/// moves.
impl<I, S, F> Unpin for MapConcurrentStream<I, S, F> {}

impl<I, S, A> MapConcurrentStream<I, S, A::IntoFuture>
where
    I: Stream,
    S: FnMut(I::Item) -> A,
    A: IntoFuture,
{
    /// The output of the next future that ends; `None` when all have been given.
    #[allow(clippy::should_implement_trait, reason = "what every stream calls it")]
    pub fn next(&mut self) -> Next<'_, Self> {
        Next::of(self)
    }
}

impl<I, S, A> Stream for MapConcurrentStream<I, S, A::IntoFuture>
where
    I: Stream,
    S: FnMut(I::Item) -> A,
    A: IntoFuture,
{
    type Item = A::Output;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<A::Output>> {
        self.set.poll_next(cx).map(|ended| ended.map(|(_, output)| output))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let running = self.set.running();
        let (least, most) = self.set.items().0.as_ref().map_or((0, Some(0)), |items| items.size_hint());
        (least.saturating_add(running), most.and_then(|most| most.checked_add(running)))
    }
}

impl<I, S, A> FusedStream for MapConcurrentStream<I, S, A::IntoFuture>
where
    I: Stream,
    S: FnMut(I::Item) -> A,
    A: IntoFuture,
{
    fn is_terminated(&self) -> bool {
        self.set.items().0.is_none() && self.set.running() == 0
    }
}

impl<I, S, F> fmt::Debug for MapConcurrentStream<I, S, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MapConcurrentStream").field("running", &self.set.running()).finish_non_exhaustive()
    }
}
