//! [`Spans`]: the order in which a worker constructs and drops its clients, as Golem traces it.
//!
//! From 1.1.25 on Golem keeps a *span* for each client (`wasm-rpc`) of a worker, and one for each
//! invocation. One span is the current one. What happens, up to 1.3.0:
//!
//! - an invocation begins: its own span is made the current one;
//! - a client is constructed: its span begins below the current one, and becomes the current one;
//! - a call is made: its span begins below the current one, which stays so, and ends with the call;
//! - a client is dropped: if its span is the current one, the one above it becomes so, whether or
//!   not that is still there; in either case its span is removed.
//!
//! A span can't begin below one that was removed: the worker traps, with "Span … not found". So it
//! does when clients are dropped in another order than the reverse: of two that are dropped first
//! things first, the second one's drop makes the first one's span the current one, which is gone by
//! then. The next constructor or call traps, unless another invocation has begun before.
//!
//! All this is kept for each version of Golem, for
//! [`LintRule::ClientDropOrder`](crate::LintRule::ClientDropOrder); only a host that is to be like
//! [`GolemVersion::V1_1`](crate::GolemVersion::V1_1) traps.

use std::{collections::BTreeMap, fmt};

/// The spans of one instance's clients.
#[derive(Debug, Default)]
pub(crate) struct Spans {
    /// The spans of clients that are open, each with the one that was current when it began.
    open: BTreeMap<Span, Span>,
    invocation: Span,
    current: Span,
    last: Span,
}

/// A span's number. Spans that began later have greater ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Span(u64);

impl Spans {
    pub fn begin_invocation(&mut self) {
        self.invocation = self.next();
        self.current = self.invocation;
    }

    /// Begins the span of a client that is constructed.
    pub fn open(&mut self) -> Span {
        let span = self.next();
        self.open.insert(span, self.current);
        self.current = span;
        span
    }

    /// Ends the span of a client that is dropped. The order is wrong if a client is still open that
    /// was constructed after it in the same invocation. A client that an earlier invocation has
    /// left may be dropped at any time, since its span is not the current one.
    pub fn close(&mut self, span: Span) -> OrderOfDrops {
        if let Some(above) = self.open.remove(&span)
            && self.current == span
        {
            self.current = above;
        }
        let newest = self.open.last_key_value().map(|(newest, _)| *newest);
        if span > self.invocation && newest > Some(span) { OrderOfDrops::Wrong } else { OrderOfDrops::Right }
    }

    /// Whether a span can begin, which it can if the current one still exists.
    ///
    /// # Errors
    /// The current span, if it has ended.
    pub fn check(&self) -> Result<(), MissingSpan> {
        let current = self.current;
        if current == self.invocation || self.open.contains_key(&current) { Ok(()) } else { Err(MissingSpan(current)) }
    }

    fn next(&mut self) -> Span {
        self.last.0 += 1;
        self.last
    }
}

/// Whether clients are dropped in the reverse of the order in which they were constructed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OrderOfDrops {
    Right,
    Wrong,
}

/// The current span has ended, so that no other can begin below it: why the worker traps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MissingSpan(Span);

impl fmt::Display for MissingSpan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Span {:016x} not found: Golem 1.1.25 to 1.3.0 ends a worker that constructs or calls a client (wasm-rpc) \
             after it dropped one before another that was constructed later. Drop clients in the reverse order, or \
             open one for each call and drop it as soon as the call was started, as golem-rpc-sdk does",
            self.0.0
        )
    }
}

impl std::error::Error for MissingSpan {}

#[cfg(test)]
mod tests {
    use super::*;
    use OrderOfDrops::{Right, Wrong};

    fn in_an_invocation() -> Spans {
        let mut spans = Spans::default();
        spans.begin_invocation();
        spans
    }

    #[test]
    fn in_the_reverse_order_nothing_happens() {
        let mut spans = in_an_invocation();
        for _ in 0..2 {
            let clients = [(); 3].map(|()| spans.open());
            for client in clients.into_iter().rev() {
                assert_eq!(spans.check(), Ok(()));
                assert_eq!(spans.close(client), Right);
            }
        }
        assert_eq!(spans.check(), Ok(()));
    }

    #[test]
    fn in_the_order_of_construction_the_next_one_traps() {
        let mut spans = in_an_invocation();
        let clients = [(); 3].map(|()| spans.open());
        assert_eq!(clients.map(|client| spans.close(client)), [Wrong, Wrong, Right]);
        let missing = spans.check().unwrap_err();
        assert_eq!(missing, MissingSpan(clients[1]));
        assert!(missing.to_string().starts_with("Span 0000000000000003 not found: "), "{missing}");
    }

    #[test]
    fn it_traps_only_when_the_span_above_has_become_the_current_one() {
        let mut spans = in_an_invocation();
        let [first, second] = [(); 2].map(|()| spans.open());
        assert_eq!(spans.close(first), Wrong);
        let third = spans.open();
        assert_eq!((spans.check(), spans.close(third), spans.check()), (Ok(()), Right, Ok(())));
        assert_eq!(spans.close(second), Right);
        assert_eq!(spans.check(), Err(MissingSpan(first)));
    }

    #[test]
    fn another_invocation_begins_anew() {
        let mut spans = in_an_invocation();
        let [first, second, kept] = [(); 3].map(|()| spans.open());
        spans.close(second);
        spans.close(kept);
        assert_eq!(spans.check(), Err(MissingSpan(second)));
        spans.begin_invocation();
        let newer = spans.open();
        assert_eq!(spans.close(first), Right, "it is none of this invocation's");
        assert_eq!((spans.check(), spans.close(newer), spans.check()), (Ok(()), Right, Ok(())));
    }

    /// A worker that goes on after the finding, as on Golem 1.0.
    #[test]
    fn what_follows_is_told_for_itself() {
        let mut spans = in_an_invocation();
        let clients = [(); 2].map(|()| spans.open());
        assert_eq!(clients.map(|client| spans.close(client)), [Wrong, Right]);
        let client = spans.open();
        assert_eq!(spans.close(client), Right);
    }
}
