//! Waits for many calls at the cost of a few: for one picked at random, then takes along all that ended meanwhile.

use super::child::{Child, get};
use crate::random::Random;
use crate::reactor::{Key, sweep};
use std::collections::VecDeque;
use std::mem;
use std::num::NonZero;
use std::pin::Pin;
use std::task::Context;

/// Golem notices at most this many calls to have ended before it really waits again: until then a poll tells of no more.
const AT_ONCE: usize = 128;

/// Up to this many calls it is cheaper to wait for all of them at once: no sweep is needed then.
pub(super) const FEW: usize = 4;

pub(super) struct Harvest {
    /// All calls but the pick. Those at the front have not been swept for the longest time.
    pending: VecDeque<Pending>,
    /// The one call the reactor waits for in the name of all; none when they are [`FEW`].
    pick: Option<Pending>,
    /// Whether the last poll left the [`FEW`] to be waited for.
    waits_for_all: bool,
    /// How many to sweep in one list.
    stretch: usize,
    random: Random,
}

impl Harvest {
    /// With room for so many calls.
    pub(super) fn with_capacity(calls: usize) -> Self {
        Self {
            pending: VecDeque::with_capacity(calls),
            pick: None,
            waits_for_all: false,
            stretch: AT_ONCE - 1,
            random: Random::seeded(0),
        }
    }
}

#[derive(Clone, Copy)]
struct Pending {
    child: usize,
    key: Key,
}

/// What taking a result needs: the children, and the context to poll them in.
pub(super) struct Children<'a, 'b, F: Future> {
    pub(super) all: Pin<&'a mut [Child<F>]>,
    pub(super) cx: &'a mut Context<'b>,
}

impl Harvest {
    pub(super) fn is_empty(&self) -> bool {
        self.pending.is_empty() && self.pick.is_none()
    }

    /// Takes over the waiting for the call at `child`.
    ///
    /// At a random place among the others, so that every stretch of them is a fair sample, in whatever order they end.
    pub(super) fn add(&mut self, child: usize, key: Key) {
        let mut last = Pending { child, key };
        let place = self.random.below(self.pending.len() as u32 + 1) as usize;
        if let Some(other) = self.pending.get_mut(place) {
            mem::swap(other, &mut last);
        }
        self.pending.push_back(last);
    }

    /// Takes the results that are there, and sees that the join is woken for the rest.
    pub(super) fn poll<F: Future>(&mut self, children: &mut Children<'_, '_, F>) {
        match self.pick.take_if(|pick| pick.key.is_ready()) {
            Some(pick) => {
                self.sweep(pick, children);
                self.pending.extend(children.take(pick));
            }
            None if self.waits_for_all => {
                self.take_ready(self.pending.len(), children);
            }
            // The first poll has nothing to take: none was waited for yet. Nor has one that another child is the reason for.
            None => {}
        }
        self.wait(children.cx);
    }

    /// Takes those of the others that are done by now. `pick` is, so no poll of a list that holds it waits.
    ///
    /// Ends early when few are done, for the rest is not worth a look then, or when the host has noticed all it can: to wait for one
    /// more pick costs little, and all have to end anyway.
    fn sweep<F: Future>(&mut self, pick: Pending, children: &mut Children<'_, '_, F>) {
        let mut unseen = self.pending.len();
        let mut noticed = 1;
        while unseen > 0 {
            let stretch = unseen.min(self.stretch);
            unseen -= stretch;
            sweep(pick.key, stretch, |other| self.pending.get(other).map(|pending| pending.key));
            let found = self.take_ready(stretch, children);
            noticed += found;
            if noticed >= AT_ONCE || found < stretch / 4 {
                break;
            }
            // As many as will probably hold what the host notices at once.
            self.stretch = (stretch * AT_ONCE / NonZero::<usize>::MIN.saturating_add(found)).max(AT_ONCE - 1);
        }
    }

    /// Takes the results of those of the first `stretch` that are ready, and puts the others last. Returns how many were ready.
    fn take_ready<F: Future>(&mut self, stretch: usize, children: &mut Children<'_, '_, F>) -> usize {
        let mut found = 0;
        for _ in 0..stretch {
            let Some(pending) = self.pending.pop_front() else { break };
            let ready = pending.key.is_ready();
            found += usize::from(ready);
            if let Some(pending) = if ready { children.take(pending) } else { Some(pending) } {
                self.pending.push_back(pending);
            }
        }
        found
    }

    fn wait(&mut self, cx: &mut Context<'_>) {
        if self.pick.is_none() && self.pending.len() > FEW {
            self.pick = self.pending.pop_front();
        }
        self.waits_for_all = self.pick.is_none();
        match self.pick {
            Some(pick) => pick.key.wait(cx.waker()),
            None => self.pending.iter().for_each(|pending| pending.key.wait(cx.waker())),
        }
    }
}

impl<F: Future> Children<'_, '_, F> {
    /// Takes the result of a call that is ready. Gives it back if the result was not there after all.
    fn take(&mut self, pending: Pending) -> Option<Pending> {
        if get(self.all.as_mut(), pending.child)?.poll_unless_done(self.cx) {
            return None;
        }
        // It waits on its own now.
        pending.key.hold();
        Some(pending)
    }
}
