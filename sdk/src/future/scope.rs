//! [`scope`]: futures that run beside each other and may borrow, and end with the scope.

use super::fuse::Fuse;
use crate::runtime::abort_handle::{AbortFlag, AbortHandle};
use crate::runtime::join_handle::{JoinHandle, outcome};
use crate::runtime::task_set::TaskSet;
use futures_core::FusedFuture;
use pin_project::pin_project;
use std::cell::{Cell, RefCell};
use std::convert::Infallible;
use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

/// Runs `body`, and beside it the tasks that it [spawns](Scope::spawn) in the scope. Gives the
/// output of `body` when that and all tasks have ended.
///
/// Unlike those of [`spawn_local`](crate::spawn_local()), the tasks may borrow whatever outlives
/// the scope, and none of them goes on after it.
///
/// ```
/// use golem_rpc_sdk::{block_on, scope, sleep, virtual_time};
/// use std::cell::Cell;
/// use std::time::Duration;
///
/// let names = ["a".to_owned(), "b".to_owned()];
/// let seen = Cell::new(0);
/// let lengths = block_on(scope(async |s| {
///     for name in &names {
///         s.spawn(async {
///             sleep(Duration::from_secs(2)).await;
///             seen.set(seen.get() + name.len());
///             // A task may spawn others.
///             s.spawn(async { seen.set(seen.get() + 10) });
///         });
///     }
///     // The outputs of tasks can be awaited.
///     let length = s.spawn(async { names[0].len() });
///     length.await
/// }));
/// assert_eq!((lengths, seen.get()), (1, 22));
/// assert_eq!(virtual_time::now(), Duration::from_secs(2));
/// ```
///
/// `body` must be an async closure. So `async |s| { .. }` is what to write, not
/// `|s| async { .. }`, whose future could not borrow `s`. A task can borrow neither the variables
/// of `body` nor those of another task, for these may end earlier. It takes them along with
/// `async move`.
///
/// # How it ends
///
/// Dropping the scope drops `body` and all tasks, as after a [`timeout`](crate::timeout()). Calls
/// among them are not taken back: their targets still run them. An [`AbortHandle`] ends one task,
/// and the scope goes on without it.
///
/// [`try_scope`] ends as soon as there is an error.
///
/// # Cost
///
/// Only what was woken is polled, in the order in which it was. As with
/// [`spawn_local`](crate::spawn_local()), each wait is one for all calls that are pending: where N
/// calls and nothing else are to be awaited, [`join_all`](crate::join_all()) costs a fraction of
/// that.
///
/// # Panics
///
/// When `body` or a task panics: then everything in the scope is dropped. Also when it is polled
/// again after it was ready.
#[must_use = "futures do nothing unless they are awaited"]
pub fn scope<'env, T>(
    body: impl for<'scope> AsyncFnOnce(&'scope Scope<'scope, 'env>) -> T,
) -> impl FusedFuture<Output = T> {
    Fuse::new(async move {
        match run(async move |scope| Ok(body(scope).await)).await {
            Ok(output) => output,
            Err(never) => match never {},
        }
    })
}

/// Like [`scope`], but ends with the first error: that of `body`, or that of a task which was
/// spawned by [`Scope::try_spawn`]. Everything else in the scope is dropped then.
///
/// ```
/// use golem_rpc_sdk::{block_on, sleep, try_scope, virtual_time};
/// use std::time::Duration;
///
/// let half = async |n: u32| {
///     sleep(Duration::from_secs(n.into())).await;
///     if n % 2 == 0 { Ok(n / 2) } else { Err(format!("{n} is odd")) }
/// };
/// let sum = |numbers: [u32; 3]| {
///     try_scope(async move |s| {
///         let halves = numbers.map(|n| s.try_spawn(half(n)));
///         let mut sum = 0;
///         for half in halves {
///             sum += half.await;
///         }
///         Ok(sum)
///     })
/// };
/// assert_eq!(block_on(sum([2, 4, 6])), Ok(6));
/// let begun = virtual_time::now();
/// assert_eq!(block_on(sum([60, 1, 2])), Err("1 is odd".to_owned()));
/// assert_eq!(virtual_time::now() - begun, Duration::from_secs(1));
/// ```
///
/// # Panics
///
/// As [`scope`].
#[must_use = "futures do nothing unless they are awaited"]
pub fn try_scope<'env, T, E>(
    body: impl for<'scope> AsyncFnOnce(&'scope Scope<'scope, 'env, E>) -> Result<T, E>,
) -> impl FusedFuture<Output = Result<T, E>> {
    Fuse::new(run(body))
}

/// Where the tasks of a [`scope`] are spawned. The tasks live in `'scope` and may borrow what lives
/// in `'env`. `E` is the error of a [`try_scope`].
pub struct Scope<'scope, 'env: 'scope, E = Infallible> {
    tasks: TaskSet<'scope>,
    /// The error that the scope ends with.
    error: RefCell<Option<E>>,
    /// Keeps the compiler from taking a shorter lifetime for `'env` than was meant.
    env: PhantomData<&'env mut &'env ()>,
}

