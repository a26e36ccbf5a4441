//! [`Next`]: the next item of a stream.

use futures_core::{FusedFuture, FusedStream, Stream};
use std::pin::Pin;
use std::task::{Context, Poll};

/// The future of [`AsCompleted::next`](crate::AsCompleted::next) and
/// [`MapConcurrentStream::next`](crate::MapConcurrentStream::next).
#[derive(Debug)]
#[must_use = "futures do nothing unless they are awaited"]
pub struct Next<'a, S> {
    stream: &'a mut S,
}

impl<'a, S> Next<'a, S> {
    pub(super) const fn of(stream: &'a mut S) -> Self {
        Self { stream }
    }
}

impl<S: Stream + Unpin> Future for Next<'_, S> {
    type Output = Option<S::Item>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut *self.stream).poll_next(cx)
    }
}

/// It is terminated when the stream is.
impl<S: FusedStream + Unpin> FusedFuture for Next<'_, S> {
    fn is_terminated(&self) -> bool {
        self.stream.is_terminated()
    }
}
