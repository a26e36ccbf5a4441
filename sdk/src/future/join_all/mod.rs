//! [`join_all`]: the outputs of many futures, for calls at a cost that grows no faster than their
//! number.

mod call_queue;
mod child;
mod harvest;
mod others;
mod pace;

use crate::runtime::delegation::Asked;
use crate::runtime::polled_again;
use crate::runtime::reactor::reserve;
use child::Child;
use futures_core::FusedFuture;
use harvest::{Children, FEW, Harvest};
use others::Others;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Runs `futures` side by side. Gives all outputs, in the order of the futures, when the last has
/// ended.
///
/// ```
/// let doubled = golem_rpc_sdk::join_all((1..=3).map(|n| async move { 2 * n }));
/// assert_eq!(golem_rpc_sdk::block_on(doubled), [2, 4, 6]);
/// ```
///
/// # Cost
///
/// `wasi:io/poll` takes a list of what to wait for. To wait for the next one of N pending calls,
/// again and again until all are done, passes N(N+1)/2 handles to the host. A join does not need
/// the next one. It waits for **one** call that it picks at random, takes the results of all others
/// that have ended by then, and picks again. On average half of the rest has ended each time,
/// whatever the order in which they end. So N calls take about log N waits, and a small multiple of
/// N handles. (The random numbers have a fixed seed: when Golem replays what a worker did, the same
/// calls must be picked.)
///
/// That holds for futures that *are* calls: [`RpcFuture`](crate::RpcFuture)s, as the methods of
/// every client return them, also in a [`timeout`](crate::timeout()) or with a function on their
/// output ([`RpcFuture::map`](crate::RpcFuture::map) and others). So prefer
/// `join_all(workers.iter().map(|w| w.get()))` over
/// `join_all(workers.iter().map(|w| async { w.get().await }))`.
///
/// # Futures with steps
///
/// A future that merely contains a call, such as an `async` block or a boxed future, may have more
/// to do when the call is done, so it should be polled soon after that. When there are fewer than
/// 32 such futures, each is polled as soon as it is woken, as in any other join, at the cost of
/// N(N+1)/2 handles in each step.
///
/// When there are more, and they are woken one by one in quick succession, the join pauses: for a
/// fiftieth of the time since it began, and a second at most, it does not wait for their calls, and
/// then takes together all that have ended. So a step may begin that much later. All pauses
/// together make no future end later than 1.1 times the time that it would have taken. A thousand
/// futures of two steps take between a third and a twentieth of the handles so, unless they are
/// woken many at a time anyway. Timers, deadlines and whatever is awaited beside the join do not
/// wait for a pause. To see whether one is worth while, the join reads the clock when it begins and
/// then once in 16 waits.
///
/// Dropping the join drops the futures that have not ended.
///
/// # Panics
///
/// When it is polled again after it was ready, and when one of the futures panics. Whoever catches
/// that panic may poll the join again, which then polls that future again: a join gives all outputs
/// or none.
pub fn join_all<I>(futures: I) -> JoinAll<<I::Item as IntoFuture>::IntoFuture>
where
    I: IntoIterator,
    I::Item: IntoFuture,
{
    let children: Box<[_]> = futures.into_iter().map(|future| Child::Running(future.into_future())).collect();
    JoinAll { harvest: None, children: children.into(), others: Others::default(), ended: false }
}

/// The future of [`join_all`].
#[must_use = "futures do nothing unless they are awaited"]
pub struct JoinAll<F: Future> {
    children: Pin<Box<[Child<F>]>>,
    /// The children that are bare calls. `None` before the first poll, and when there are few
    /// children.
    harvest: Option<Harvest>,
    /// All other children.
    others: Others,
    ended: bool,
}

/// The children are pinned in a box of their own, where they stay when the join moves.
impl<F: Future> Unpin for JoinAll<F> {}

impl<F: Future> Future for JoinAll<F> {
    type Output = Vec<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { children, harvest, others, ended } = &mut *self;
        if *ended {
            polled_again();
        }
        let mut children = children.as_mut();
        let done = if children.len() <= FEW {
            poll_each(children.as_mut(), cx)
        } else {
            let harvest = harvest.get_or_insert_with(|| start(children.as_mut(), cx, others));
            harvest.poll(&mut Children { all: children.as_mut(), cx, others });
            others.poll(children.as_mut(), cx.waker());
            harvest.is_empty() && others.is_empty()
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

/// Polls all children that are not done: when they are few, that costs less than to find out which
/// of them were woken. Returns whether all are done then.
fn poll_each<F: Future>(mut children: Pin<&mut [Child<F>]>, cx: &mut Context<'_>) -> bool {
    let mut done = true;
    for index in 0..children.len() {
        let Some(mut child) = child::get(children.as_mut(), index) else { break };
        child.as_mut().poll_unless_done(cx);
        done &= child.is_done();
    }
    done
}

/// Polls all children for the first time, and finds out which of them are bare calls.
fn start<F: Future>(mut children: Pin<&mut [Child<F>]>, cx: &mut Context<'_>, others: &mut Others) -> Harvest {
    let mut harvest = Harvest::with_capacity(children.len());
    // There are some from an earlier first poll in which a child panicked.
    others.clear();
    reserve(children.len());
    Asked::during(|asked| {
        for index in 0..children.len() {
            let Some(child) = child::get(children.as_mut(), index) else { break };
            match child.poll_delegating(asked, cx) {
                child::Progress::Done => {}
                child::Progress::Delegated(key) => harvest.add(index, key, asked),
                child::Progress::Waits => others.add(index),
            }
        }
    });
    harvest.shuffle();
    harvest
}

impl<F: Future> fmt::Debug for JoinAll<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinAll").field("futures", &self.children.len()).finish_non_exhaustive()
    }
}
