//! How a call hands its waiting over to the [`join_all`](crate::join_all()) that polls it.
//!
//! A join can wait for one of its calls in the name of all, but only for children that *are* calls:
//! an [`RpcFuture`](crate::RpcFuture), or one in a [`timeout`](crate::timeout()) or with a function
//! on its output ([`Map`](crate::Map)). A future that merely contains a call, such as an async
//! block, may make another call when the first is done. It has to be polled soon after its call
//! ends, or that next call would start too late.
//!
//! Rust can't ask whether a type parameter is some type. So the join notes which child it is about
//! to poll, and a call that finds itself to be that child *delegates* its waiting: instead of
//! registering a waker it answers with its [`Key`]. A child is known by its address and its type.
//! The address alone would not do, for a future may begin with the call that it contains, at the
//! same address.

use super::deadline::Deadline;
use super::reactor::{Key, Pending};
use std::any::TypeId;
use std::cell::Cell;
use std::pin::Pin;
use std::ptr;
use std::task::Waker;

thread_local! {
    /// What the join asks that polls a child right now; null when none does. Read with `try_with`,
    /// although it is never gone: the code for the panic of `with` would make the component larger.
    static ASKED: Cell<*const Asked> = const { Cell::new(ptr::null()) };
}

/// What a join asks the child that it polls, and what the child answered.
pub(crate) struct Asked {
    child: Cell<Child>,
    key: Cell<Option<Key>>,
    /// Until when the join is to wait for it.
    limit: Cell<Option<Limit>>,
    /// Whether there is a `limit`. Most calls have none, and this is cheaper to read.
    is_limited: Cell<bool>,
}

/// When a call is to be polled even if it is not ready, and the constructor of what keeps such
/// deadlines for a join.
pub(crate) type Limit = (Deadline, fn() -> Box<dyn Deadlines>);

/// What a join asks of the deadlines of its calls.
///
/// It gets them from the first timeout among its children: see [`limit_delegated`]. So a component
/// without such timeouts does not carry their code.
pub(crate) trait Deadlines {
    /// Notes that the child is to be polled at `deadline` even if its call is not ready.
    fn note(&mut self, child: usize, deadline: Deadline);

    /// The join no longer waits for the call of the child.
    fn forget(&mut self, child: usize);

    /// Whether a deadline has passed since this was last asked. Then [`end_overdue`] is to be
    /// called.
    ///
    /// [`end_overdue`]: Self::end_overdue
    fn has_passed(&mut self) -> bool;

    /// Finds out which of the calls whose time is over are ready, and marks the others to be polled
    /// as well, so that they give [`Elapsed`](crate::Elapsed).
    fn end_overdue(&mut self, pending: &[Pending]);

    /// Has `waker` woken at the first deadline of the calls that the join waits for.
    fn wait(&mut self, waker: &Waker);
}

/// The identity of a future that a join may poll.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Child {
    address: *const (),
    /// Gives its type, by the crate `typeid`, for `TypeId::of` does not take types with lifetimes.
    /// A pointer, because it is shorter than what it gives.
    kind: fn() -> TypeId,
}

impl Child {
    /// No future: nothing is delegated for it.
    pub(crate) fn none() -> Self {
        Self { address: ptr::null(), kind: TypeId::of::<()> }
    }

    pub(crate) fn of<T>(future: &T) -> Self {
        Self { address: ptr::from_ref(future).cast(), kind: typeid::of::<T> }
    }

    /// Whether it is what a join polls right now, and may hand its waiting over to it.
    pub(crate) fn may_delegate(self) -> bool {
        self.answer(|_| {})
    }

    /// For a call that is about to wait: hands `key` to the join that polls it. Returns whether
    /// there is one; otherwise the call has to wait by itself.
    pub(crate) fn delegate(self, key: Key) -> bool {
        self.answer(|asked| asked.key.set(Some(key)))
    }

    /// For a future that contains just one call: when a join polls this, `within` is what may hand
    /// its waiting over to it. Returns whether a join does.
    pub(crate) fn passes_on_to(self, within: Self) -> bool {
        self.answer(|asked| asked.child.set(within))
    }

    /// Runs `answer` if it is what a join polls right now. Returns whether it is.
    fn answer(self, answer: impl FnOnce(&Asked)) -> bool {
        let is_this = |child: Self| {
            // What is the same function gives the same type. Two that are not may, too.
            child.address == self.address && (ptr::fn_addr_eq(child.kind, self.kind) || (child.kind)() == (self.kind)())
        };
        with_asked(|asked| {
            !self.address.is_null() && is_this(asked.child.get()) && {
                answer(asked);
                true
            }
        })
    }
}

/// Gives what a join asks right now; `false` when none does.
fn with_asked(run: impl FnOnce(&Asked) -> bool) -> bool {
    let asked = ASKED.try_with(Cell::get).unwrap_or(ptr::null());
    // SAFETY: it is null, or `Asked::during` has put it there. That takes it away again before it
    // is gone, and can't do so while `run` runs.
    unsafe { asked.as_ref() }.is_some_and(run)
}

impl Asked {
    /// Has `run` poll children of a join through [`poll`](Self::poll).
    pub(crate) fn during<T>(run: impl FnOnce(&Self) -> T) -> T {
        /// What the outer join asks is asked again afterwards, also after a panic.
        struct Restore(*const Asked);
        impl Drop for Restore {
            fn drop(&mut self) {
                ASKED.set(self.0);
            }
        }
        let asked = Self {
            child: Cell::new(Child::none()),
            key: Cell::new(None),
            limit: Cell::new(None),
            is_limited: Cell::new(false),
        };
        let _restored = Restore(ASKED.replace(&raw const asked));
        run(&asked)
    }

    /// Polls `child` through `poll`. Returns the result and the key of the call, if the child is a
    /// call that delegated its waiting.
    pub(crate) fn poll<F, T>(&self, child: Pin<&mut F>, poll: impl FnOnce(Pin<&mut F>) -> T) -> (T, Option<Key>) {
        self.child.set(Child::of(&*child));
        self.key.set(None);
        let polled = poll(child);
        // A future that is later made at the same address must not delegate to a join that no
        // longer asks.
        self.child.set(Child::none());
        (polled, self.key.get())
    }

    /// The limit of the child that was polled last, if it has one.
    pub(crate) fn take_limit(&self) -> Option<Limit> {
        if self.is_limited.replace(false) { self.limit.take() } else { None }
    }
}

/// For a timeout around a call that may have [delegated](Child::delegate) its waiting: the join
/// waits for the call, but no longer than until `deadline`. `make` constructs what keeps the
/// deadlines of a join. Returns whether the call has delegated.
pub(crate) fn limit_delegated(deadline: &Deadline, make: fn() -> Box<dyn Deadlines>) -> bool {
    with_asked(|asked| {
        let has_delegated = asked.key.get().is_some();
        if has_delegated {
            let earlier = asked.take_limit().map(|(earlier, _)| earlier).filter(|earlier| earlier.is_before(deadline));
            asked.limit.set(Some((earlier.unwrap_or_else(|| deadline.clone()), make)));
            asked.is_limited.set(true);
        }
        has_delegated
    })
}
