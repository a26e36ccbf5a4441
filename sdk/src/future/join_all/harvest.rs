//! [`Harvest`]: waits for many calls at the cost of a few.
//!
//! Each wait passes the handles of all pollables in it to the host. To wait for all of N calls each
//! time, until the last is done, would pass about N²/2 handles. So the harvest waits for a single
//! call, the *pick*. Once that is ready it *sweeps*: it polls lists of the others, without waiting,
//! and takes the results of all that are ready by then. Then it picks again.

use super::call_queue::CallQueue;
use super::child::{Child, Progress, get};
use super::others::Others;
use crate::bindings::notice_limit::NOTICED_AT_ONCE;
use crate::runtime::delegation::{Asked, Deadlines};
use crate::runtime::random::Random;
use crate::runtime::reactor::{Key, Pending, ask_as_well, ready_first, sweep};
use std::mem;
use std::pin::Pin;
use std::task::Context;

/// How many calls to sweep when few were ready in the last sweep.
const PROBE: usize = 47;

/// Up to this many calls are waited for all together. The list is short, and there is no sweep to
/// pay for.
pub(super) const FEW: usize = 4;

/// How many calls that were started one after another stay together when the order is shuffled.
const GROUP: usize = 8;

pub(super) struct Harvest {
    /// All calls but the pick. Swept ones go to the end, so those at the front come next.
    pending: CallQueue,
    /// The one call that is waited for; `None` when all are, which are [`FEW`].
    pick: Option<Pending>,
    /// Whether all calls that were polled so far had ended.
    all_ended: bool,
    /// Whether the wait for the pick asks about the calls at the front of `pending` as well, as
    /// many as the host can tell of. That is so when all had ended of as many as it could tell of
    /// before: very likely this wait returns at once with all of them, and no sweep is needed.
    asks_for_many: bool,
    /// How many calls the next sweep polls in one list.
    sweep_len: usize,
    /// How many calls at the end of `pending` were not ready in the last sweep.
    not_done: usize,
    /// `None` while no call has a deadline.
    deadlines: Option<Box<dyn Deadlines>>,
    random: Random,
}

impl Harvest {
    /// A harvest with room for so many calls.
    pub(super) fn with_capacity(calls: usize) -> Self {
        Self {
            pending: CallQueue::with_capacity(calls),
            pick: None,
            all_ended: true,
            asks_for_many: false,
            sweep_len: NOTICED_AT_ONCE - 1,
            not_done: 0,
            deadlines: None,
            random: Random::seeded(0),
        }
    }
}

/// The children of the join, and the context to poll them in when their results are taken.
pub(super) struct Children<'a, 'b, F: Future> {
    pub(super) all: Pin<&'a mut [Child<F>]>,
    pub(super) cx: &'a mut Context<'b>,
    /// Gets those that are no bare calls any more.
    pub(super) others: &'a mut Others,
}

impl Harvest {
    pub(super) fn is_empty(&self) -> bool {
        self.pending.is_empty() && self.pick.is_none()
    }

    /// Takes over the waiting for the call at `child`.
    pub(super) fn add(&mut self, child: usize, key: Key, asked: &Asked) {
        self.pending.push_back(Pending { child, key });
        if let Some((deadline, make)) = asked.take_limit() {
            self.deadlines.get_or_insert_with(make).note(child, deadline);
        }
    }

    /// Puts the calls into a random order, once all are added. Then the part that a sweep polls is
    /// a fair sample of them. Without it, calls that end from the last to the first would make each
    /// sweep find nothing.
    ///
    /// Groups of neighbours stay together. Their data lie together in the memory of the component
    /// and of the host, so it is quicker to go through them in this order.
    #[allow(clippy::manual_swap, reason = "`swap` goes through a group call by call, which takes more fuel")]
    pub(super) fn shuffle(&mut self) {
        let (groups, _) = self.pending.calls_mut().as_chunks_mut::<GROUP>();
        for last in 1..groups.len() {
            let other = self.random.below(last as u32 + 1) as usize;
            // An error when both are the same group, which then stays where it is.
            if let Ok([last, other]) = groups.get_disjoint_mut([last, other]) {
                let moved = *last;
                *last = *other;
                *other = moved;
            }
        }
    }

    /// Takes the results that are there, and has the join woken when there are more.
    pub(super) fn poll<F: Future>(&mut self, children: &mut Children<'_, '_, F>) {
        if let Some(deadlines) = &mut self.deadlines
            && deadlines.has_passed()
        {
            // It may be the pick's. Another call is picked below.
            if let Some(pick) = self.pick.take() {
                pick.key.stop_waiting();
                self.pending.push_back(pick);
            }
            deadlines.end_overdue(self.pending.calls());
            self.take_ready(self.pending.len(), children);
            // The swept calls need not be at the end any more.
            self.not_done = 0;
        }
        let ready = self.pick.filter(|pick| pick.key.is_ready());
        let waits_for_few = self.pick.is_none() && self.pending.len() <= FEW;
        if mem::take(&mut self.asks_for_many) || waits_for_few {
            self.asks_for_many = self.take_asked_for(children) && ready.is_some();
        } else if let Some(pick) = ready {
            self.sweep(pick, children);
        }
        if let Some(pick) = ready {
            // It stays the pick meanwhile, so that it is not lost if this panics.
            let taken = children.take(pick);
            self.pick = None;
            self.taken(taken, pick, children);
        }
        self.wait(children.cx);
    }

