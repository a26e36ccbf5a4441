//! One future of a join, and what became of it.

use crate::runtime::claim::claiming;
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
    /// It is a call, whose waiting is ours to see to.
    Held(Key),
    /// It waits on its own, with the waker it was given.
    Waits,
}

impl<F: Future> Child<F> {
    /// Polls it so that it can give up its registration if it is a bare call.
    pub(super) fn poll_claiming(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Progress {
        let ChildProjection::Running(future) = self.as_mut().project() else { return Progress::Done };
        match claiming(future, |future| future.poll(cx)) {
            (Poll::Ready(output), _) => {
                self.set(Self::Done(Some(output)));
                Progress::Done
            }
            (Poll::Pending, Some(key)) => Progress::Held(key),
            (Poll::Pending, None) => Progress::Waits,
        }
    }

    /// Polls it through `poll`. Returns whether that was what it took; a child that was done before
    /// is left alone.
    ///
    /// Inlined, although called in three places: else each call of a join costs 30 of fuel more.
    #[inline(always)]
    pub(super) fn poll_unless_done(
        mut self: Pin<&mut Self>,
        poll: impl FnOnce(Pin<&mut F>) -> Poll<F::Output>,
    ) -> bool {
        let ChildProjection::Running(future) = self.as_mut().project() else { return false };
        let Poll::Ready(output) = poll(future) else { return false };
        self.set(Self::Done(Some(output)));
        true
    }

    pub(super) fn is_done(&self) -> bool {
        matches!(self, Self::Done(_))
    }
}

/// The child at `index`, of which there is one: the join counts its children itself.
pub(super) fn get<F: Future>(children: Pin<&mut [Child<F>]>, index: usize) -> Option<Pin<&mut Child<F>>> {
    // SAFETY: the items of a pinned slice are as pinned as the slice: no code here moves one out of it, and `take_outputs` moves
    // only outputs, which are not pinned.
    unsafe { children.get_unchecked_mut().get_mut(index).map(|child| Pin::new_unchecked(child)) }
}

/// All outputs, when every child is done.
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
