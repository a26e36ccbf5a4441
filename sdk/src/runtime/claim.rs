//! How [`join_all`](crate::join_all()) learns that one of its children *is* an
//! [`RpcFuture`](crate::RpcFuture), or one in a [`timeout`](crate::timeout()), and no other future
//! around one.
//!
//! It needs to know because a bare call may wait for its turn: nothing follows from its result but
//! the result. Around a call more may follow (the next call), which must not be kept waiting. Rust
//! can't ask a type parameter whether it is some type, so the join says whom it is about to poll,
//! and a call that finds that to be itself answers. Address *and* type are compared: a future that
//! wraps the call may lie at the same address, and even be of the same size.

use super::reactor::Key;
use std::any::TypeId;
use std::cell::Cell;
use std::collections::VecDeque;
use std::pin::Pin;
use std::task::Waker;

thread_local! {
    /// Asked with `try_with`, although it is never gone: the panic of `with` would stay in the component.
    static CLAIM: Cell<Option<Claim>> = const { Cell::new(None) };
    /// What the child gave up that was polled last.
    static ANSWER: Cell<Option<Key>> = const { Cell::new(None) };
    /// The deadline that it has, if it has one.
    static DEADLINE: Cell<Option<Deadline>> = const { Cell::new(None) };
}

/// A call that a join waits for.
#[derive(Clone, Copy)]
pub(crate) struct Pending {
    /// Which of the join's children it is.
    pub(crate) child: usize,
    pub(crate) key: Key,
}

/// What a join asks of its calls' deadlines.
pub(crate) trait Deadlines {
    /// Takes down that a child is to be polled at `time`, even if it is not ready.
    fn note(&mut self, child: usize, time: u64);

    /// When a deadline is over: finds out which of the calls that have it are done, and has those
    /// that are not be [polled](end) like them. Returns whether there are any.
    fn end_overdue(&mut self, pending: &mut VecDeque<Pending>, pick: &mut Option<Pending>) -> bool;

    /// Sees that `waker` is woken at the first deadline of these calls.
    fn wait(&mut self, pending: &VecDeque<Pending>, pick: Option<Pending>, waker: &Waker);
}

/// The time of the monotonic clock at which a call is to be polled even if it is not ready, and
/// what keeps such times for a join.
type Deadline = (u64, fn() -> Box<dyn Deadlines>);

#[derive(Clone, Copy)]
struct Claim {
    address: *const (),
    /// Of any type, also one with lifetimes, which `TypeId::of` does not take: hence the crate `typeid`.
    kind: TypeId,
}

impl Claim {
    fn on<T>(future: &T) -> Self {
        Self { address: std::ptr::from_ref(future).cast(), kind: typeid::of::<T>() }
    }

    fn is_on(&self, other: &Self) -> bool {
        self.address == other.address && self.kind == other.kind
    }
}

/// For a join: polls `child` through `poll`, and returns beside its answer the key that the child
/// gave up, if it is such a call.
pub(crate) fn claiming<F, T>(child: Pin<&mut F>, poll: impl FnOnce(Pin<&mut F>) -> T) -> (T, Option<Key>) {
    let claim = Some(Claim::on(&*child));
    let _restored = Restore(CLAIM.try_with(|current| current.replace(claim)).ok().flatten());
    let polled = poll(child);
    (polled, ANSWER.take())
}

/// Puts back the claim of the join around this one, even when a child panics: a claim must not outlive the child it is on.
struct Restore(Option<Claim>);

impl Drop for Restore {
    fn drop(&mut self) {
        CLAIM.set(self.0);
    }
}

/// Whether a join polls `future` right now and would wait in its stead.
pub(crate) fn is_on<F>(future: &F) -> bool {
    matches!(CLAIM.try_with(Cell::get), Ok(Some(claim)) if claim.is_on(&Claim::on(future)))
}

/// For a timeout that a join [is on](is_on), around a call that gave up `key`: the join sees to the
/// waiting, until `time` at the latest.
pub(crate) fn give_up_until(key: Key, time: u64, make: fn() -> Box<dyn Deadlines>) {
    ANSWER.set(Some(key));
    let within = DEADLINE.get().map_or(time, |(within, _)| within);
    DEADLINE.set(Some((time.min(within), make)));
}

/// For a join: the deadline of the child that was polled last, if it [has one](give_up_until).
pub(crate) fn take_deadline() -> Option<Deadline> {
    let deadline = DEADLINE.get();
    // To look is cheaper than to write, and most calls have none.
    if deadline.is_some() {
        DEADLINE.set(None);
    }
    deadline
}

/// For a call that is about to wait: gives `key` to the join that polls it, if one does.
pub(crate) fn give_up<F>(call: &F, key: Key) -> bool {
    let claimed = is_on(call);
    if claimed {
        ANSWER.set(Some(key));
    }
    claimed
}