    /// Takes the results of the other calls that are ready by now. `pick` is ready and part of each
    /// polled list, so these polls do not wait.
    ///
    /// It ends early in two cases: when fewer than half of a list were ready, for then to poll the
    /// rest costs more than to wait for another pick; and when the host can notice no more before
    /// it really waits again.
    fn sweep<F: Future>(&mut self, pick: Pending, children: &mut Children<'_, '_, F>) {
        let mut unseen = self.pending.len();
        let mut noticed = 1;
        while unseen > 0 && noticed < NOTICED_AT_ONCE {
            let len = if unseen < NOTICED_AT_ONCE { unseen } else { unseen.min(self.sweep_len) };
            unseen -= len;
            sweep(pick.key, self.pending.front(len));
            let found = self.take_ready(len, children);
            self.not_done = len - found;
            self.all_ended &= found == len;
            if 2 * found < len {
                self.sweep_len = PROBE;
                break;
            }
            noticed += found;
            // So long that, if as many of it are ready as of this one, it has as many ready calls
            // as the host can still notice: now, or after the next wait.
            let wanted = if noticed < NOTICED_AT_ONCE { NOTICED_AT_ONCE - noticed } else { NOTICED_AT_ONCE - 1 };
            self.sweep_len = (len * wanted / found.max(1)).max(PROBE);
        }
        self.asks_for_many = self.all_ended && noticed >= NOTICED_AT_ONCE;
    }

    /// Takes the results of the calls that the last wait has asked about, beside that for a pick.
    /// Returns whether all had ended.
    fn take_asked_for<F: Future>(&mut self, children: &mut Children<'_, '_, F>) -> bool {
        let asked = self.pending.len().min(NOTICED_AT_ONCE - 1);
        self.not_done = asked - self.take_ready(asked, children);
        self.all_ended &= self.not_done == 0;
        self.all_ended
    }

    /// Takes the results of the ready ones among the first `count` calls, and moves the others to
    /// the end. Returns how many were ready.
    fn take_ready<F: Future>(&mut self, count: usize, children: &mut Children<'_, '_, F>) -> usize {
        let found = ready_first(self.pending.front_mut(count));
        for _ in 0..found {
            let Some(&pending) = self.pending.calls().first() else { break };
            // It stays in the queue meanwhile, so that it is not lost if this panics.
            let taken = children.take(pending);
            self.pending.pop_front();
            self.taken(taken, pending, children);
        }
        self.pending.rotate(count - found);
        found
    }

    /// A call that was ready was polled, and its result was there or not.
    #[inline(never)]
    fn taken<F: Future>(&mut self, taken: bool, pending: Pending, children: &mut Children<'_, '_, F>) {
        if let Some(deadlines) = &mut self.deadlines {
            deadlines.forget(pending.child);
        }
        if !taken {
            self.delegate_again(pending, children);
        }
    }

    /// For a call that was ready without a result. After a restart of the worker, Golem makes calls
    /// so that have no result yet. A call with options may be made again, and is no bare call while
    /// it waits for that.
    #[cold]
    #[inline(never)]
    fn delegate_again<F: Future>(&mut self, pending: Pending, children: &mut Children<'_, '_, F>) {
        let Some(child) = get(children.all.as_mut(), pending.child) else { return };
        Asked::during(|asked| match child.poll_delegating(asked, children.cx) {
            Progress::Done => {}
            Progress::Delegated(key) => self.add(pending.child, key, asked),
            Progress::Waits => children.others.add(pending.child),
        });
    }

    fn wait(&mut self, cx: &mut Context<'_>) {
        if self.pick.is_none() && self.pending.len() > FEW {
            self.pick = self.pick_one();
        }
        match self.pick {
            Some(pick) => {
                pick.key.wait(cx.waker());
                if self.asks_for_many {
                    ask_as_well(pick.key, self.pending.front(NOTICED_AT_ONCE - 1));
                }
            }
            None => self.pending.calls().iter().for_each(|pending| pending.key.wait(cx.waker())),
        }
        if let Some(deadlines) = &mut self.deadlines {
            deadlines.wait(cx.waker());
        }
    }

    /// Takes a random call out of `pending`, of those that the last sweep has seen not to be ready
    /// if there are any. A pick that is ready already would end the wait at once, with little to
    /// take.
    fn pick_one(&mut self) -> Option<Pending> {
        let among = if self.not_done == 0 { self.pending.len() } else { self.not_done };
        let from_end = self.random.below(among as u32) as usize;
        let mut pick = self.pending.pop_back()?;
        let others = self.pending.calls_mut();
        if let Some(other) = others.len().checked_sub(from_end).and_then(|index| others.get_mut(index)) {
            mem::swap(other, &mut pick);
        }
        Some(pick)
    }
}

impl<F: Future> Children<'_, '_, F> {
    /// Takes the result of a call that is ready. Returns whether it was there.
    fn take(&mut self, pending: Pending) -> bool {
        let Some(child) = get(self.all.as_mut(), pending.child) else { return true };
        child.poll_unless_done(self.cx)
    }
}
