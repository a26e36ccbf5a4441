//! [`Fuse`]: makes an async block a future that says whether it has ended.

use crate::runtime::polled_again;
use futures_core::FusedFuture;
use pin_project::pin_project;
use std::pin::Pin;
use std::task::{Context, Poll};

#[pin_project]
pub(crate) struct Fuse<F> {
    /// `None` when it has ended.
    #[pin]
    future: Option<F>,
}

impl<F> Fuse<F> {
    pub(crate) fn new(future: F) -> Self {
        Self { future: Some(future) }
    }
}

impl<F: Future> Future for Fuse<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let mut current = self.project().future;
        let Some(future) = current.as_mut().as_pin_mut() else { polled_again() };
        let polled = future.poll(cx);
        if polled.is_ready() {
            current.set(None);
        }
        polled
    }
}

impl<F: Future> FusedFuture for Fuse<F> {
    fn is_terminated(&self) -> bool {
        self.future.is_none()
    }
}
