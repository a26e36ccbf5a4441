//! [`select_ok`]: the first value, or all errors.

use super::future_set::FutureSet;
use super::in_order::InOrder;
use crate::runtime::polled_again;
use futures_core::FusedFuture;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Runs `futures` side by side. Gives the value of the first one that succeeds or, when none does,
/// all errors in the order of the futures.
///
/// ```
/// use golem_rpc_sdk::{block_on, select_ok, sleep};
/// use std::time::Duration;
///
/// let replicas = [(30, Ok("slow")), (20, Ok("quick")), (10, Err("down"))];
/// let asked = replicas.map(|(delay, answer)| async move {
///     sleep(Duration::from_millis(delay)).await;
///     answer
/// });
/// assert_eq!(block_on(select_ok(asked)), Ok("quick"));
///
/// let none = select_ok(["down", "lost"].map(|error| async move { Err::<(), _>(error) }));
/// assert_eq!(block_on(none), Err(vec!["down", "lost"]));
/// ```
///
/// Of no futures at all none succeeds: then the errors are an empty list, at once.
///
/// After the first success the futures that have not ended are dropped. Calls among them are not
/// taken back: their targets still run them. Whenever it waits, it waits for every pending call,
/// which for N calls that end one after another passes up to N(N+1)/2 handles to the host.
///
/// # Panics
///
/// When it is polled again after it was ready.
pub fn select_ok<I, T, E>(futures: I) -> SelectOk<<I::Item as IntoFuture>::IntoFuture, E>
where
    I: IntoIterator,
    I::Item: IntoFuture<Output = Result<T, E>>,
{
    SelectOk { set: Some(FutureSet::new(futures)), errors: InOrder::new() }
}

/// The future of [`select_ok`].
#[must_use = "futures do nothing unless they are awaited"]
pub struct SelectOk<F, E> {
    /// `None` when it has ended.
    set: Option<FutureSet<F>>,
    errors: InOrder<E>,
}

/// The futures are pinned in boxes, so they stay where they are when this moves.
impl<F, E> Unpin for SelectOk<F, E> {}

impl<F, T, E> Future for SelectOk<F, E>
where
    F: Future<Output = Result<T, E>>,
{
    type Output = Result<T, Vec<E>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { set: current, errors } = &mut *self;
        let Some(set) = current else { polled_again() };
        let ended = loop {
            match set.poll_next(cx) {
                Poll::Ready(Some((_, Ok(value)))) => break Ok(value),
                Poll::Ready(Some((index, Err(error)))) => errors.put(index, error),
                Poll::Ready(None) => break Err(errors.take(set.len())),
                Poll::Pending => return Poll::Pending,
            }
        };
        *current = None;
        Poll::Ready(ended)
    }
}

impl<F, T, E> FusedFuture for SelectOk<F, E>
where
    F: Future<Output = Result<T, E>>,
{
    fn is_terminated(&self) -> bool {
        self.set.is_none()
    }
}

impl<F, E> fmt::Debug for SelectOk<F, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let running = self.set.as_ref().map_or(0, FutureSet::running);
        f.debug_struct("SelectOk").field("running", &running).finish_non_exhaustive()
    }
}
