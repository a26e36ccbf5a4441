//! Waits for many calls at the cost of a few: for one picked at random, then takes along all that ended meanwhile.

use super::child::{Child, Progress, get};
use super::stragglers::Stragglers;
use crate::reactor::{Key, sweep};
use std::pin::Pin;
use std::task::Context;

/// Golem reports at most this many completed calls from one poll: a longer list would cost handles and bring no more.
const CHUNK: usize = 128;

/// From this many calls on a sweep costs so much that a second pick is waited for before it: then two thirds are done, not half.
const MANY: usize = 2 * CHUNK;

/// Up to this many calls it is cheaper to wait for all of them at once: no sweep is needed then.
const FEW: usize = 4;

#[derive(Default)]
pub(super) struct Harvest {
    pending: Vec<Pending>,
    /// Which of `pending` the reactor waits for on our behalf; none before the first wait.
    picks: Picks,
    random: Random,
}

#[derive(Clone, Copy)]
struct Pending {
    child: usize,
    key: Key,
}

#[derive(Default, Clone, Copy)]
enum Picks {
    #[default]
    None,
    /// This one, and then `more` others before the sweep.
    One {
        key: Key,
        more: usize,
    },
    All,
}

impl Harvest {
    pub(super) fn is_empty(&self) -> bool {
        self.pending.is_empty()
    }

    /// Takes over the waiting for the call at `child`.
    pub(super) fn add(&mut self, child: usize, key: Key) {
        self.pending.push(Pending { child, key });
    }

    /// Takes the results that are there, and sees that `cx` is woken for the rest.
    pub(super) fn poll<F: Future>(
        &mut self,
        children: Pin<&mut [Child<F>]>,
        cx: &mut Context<'_>,
        stragglers: &mut Stragglers,
    ) {
        match self.picks {
            Picks::One { key, more: 0 } if key.is_ready() => {
                self.sweep_along(key);
                self.take_ready(children, cx, stragglers);
                self.picks = Picks::None;
            }
            Picks::One { key, more } if key.is_ready() => self.pick(more - 1),
            Picks::All => self.take_ready(children, cx, stragglers),
            Picks::One { .. } | Picks::None => {}
        }
        self.wait(cx);
    }

    /// Finds those that are done by now. `pick` is, so no poll of a list that holds it waits.
    fn sweep_along(&self, pick: Key) {
        let others: Vec<Key> = self.pending.iter().map(|pending| pending.key).filter(|key| *key != pick).collect();
        for chunk in others.chunks(CHUNK - 1) {
            sweep(pick, chunk);
        }
    }

    fn take_ready<F: Future>(
        &mut self,
        mut children: Pin<&mut [Child<F>]>,
        cx: &mut Context<'_>,
        stragglers: &mut Stragglers,
    ) {
        self.pending.retain_mut(|pending| {
            if !pending.key.is_ready() {
                return true;
            }
            match get(children.as_mut(), pending.child).poll_claiming(cx) {
                Progress::Held(key) => {
                    pending.key = key;
                    true
                }
                Progress::Done => false,
                // It was no bare call after all, but one with a sequel that needs no room of its own.
                Progress::Waits => {
                    stragglers.add(pending.child);
                    false
                }
            }
        });
    }

    fn wait(&mut self, cx: &mut Context<'_>) {
        if self.pending.len() <= FEW {
            self.picks = Picks::All;
            for pending in &self.pending {
                pending.key.wait(cx.waker());
            }
            return;
        }
        if !matches!(self.picks, Picks::One { .. }) {
            self.pick(usize::from(self.pending.len() >= MANY));
        }
        if let Picks::One { key, .. } = self.picks {
            key.wait(cx.waker());
        }
    }

    /// Chooses the call to wait for next, with `more` to come before a sweep.
    fn pick(&mut self, more: usize) {
        let pick = self.pending.get(self.random.below(self.pending.len()));
        self.picks = pick.map_or(Picks::None, |pick| Picks::One { key: pick.key, more });
    }
}

/// Numbers that look random and are the same in every run: the order of polls must be when Golem replays it.
struct Random(u64);

impl Default for Random {
    fn default() -> Self {
        Self(0x9E37_79B9_7F4A_7C15)
    }
}

impl Random {
    /// A number below `end`, by xorshift.
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        // The upper half times `end`, scaled back: no division.
        (((self.0 >> 32) * end as u64) >> 32) as usize
    }
}
