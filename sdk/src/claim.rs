//! How [`join_all`](crate::join_all()) learns that one of its children *is* an [`RpcFuture`](crate::RpcFuture), not a future around one.
//!
//! It needs to know because a bare call may wait for its turn: nothing follows from its result but the result. Around a call
//! more may follow (the next call, a timeout), which must not be kept waiting. Rust can't ask a type parameter whether it is
//! some type, so the join says whom it is about to poll, and a call that finds that to be itself answers. Address *and* size
//! are compared: a future that wraps the call and remembers anything besides is larger.

use crate::reactor::Key;
use std::cell::Cell;

thread_local! {
    static CLAIM: Cell<Option<Claim>> = const { Cell::new(None) };
}

#[derive(Clone, Copy)]
struct Claim {
    address: *const (),
    size: usize,
    answer: Option<Key>,
}

impl Claim {
    fn on<T>(future: &T) -> Self {
        Self { address: std::ptr::from_ref(future).cast(), size: size_of::<T>(), answer: None }
    }

    fn is_on(&self, other: &Self) -> bool {
        self.address == other.address && self.size == other.size
    }
}

/// For a join: polls through `poll` the child that lies at `address_of`, and returns with its answer the key the child gave up, if it is a bare call.
pub(crate) fn claiming<F, T>(
    child: std::pin::Pin<&mut F>,
    poll: impl FnOnce(std::pin::Pin<&mut F>) -> T,
) -> (T, Option<Key>) {
    let outer = CLAIM.replace(Some(Claim::on(&*child)));
    let polled = poll(child);
    let claim = CLAIM.replace(outer);
    (polled, claim.and_then(|claim| claim.answer))
}

/// For a call that is about to wait: gives `key` to the join that polls it, if one does. Then the join sees to the waiting.
pub(crate) fn give_up<F>(call: &F, key: Key) -> bool {
    let Some(claim) = CLAIM.get().filter(|claim| claim.is_on(&Claim::on(call))) else { return false };
    CLAIM.set(Some(Claim { answer: Some(key), ..claim }));
    true
}
