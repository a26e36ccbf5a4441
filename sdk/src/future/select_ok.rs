//! [`select_ok`]: the first value, or all errors.

use super::crowd::Crowd;
use super::in_order::InOrder;
use crate::runtime::polled_again;
use futures_core::FusedFuture;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Runs `futures` side by side; gives the value of the first one that succeeds, or all errors, in the order of the futures, when
/// none does.
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
/// The futures that have not ended are dropped. Calls among them are not taken back, their targets still run them. It waits for every
/// pending call whenever it waits.
///
/// # Panics
///
/// When it is polled again after it was ready.
pub fn select_ok<I, T, E>(futures: I) -> SelectOk<<I::Item as IntoFuture>::IntoFuture, E>
where
    I: IntoIterator,
    I::Item: IntoFuture<Output = Result<T, E>>,
{
    SelectOk { crowd: Some(Crowd::new(futures)), errors: InOrder::new() }
}

/// The future of [`select_ok`].
#[must_use = "futures do nothing unless they are awaited"]
pub struct SelectOk<F, E> {
    /// None when it has ended.
    crowd: Option<Crowd<F>>,
    errors: InOrder<E>,
}

/// The futures are pinned in boxes of their own, and the errors nowhere.
impl<F, E> Unpin for SelectOk<F, E> {}

impl<F, T, E> Future for SelectOk<F, E>
where
    F: Future<Output = Result<T, E>>,
{
    type Output = Result<T, Vec<E>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { crowd: current, errors } = &mut *self;
        let Some(crowd) = current else { polled_again() };
        let ended = loop {
            match crowd.poll_next(cx) {
                Poll::Ready(Some((_, Ok(value)))) => break Ok(value),
                Poll::Ready(Some((index, Err(error)))) => errors.put(index, error),
                Poll::Ready(None) => break Err(errors.take(crowd.places())),
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
        self.crowd.is_none()
    }
}

impl<F, E> fmt::Debug for SelectOk<F, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let running = self.crowd.as_ref().map_or(0, Crowd::running);
        f.debug_struct("SelectOk").field("running", &running).finish_non_exhaustive()
    }
}
