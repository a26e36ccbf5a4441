//! Waits for many calls at the cost of a few: for one picked at random, then takes along all that ended meanwhile.

use super::child::{Child, get};
use crate::bindings::notice_limit::NOTICED_AT_ONCE as AT_ONCE;
use crate::future::random::Random;
use crate::runtime::claim::{Deadlines, Pending, take_deadline};
use crate::runtime::reactor::{Key, sweep};
use std::collections::VecDeque;
use std::mem;
use std::pin::Pin;
use std::task::Context;

/// How many to look at when few were done the last time.
const PROBE: usize = 47;

/// Up to this many calls it is cheaper to wait for all of them at once: no sweep is needed then.
pub(super) const FEW: usize = 4;

/// How many calls that were started together stay together.
const NEIGHBOURS: usize = 8;

pub(super) struct Harvest {
    /// All calls but the pick. Those at the front have not been swept for the longest time.
    pending: VecDeque<Pending>,
    /// The one call the reactor waits for in the name of all; none when they are [`FEW`].
    pick: Option<Pending>,
    /// Whether the last poll left the [`FEW`] to be waited for.
    waits_for_all: bool,
    /// How many to sweep in one list.
    stretch: usize,
    /// How many at the end were not done when they were swept.
    not_done: usize,
    /// None while no call has one.
    deadlines: Option<Box<dyn Deadlines>>,
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
            not_done: 0,
            deadlines: None,
            random: Random::seeded(0),
        }
    }
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
    pub(super) fn add(&mut self, child: usize, key: Key) {
        self.pending.push_back(Pending { child, key });
        if let Some((time, make)) = take_deadline() {
            self.deadlines.get_or_insert_with(make).note(child, time);
        }
    }

    /// When all are added: puts them into a random order, so that every stretch of them is a fair sample, in whatever order they end.
    ///
    /// Neighbours stay together, because what belongs to them lies together in the memory of component and host.
    pub(super) fn shuffle(&mut self) {
        let (groups, _) = self.pending.as_mut_slices().0.as_chunks_mut::<NEIGHBOURS>();
        for last in 1..groups.len() {
            let other = self.random.below(last as u32 + 1) as usize;
            // Not if they are the same.
            if let Ok([last, other]) = groups.get_disjoint_mut([last, other]) {
                mem::swap(last, other);
            }
        }
    }

    /// Takes the results that are there, and sees that the join is woken for the rest.
    pub(super) fn poll<F: Future>(&mut self, children: &mut Children<'_, '_, F>) {
        if let Some(deadlines) = &mut self.deadlines
            && deadlines.end_overdue(&mut self.pending, &mut self.pick)
        {
            self.take_ready(self.pending.len(), children);
            // Those that were swept stand anywhere now.
            self.not_done = 0;
        }
        match self.pick {
            // It stays the pick until its result is taken: a call that panics on the way is one
            // that is still waited for.
            Some(pick) if pick.key.is_ready() => {
                self.sweep(pick, children);
                let taken = children.take(pick);
                self.pick = None;
                if !taken {
                    self.pending.push_back(pick);
                }
            }
            None if self.waits_for_all => {
                self.take_ready(self.pending.len(), children);
            }
            // The first poll has nothing to take: none was waited for yet. Nor has one that another child is the reason for.
            _ => {}
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
        while unseen > 0 && noticed < AT_ONCE {
            let stretch = if unseen < AT_ONCE { unseen } else { unseen.min(self.stretch) };
            unseen -= stretch;
            sweep(pick.key, stretch, |other| self.pending.get(other).map(|pending| pending.key));
            let found = self.take_ready(stretch, children);
            self.not_done = stretch - found;
            if 2 * found < stretch {
                self.stretch = PROBE;
                break;
            }
            noticed += found;
            // As many as will probably hold what the host still notices, now or after the next pick.
            let wanted = if noticed < AT_ONCE { AT_ONCE - noticed } else { AT_ONCE - 1 };
            self.stretch = (stretch * wanted / found.max(1)).max(PROBE);
        }
    }

    /// Takes the results of those of the first `stretch` that are ready, and puts the others last. Returns how many were ready.
    fn take_ready<F: Future>(&mut self, stretch: usize, children: &mut Children<'_, '_, F>) -> usize {
        let mut found = 0;
        for _ in 0..stretch {
            let Some(pending) = self.pending.pop_front() else { break };
            // Before its result is taken, so that a call that panics is not lost.
            self.pending.push_back(pending);
            if pending.key.is_ready() {
                found += 1;
                if children.take(pending) {
                    self.pending.pop_back();
                }
            }
        }
        found
    }

    fn wait(&mut self, cx: &mut Context<'_>) {
        if self.pick.is_none() && self.pending.len() > FEW {
            self.pick = self.pick_one();
        }
        self.waits_for_all = self.pick.is_none();
        match self.pick {
            Some(pick) => pick.key.wait(cx.waker()),
            None => self.pending.iter().for_each(|pending| pending.key.wait(cx.waker())),
        }
        if let Some(deadlines) = &mut self.deadlines {
            deadlines.wait(&self.pending, self.pick, cx.waker());
        }
    }

    /// One of those that the last sweep has seen not to be done, if there are any: to wait for one that is done gains nothing.
    fn pick_one(&mut self) -> Option<Pending> {
        let among = if self.not_done == 0 { self.pending.len() } else { self.not_done };
        let from_end = self.random.below(among as u32) as usize;
        let mut pick = self.pending.pop_back()?;
        if let Some(other) = self.pending.len().checked_sub(from_end).and_then(|place| self.pending.get_mut(place)) {
            mem::swap(other, &mut pick);
        }
        Some(pick)
    }
}

impl<F: Future> Children<'_, '_, F> {
    /// Takes the result of a call that is ready. Returns whether it was there after all.
    fn take(&mut self, pending: Pending) -> bool {
        let Some(child) = get(self.all.as_mut(), pending.child) else { return true };
        let taken = child.poll_unless_done(|future| future.poll(self.cx));
        if !taken {
            // It waits on its own now.
            pending.key.hold();
        }
        taken
    }
}
