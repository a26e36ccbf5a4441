//! [`Child`]: one future of a join, and its output once it is done.

use crate::runtime::delegation::Asked;
use crate::runtime::reactor::Key;
use pin_project::pin_project;
use std::pin::Pin;
use std::task::{Context, Poll};

#[pin_project(project = ChildProjection)]
pub(super) enum Child<F: Future> {
    Running(#[pin] F),
    Done(Option<F::Output>),
}

/// What a poll of a child led to.
pub(super) enum Progress {
    Done,
    /// It is a bare call that has delegated its waiting to the join.
    Delegated(Key),
    /// It waits by itself, with the waker that it was given.
    Waits,
}

impl<F: Future> Child<F> {
    /// Polls it so that it can delegate its waiting if it is a bare call.
    pub(super) fn poll_delegating(mut self: Pin<&mut Self>, asked: &Asked, cx: &mut Context<'_>) -> Progress {
        let ChildProjection::Running(future) = self.as_mut().project() else { return Progress::Done };
        match asked.poll(future, |future| future.poll(cx)) {
            (Poll::Ready(output), _) => {
                self.set(Self::Done(Some(output)));
                Progress::Done
            }
            (Poll::Pending, Some(key)) => Progress::Delegated(key),
            (Poll::Pending, None) => Progress::Waits,
        }
    }

    /// Polls it in the context `cx`, unless it is done. Returns whether it became done by that.
    pub(super) fn poll_unless_done(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> bool {
        let ChildProjection::Running(future) = self.as_mut().project() else { return false };
        let Poll::Ready(output) = future.poll(cx) else { return false };
        self.set(Self::Done(Some(output)));
        true
    }

    pub(super) fn is_done(&self) -> bool {
        matches!(self, Self::Done(_))
    }
}

/// The child at `index`.
pub(super) fn get<F: Future>(children: Pin<&mut [Child<F>]>, index: usize) -> Option<Pin<&mut Child<F>>> {
    // SAFETY: the items of a pinned slice are pinned, too. No code here moves a child out of it:
    // `take_outputs` moves only outputs, which are not pinned.
    unsafe { children.get_unchecked_mut().get_mut(index).map(|child| Pin::new_unchecked(child)) }
}

/// The outputs of all children, which have to be done.
pub(super) fn take_outputs<F: Future>(mut children: Pin<&mut [Child<F>]>) -> Vec<F::Output> {
    let mut outputs = Vec::with_capacity(children.len());
    for index in 0..children.len() {
        if let Some(child) = get(children.as_mut(), index)
            && let ChildProjection::Done(output) = child.project()
            && let Some(output) = output.take()
        {
            outputs.push(output);
        }
    }
    outputs
}
