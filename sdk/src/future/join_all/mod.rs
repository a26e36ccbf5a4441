//! [`join_all`]: all results of many futures, at a cost that grows with their number only.

mod child;
mod harvest;
mod stragglers;

use crate::runtime::polled_again;
use crate::runtime::reactor::reserve;
use child::Child;
use futures_core::FusedFuture;
use harvest::{Children, FEW, Harvest};
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use stragglers::Stragglers;

/// Runs `futures` side by side; gives all outputs, in the order of the futures, when the last is there.
///
/// ```
/// let doubled = golem_rpc_sdk::join_all((1..=3).map(|n| async move { 2 * n }));
/// assert_eq!(golem_rpc_sdk::block_on(doubled), [2, 4, 6]);
/// ```
///
/// # Cost
///
/// `wasi:io/poll` takes the list of all pending calls each time: waiting for "the next one" until all N are done passes
/// N(N+1)/2 handles to the host. A join needs no next one. It waits for **one** call picked at random (with a fixed seed, for
/// Golem replays what a worker did), takes along all others that are done by then, and picks again: whatever the order in which
/// they end, half of the rest is done each time on average. So N calls take about log N waits and a small multiple of N handles.
///
/// That is for futures that *are* calls, [`RpcFuture`](crate::RpcFuture)s as every client's methods
/// return them, also in a [`timeout`](crate::timeout()). A future that merely contains a call (an
/// `async` block, a boxed future) may have more to do when the call is done, and is polled as soon
/// as it is woken, like in any other join. Prefer `join_all(workers.iter().map(|w| w.get()))` over
/// `join_all(workers.iter().map(|w| async { w.get().await }))`.
///
/// Dropping the join drops the futures that have not ended.
///
/// # Panics
///
/// When it is polled again after it was ready. A panic of a future is one of the join. Whoever
/// catches it may go on with the join, which then polls that future again: it gives all outputs or
/// none.
pub fn join_all<I>(futures: I) -> JoinAll<<I::Item as IntoFuture>::IntoFuture>
where
    I: IntoIterator,
    I::Item: IntoFuture,
{
    let children: Box<[_]> = futures.into_iter().map(|future| Child::Running(future.into_future())).collect();
    JoinAll { harvest: None, children: children.into(), stragglers: Stragglers::default(), ended: false }
}

/// The future of [`join_all`].
#[must_use = "futures do nothing unless they are awaited"]
pub struct JoinAll<F: Future> {
    children: Pin<Box<[Child<F>]>>,
    /// The children that are bare calls. None before the first poll, and when there are few.
    harvest: Option<Harvest>,
    /// All others.
    stragglers: Stragglers,
    ended: bool,
}

/// The children are pinned in a box of their own, where they stay when the join moves.
impl<F: Future> Unpin for JoinAll<F> {}

impl<F: Future> Future for JoinAll<F> {
    type Output = Vec<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { children, harvest, stragglers, ended } = &mut *self;
        if *ended {
            polled_again();
        }
        let mut children = children.as_mut();
        let done = if children.len() <= FEW {
            poll_each(children.as_mut(), cx)
        } else {
            let harvest = harvest.get_or_insert_with(|| start(children.as_mut(), cx, stragglers));
            harvest.poll(&mut Children { all: children.as_mut(), cx });
            stragglers.poll(children.as_mut(), cx.waker());
            harvest.is_empty() && stragglers.is_empty()
        };
        *ended = done;
        if done { Poll::Ready(child::take_outputs(children)) } else { Poll::Pending }
    }
}

impl<F: Future> FusedFuture for JoinAll<F> {
    fn is_terminated(&self) -> bool {
        self.ended
    }
}

/// Polls all that are not done: of few, that costs less than to find out which of them were woken. Returns whether all are done then.
fn poll_each<F: Future>(mut children: Pin<&mut [Child<F>]>, cx: &mut Context<'_>) -> bool {
    let mut done = true;
    for index in 0..children.len() {
        let Some(mut child) = child::get(children.as_mut(), index) else { break };
        child.as_mut().poll_unless_done(|future| future.poll(cx));
        done &= child.is_done();
    }
    done
}

/// Polls all for the first time.
fn start<F: Future>(mut children: Pin<&mut [Child<F>]>, cx: &mut Context<'_>, stragglers: &mut Stragglers) -> Harvest {
    let mut harvest = Harvest::with_capacity(children.len());
    // There are some if a child panicked the first time.
    stragglers.clear();
    reserve(children.len());
    for index in 0..children.len() {
        let Some(child) = child::get(children.as_mut(), index) else { break };
        match child.poll_claiming(cx) {
            child::Progress::Done => {}
            child::Progress::Held(key) => harvest.add(index, key),
            child::Progress::Waits => stragglers.add(index),
        }
    }
    harvest.shuffle();
    harvest
}

impl<F: Future> fmt::Debug for JoinAll<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinAll").field("futures", &self.children.len()).finish_non_exhaustive()
    }
}