impl<'scope, E> Scope<'scope, '_, E> {
    /// Runs `future` beside the others in the scope, which does not end before it. The output can
    /// be awaited through the handle.
    ///
    /// Dropping the handle changes nothing for the task, whose output is then dropped when it is
    /// there. [`JoinHandle::abort`] drops the task.
    ///
    /// It polls nothing itself: the task is polled for the first time when whoever spawns it waits.
    pub fn spawn<F>(&'scope self, future: F) -> JoinHandle<F::Output>
    where
        F: IntoFuture,
        F::Output: 'scope,
        F::IntoFuture: 'scope,
    {
        let (sender, outcome) = outcome();
        let future = future.into_future();
        let abort = self.add(async move { sender.ended(future.await) });
        JoinHandle::new(outcome, abort)
    }

    /// As [`spawn`](Self::spawn), but when the future gives an error, the scope ends with it. The
    /// handle gives the value when there is one.
    pub fn try_spawn<F, T>(&'scope self, future: F) -> JoinHandle<T>
    where
        F: IntoFuture<Output = Result<T, E>>,
        T: 'scope,
        F::IntoFuture: 'scope,
    {
        let (sender, outcome) = outcome();
        let future = future.into_future();
        let abort = self.add(async move {
            match future.await {
                Ok(value) => sender.ended(value),
                Err(error) => self.fail(error),
            }
        });
        JoinHandle::new(outcome, abort)
    }

    fn add(&self, future: impl Future<Output = ()> + 'scope) -> AbortHandle {
        let flag = Rc::<AbortFlag>::default();
        self.tasks.add(Box::pin(Abortable { future, flag: NoteEnd(flag.clone()) }));
        AbortHandle::in_scope(flag)
    }

    fn fail(&self, error: E) {
        self.error.replace(Some(error));
    }

    /// Ready when all tasks have ended, or one with an error.
    fn poll(&self, cx: &mut Context<'_>) -> Poll<Result<(), E>> {
        self.tasks.listen(cx.waker());
        self.tasks.begin_round();
        while self.tasks.poll_next() {
            if let Some(error) = self.error.take() {
                return Poll::Ready(Err(error));
            }
        }
        if self.tasks.is_stopped() {
            cx.waker().wake_by_ref();
        }
        if self.tasks.is_empty() { Poll::Ready(Ok(())) } else { Poll::Pending }
    }
}

/// A task that ends when it is aborted.
#[pin_project]
struct Abortable<F> {
    #[pin]
    future: F,
    flag: NoteEnd,
}

struct NoteEnd(Rc<AbortFlag>);

impl Drop for NoteEnd {
    fn drop(&mut self) {
        self.0.end();
    }
}

impl<F: Future<Output = ()>> Future for Abortable<F> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = self.project();
        let NoteEnd(flag) = this.flag;
        flag.listen(cx.waker());
        if flag.is_over() { Poll::Ready(()) } else { this.future.poll(cx) }
    }
}

/// Closes the scope when it is dropped: tasks that have not ended are dropped, while the scope that
/// they borrow is still there.
struct CloseAtEnd<'scope, 'env, E>(&'scope Scope<'scope, 'env, E>);

impl<E> Drop for CloseAtEnd<'_, '_, E> {
    fn drop(&mut self) {
        self.0.tasks.close();
    }
}

async fn run<'env, T, E>(
    body: impl for<'scope> AsyncFnOnce(&'scope Scope<'scope, 'env, E>) -> Result<T, E>,
) -> Result<T, E> {
    let output = Cell::new(None);
    // The tasks are owned by this future, which is the only one to poll them. So when somebody
    // leaks it, they are not polled any more, and what they borrow may end.
    let scope = Scope { tasks: TaskSet::new(), error: RefCell::new(None), env: PhantomData };
    let _close_at_end = CloseAtEnd(&scope);
    let (scope, output_of_body) = (&scope, &output);
    scope.tasks.add(Box::pin(async move {
        match body(scope).await {
            Ok(output) => output_of_body.set(Some(output)),
            Err(error) => scope.fail(error),
        }
    }));
    poll_fn(|cx| {
        ready!(scope.poll(cx))?;
        output.take().map_or(Poll::Pending, |output| Poll::Ready(Ok(output)))
    })
    .await
}

impl<E> fmt::Debug for Scope<'_, '_, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use crate::{block_on, scope, sleep, timeout};
    use std::cell::Cell;
    use std::future::pending;
    use std::time::Duration;

    const fn ms(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    fn run_once(until: Duration) {
        let sum = Cell::new(0);
        let work = scope(async |s| {
            for id in 0..20 {
                let sum = &sum;
                s.spawn(async move {
                    sleep(ms(id)).await;
                    s.spawn(async move { sum.set(sum.get() + id) });
                });
            }
            s.spawn(pending::<()>()).abort();
        });
        assert_eq!(block_on(timeout(until, work)).is_ok(), until > ms(20));
    }

    #[test]
    fn no_memory_is_left_by_a_scope_that_ended_or_was_dropped() {
        for until in [ms(100), ms(10)] {
            // What the thread keeps for later is made by the first.
            run_once(until);
            let left = allocation_counter::measure(|| run_once(until));
            assert_eq!((left.count_current, left.bytes_current), (0, 0));
        }
    }
}
