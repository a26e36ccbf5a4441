//! [`in_wstd`]: this crate's futures inside `wstd::runtime::block_on`.

use super::polled_again::polled_again;
use super::ready_queue::ReadyQueue;
use super::{reactor, tasks};
use futures_core::FusedFuture;
use pin_project::pin_project;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Lets `future` await calls and timers of this crate inside [`wstd::runtime::block_on`], beside
/// wstd's own HTTP, timers and streams.
///
/// ```no_run
/// # #[cfg(target_family = "wasm")]
/// # async fn example(counter: golem_rpc_sdk::client::Remote) {
/// use golem_rpc_sdk::client::Call;
/// use golem_rpc_sdk::{RpcFuture, in_wstd};
/// use wstd::time::Duration;
///
/// wstd::runtime::block_on(in_wstd(async {
///     let call: Call<u64> = counter.call("demo:component1/api.{get}", &[]);
///     wstd::task::sleep(Duration::from_secs(1)).await;
///     RpcFuture::new(call).await
/// }));
/// # }
/// ```
///
/// # On Golem
///
/// wstd asks `pollable.ready()` of whatever it waits for, which Golem does not log, and it polls in
/// the order of a hash map. A worker that is restarted while it runs wstd may therefore make other
/// host calls than those in its log, and Golem then stops it for good. That is so of every
/// component that uses wstd, with or without this crate. In a durable worker, prefer
/// [`block_on`](crate::block_on()).
///
/// # Cost
///
/// All pending calls are in the list of wstd's poll, which is passed to the host as a whole each
/// time. So [`join_all`](crate::join_all()) saves nothing here.
///
/// # Panics
///
/// When it is polled outside of `wstd::runtime::block_on`, or again after it was ready. A call that
/// was awaited inside panics when it is dropped after `wstd::runtime::block_on` has ended.
pub fn in_wstd<F: IntoFuture>(future: F) -> InWstd<F::IntoFuture> {
    let mut ready = ReadyQueue::default();
    ready.add(ROOT);
    InWstd { future: future.into_future(), ready, ended: false }
}

/// The future of [`in_wstd`].
#[pin_project]
#[must_use = "futures do nothing unless they are awaited"]
pub struct InWstd<F> {
    #[pin]
    future: F,
    /// Index [`ROOT`] is the future; those after it are the pollables that wstd has.
    ready: ReadyQueue,
    ended: bool,
}

const ROOT: usize = 0;

impl<F: Future> Future for InWstd<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let mut this = self.project();
        if *this.ended {
            polled_again();
        }
        this.ready.listen(cx.waker());
        tasks::listen(cx.waker());
        this.ready.begin_round();
        loop {
            while let Some((position, waker)) = this.ready.next() {
                let mut cx = Context::from_waker(&waker);
                match position.checked_sub(1) {
                    Some(pollable) => reactor::ask_wstd(pollable, &mut cx),
                    None => {
                        if let Poll::Ready(output) = this.future.as_mut().poll(&mut cx) {
                            *this.ended = true;
                            return Poll::Ready(output);
                        }
                    }
                }
            }
            tasks::run();
            let handed_over = reactor::hand_over_to_wstd();
            if handed_over.is_empty() {
                if this.ready.is_stopped() {
                    cx.waker().wake_by_ref();
                }
                return Poll::Pending;
            }
            handed_over.into_iter().for_each(|pollable| this.ready.add(pollable + 1));
        }
    }
}

impl<F: Future> FusedFuture for InWstd<F> {
    fn is_terminated(&self) -> bool {
        self.ended
    }
}

impl<F> fmt::Debug for InWstd<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InWstd")
    }
}
