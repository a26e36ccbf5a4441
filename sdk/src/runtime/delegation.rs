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
use std::mem::ManuallyDrop;
use std::pin::Pin;
use std::task::Waker;

thread_local! {
    /// The child that a join polls. Read with `try_with`, although it is never gone: the code for
    /// the panic of `with` would make the component larger.
    static CHILD: Cell<Option<Child>> = const { Cell::new(None) };
    /// The key that the child answered with which was polled last.
    static DELEGATED: Cell<Option<Key>> = const { Cell::new(None) };
    /// The deadline of that child, if it is a timeout, and what makes the keeper of such deadlines
    /// for a join. It is never dropped, so that no access has to check whether it is still there.
    static DEADLINE: ManuallyDrop<Cell<Option<Limit>>> = const { ManuallyDrop::new(Cell::new(None)) };
    /// Whether there is such a deadline. Most calls have none, and this is cheaper to read.
    static LIMITED: Cell<bool> = const { Cell::new(false) };
}

/// What a join asks of the deadlines of its calls.
///
/// It gets them from the first timeout among its children: see [`delegate_until`]. So a component
/// without such timeouts does not carry their code.
pub(crate) trait Deadlines {
    /// Notes that the child is to be polled at `deadline` even if its call is not ready.
    fn note(&mut self, child: usize, deadline: Deadline);

    /// Whether a deadline has passed since this was last asked. Then [`end_overdue`] is to be
    /// called.
    ///
    /// [`end_overdue`]: Self::end_overdue
    fn has_passed(&mut self) -> bool;

    /// Finds out which of the calls whose time is over are ready, and marks the others to be polled
    /// as well, so that they give [`Elapsed`](crate::Elapsed).
    fn end_overdue(&mut self, pending: &[Pending]);

    /// Has `waker` woken at the first deadline of these calls.
    fn wait(&mut self, pending: &[Pending], pick: Option<Pending>, waker: &Waker);
}

/// When a call is to be polled even if it is not ready, and the constructor of what keeps such
/// deadlines for a join.
type Limit = (Deadline, fn() -> Box<dyn Deadlines>);

/// The identity of a future that a join may poll.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Child {
    address: *const (),
    /// From the crate `typeid`, for `TypeId::of` does not take types with lifetimes.
    kind: TypeId,
}

impl Child {
    /// No future: nothing is delegated for it.
    pub(crate) fn none() -> Self {
        Self { address: std::ptr::null(), kind: TypeId::of::<()>() }
    }

    pub(crate) fn of<T>(future: &T) -> Self {
        Self { address: std::ptr::from_ref(future).cast(), kind: typeid::of::<T>() }
    }

    /// Whether it is what a join polls right now, and may hand its waiting over to it.
    pub(crate) fn may_delegate(self) -> bool {
        matches!(CHILD.try_with(Cell::get), Ok(Some(child)) if child.address == self.address && child.kind == self.kind)
    }

    /// For a call that is about to wait: hands `key` to the join that polls it. Returns whether
    /// there is one; otherwise the call has to wait by itself.
    pub(crate) fn delegate(self, key: Key) -> bool {
        let may = self.may_delegate();
        if may {
            delegate_key(key);
        }
        may
    }
}

/// For a join: polls `child` through `poll`. Returns the result and the key of the call, if the
/// child is a call that delegated its waiting.
pub(crate) fn poll_delegating<F, T>(child: Pin<&mut F>, poll: impl FnOnce(Pin<&mut F>) -> T) -> (T, Option<Key>) {
    let noted = Some(Child::of(&*child));
    let _restored = Restore(CHILD.try_with(|current| current.replace(noted)).ok().flatten());
    let polled = poll(child);
    (polled, DELEGATED.take())
}

/// Notes the child of the outer join again when the poll is over, also after a panic. Otherwise a
/// future that is later made at the same address could delegate to a join that no longer asks.
struct Restore(Option<Child>);

impl Drop for Restore {
    fn drop(&mut self) {
        CHILD.set(self.0);
    }
}

/// For a timeout that [may delegate](Child::may_delegate), around a call that answered with `key`:
/// the join waits for the call, but no longer than until `deadline`. `make` constructs what keeps
/// the deadlines of a join.
pub(crate) fn delegate_until(key: Key, deadline: &Deadline, make: fn() -> Box<dyn Deadlines>) {
    delegate_key(key);
    limit_delegated(deadline, make);
}

/// Like [`delegate_until`], for a call that has delegated itself.
pub(crate) fn limit_delegated(deadline: &Deadline, make: fn() -> Box<dyn Deadlines>) {
    let earlier = take_deadline().map(|(within, _)| within).filter(|within| within.is_before(deadline));
    LIMITED.set(true);
    DEADLINE.with(|limit| limit.set(Some((earlier.unwrap_or_else(|| deadline.clone()), make))));
}

/// For a future that [may delegate](Child::may_delegate) and contains just one call, which answered
/// with `key`: the join waits for that call.
pub(crate) fn delegate_key(key: Key) {
    DELEGATED.set(Some(key));
}

/// For a join: the deadline of the child that was polled last, if it has one.
pub(crate) fn take_deadline() -> Option<Limit> {
    match LIMITED.get() {
        true => {
            LIMITED.set(false);
            DEADLINE.with(|limit| limit.take())
        }
        false => None,
    }
}
