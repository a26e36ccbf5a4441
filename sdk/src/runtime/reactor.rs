//! The one place that waits: it holds the pollables of all pending futures and wakes what became ready.
//!
//! Golem writes every poll to the worker's log and replays it, so the order of the list is that in which the futures began to
//! wait, `pollable.ready()` (which is not logged) is never called, and neither is poll with an empty list (which traps).

use crate::bindings::clock::{subscribe_duration, subscribe_instant};
use crate::bindings::poll::Pollable;
use crate::bindings::poll_list::PollList;
use slab::Slab;
use std::cell::{Cell, RefCell};
use std::marker::PhantomData;
use std::mem::ManuallyDrop;
use std::task::Waker;
#[cfg(all(feature = "wstd", target_family = "wasm"))]
use std::{pin::Pin, task::Context};
#[cfg(all(feature = "wstd", target_family = "wasm"))]
use wstd::runtime::{AsyncPollable, WaitFor};

thread_local! {
    /// Never dropped: a component ends with its thread, what is to be dropped has to be asked for
    /// at each use, and what is dropped at the thread's end finds it there.
    static REACTOR: ManuallyDrop<Reactor> = const { ManuallyDrop::new(Reactor::new()) };
}

/// Waits until something became ready, and wakes those that wait for it.
///
/// Returns whether there was anything to wait for that can become ready.
pub(crate) fn wait() -> bool {
    REACTOR.with(|reactor| reactor.wait())
}

/// Whether nothing is waited for.
pub(crate) fn is_idle() -> bool {
    REACTOR.with(|reactor| reactor.waiting.borrow().is_empty())
}

/// Like [`wait`], but no longer than until `moment`, a time of the monotonic clock: for whoever has
/// something to do and must not keep what waits here waiting for ever.
pub(crate) fn look(moment: u64) {
    let timer = Registration::new(subscribe_instant(moment));
    timer.key().wait(Waker::noop());
    wait();
}

/// Hands all pollables that are waited for over to wstd's reactor, which is to ask for each once. Returns what [`ask_wstd`] knows them by.
#[cfg(all(feature = "wstd", target_family = "wasm"))]
pub(crate) fn hand_over_to_wstd() -> Vec<usize> {
    REACTOR.with(|reactor| reactor.hand_over_to_wstd())
}

/// Asks wstd's reactor whether a pollable is ready, and wakes whoever waits for it if so. Otherwise wstd wakes `cx` when it is.
#[cfg(all(feature = "wstd", target_family = "wasm"))]
pub(crate) fn ask_wstd(key: usize, cx: &mut Context<'_>) {
    let woken = REACTOR.with(|reactor| reactor.entries.borrow_mut().get_mut(key).and_then(|entry| entry.ask_wstd(cx)));
    woken.into_iter().for_each(Waker::wake);
}

/// Makes room for so many more pollables, which is cheaper than to find it for one after the other.
pub(crate) fn reserve(pollables: usize) {
    REACTOR.with(|reactor| reactor.entries.borrow_mut().reserve(pollables));
}

/// A pollable in the reactor's care. Dropping it drops the pollable.
pub(crate) struct Registration {
    key: Key,
    /// The reactor is the thread's own.
    not_send: PhantomData<*const ()>,
}

/// Names a [`Registration`]'s pollable to whoever waits for it in the registration's stead.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Key(usize);

impl Registration {
    pub(crate) fn new(pollable: Pollable) -> Self {
        let entry = Entry { held: Held::Here(pollable), readiness: Readiness::Unknown };
        let key = Key(REACTOR.with(|reactor| reactor.entries.borrow_mut().insert(entry)));
        Self { key, not_send: PhantomData }
    }

    pub(crate) fn key(&self) -> Key {
        self.key
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        // The entry leaves the borrow before it is dropped: its waker may hold the last reference to other futures.
        let entry = REACTOR.with(|reactor| reactor.entries.borrow_mut().try_remove(self.key.0));
        drop(entry);
    }
}

impl Key {
    /// Whether a poll said that it is ready. Says so once: whoever asks uses it up, or waits again.
    pub(crate) fn take_ready(self) -> bool {
        self.update(|entry| {
            let ready = matches!(entry.readiness, Readiness::Ready);
            if ready {
                entry.readiness = Readiness::Unknown;
            }
            ready
        })
    }

    /// Whether a poll said that it is ready, or it is [overdue](end): whether what waits for it has
    /// to be polled.
    pub(crate) fn is_ready(self) -> bool {
        self.update(|entry| matches!(entry.readiness, Readiness::Ready | Readiness::Overdue))
    }

    /// Puts it into the list of the next wait, with `waker` to be woken once it is ready.
    pub(crate) fn wait(self, waker: &Waker) {
        REACTOR.with(|reactor| {
            let replaced = match reactor.entries.borrow_mut().get_mut(self.0) {
                Some(Entry { readiness: Readiness::Waiting { waker: old, .. }, .. }) if old.will_wake(waker) => None,
                Some(Entry { readiness: Readiness::Waiting { waker: old, .. }, .. }) => {
                    Some(std::mem::replace(old, waker.clone()))
                }
                Some(entry) => {
                    let turn = reactor.next_turn();
                    entry.readiness = Readiness::Waiting { waker: waker.clone(), turn };
                    reactor.waiting.borrow_mut().push((self, turn));
                    None
                }
                None => None,
            };
            drop(replaced);
        });
    }

    /// Takes it out of the list of the next wait, but not out of the reactor: somebody else sees to it from now on.
    pub(crate) fn hold(self) {
        let waiting = self.update(|entry| {
            let waits = matches!(entry.readiness, Readiness::Waiting { .. });
            waits.then(|| std::mem::replace(&mut entry.readiness, Readiness::Unknown))
        });
        drop(waiting);
    }

    fn update<T: Default>(self, change: impl FnOnce(&mut Entry) -> T) -> T {
        REACTOR.with(|reactor| reactor.entries.borrow_mut().get_mut(self.0).map(change).unwrap_or_default())
    }
}

/// Learns which of `others`, numbered from 0, are ready without waiting, through a list that also holds `ready`, which is known to be.
///
/// Those that are get marked so, as if a wait had found them, but nobody is woken: that is the caller's.
pub(crate) fn sweep(ready: Key, count: usize, others: impl Fn(usize) -> Option<Key>) {
    REACTOR.with(|reactor| reactor.sweep(ready, count, others));
}

/// Learns which of `overdue` are ready, and marks the others as [overdue](Readiness::Overdue).
/// Nobody is woken.
///
/// A call that is done must not be taken for one that is late. But between two waits the host tells
/// of so many calls and of no more, and nobody knows how many it has told of already. So this waits
/// for a moment, unless it is told of one: after a wait the host tells of as many again.
pub(crate) fn end(overdue: &[Key]) {
    /// Nanoseconds.
    const A_MOMENT: u64 = 100_000;
    let timer = Registration::new(subscribe_duration(A_MOMENT));
    let mut left = overdue.to_vec();
    left.iter().for_each(|key| key.hold());
    loop {
        left.retain(|key| !key.is_ready());
        sweep(timer.key(), left.len(), |index| left.get(index).copied());
        if !left.iter().any(|key| key.is_ready()) {
            break;
        }
    }
    left.iter().for_each(|key| key.update(|entry| entry.readiness = Readiness::Overdue));
}

struct Reactor {
    entries: RefCell<Slab<Entry>>,
    /// In the order in which they began to wait. A pair whose turn is not its entry's is a leftover.
    waiting: RefCell<Vec<(Key, u64)>>,
    turns: Cell<u64>,
    /// Kept between waits, as is what follows, so that waiting and waking allocate nothing.
    list: RefCell<PollList>,
    woken: Cell<Vec<Waker>>,
}

struct Entry {
    held: Held,
    readiness: Readiness,
}

enum Held {
    Here(Pollable),
    /// Wstd's reactor has it.
    #[cfg(all(feature = "wstd", target_family = "wasm"))]
    InWstd(WaitFor),
    /// On the way there.
    #[cfg(all(feature = "wstd", target_family = "wasm"))]
    Moving,
}

enum Readiness {
    /// Nobody waits for it here, and no poll said yet that it is ready.
    Unknown,
    /// In the list of the next wait; `turn` tells this wait from earlier ones under the same key.
    Waiting { waker: Waker, turn: u64 },
    /// A poll said so.
    Ready,
    /// A poll said that it is not, and what waits for it is to be polled all the same: its time is
    /// over.
    Overdue,
}

impl Reactor {
    const fn new() -> Self {
        Self {
            entries: RefCell::new(Slab::new()),
            waiting: RefCell::new(Vec::new()),
            turns: Cell::new(0),
            list: RefCell::new(PollList::new()),
            woken: Cell::new(Vec::new()),
        }
    }

    fn next_turn(&self) -> u64 {
        let turn = self.turns.get() + 1;
        self.turns.set(turn);
        turn
    }

    fn wait(&self) -> bool {
        let mut woken = self.woken.take();
        let waited = self.poll_waiting(&mut woken);
        // Wakers are strangers' code and may come back here: nothing is borrowed by now.
        woken.drain(..).for_each(Waker::wake);
        self.woken.set(woken);
        waited
    }

    fn poll_waiting(&self, woken: &mut Vec<Waker>) -> bool {
        let mut entries = self.entries.borrow_mut();
        let mut waiting = self.waiting.borrow_mut();
        let mut list = self.list.borrow_mut();
        list.clear();
        waiting.retain(|(key, turn)| {
            let entry = entries.get(key.0).filter(|entry| entry.waits_since(*turn));
            entry.and_then(Entry::pollable).inspect(|pollable| list.push(pollable)).is_some()
        });
        if list.is_empty() {
            return false;
        }
        list.poll(|position| {
            let key = waiting.get(position as usize).map(|(key, _)| key.0);
            let Some(entry) = key.and_then(|key| entries.get_mut(key)) else { return };
            if let Readiness::Waiting { waker, .. } = std::mem::replace(&mut entry.readiness, Readiness::Ready) {
                woken.push(waker);
            }
        })
    }

    fn sweep(&self, ready: Key, count: usize, others: impl Fn(usize) -> Option<Key>) {
        let mut entries = self.entries.borrow_mut();
        let pollable = |key: Key| entries.get(key.0).and_then(Entry::pollable);
        // Without it the poll would wait, or trap on an empty list.
        let Some(ready) = pollable(ready) else { return };
        let mut list = self.list.borrow_mut();
        list.clear();
        list.push(ready);
        // What is ready is told by its position, so there must be no gap.
        for other in 0..count {
            let Some(other) = others(other).and_then(pollable) else { break };
            list.push(other);
        }
        list.poll(|position| {
            let key = (position as usize).checked_sub(1).and_then(&others).map(|key| key.0);
            // One that waits on its own is told by the next wait: its waker would be lost here.
            if let Some(entry @ Entry { readiness: Readiness::Unknown, .. }) = key.and_then(|key| entries.get_mut(key))
            {
                entry.readiness = Readiness::Ready;
            }
        });
    }
}

#[cfg(all(feature = "wstd", target_family = "wasm"))]
impl Reactor {
    fn hand_over_to_wstd(&self) -> Vec<usize> {
        let mut entries = self.entries.borrow_mut();
        let mut handed_over = Vec::new();
        for (key, turn) in self.waiting.borrow_mut().drain(..) {
            if let Some(entry) = entries.get_mut(key.0).filter(|entry| entry.waits_since(turn)) {
                entry.hand_over_to_wstd();
                handed_over.push(key.0);
            }
        }
        handed_over
    }
}

impl Entry {
    fn waits_since(&self, since: u64) -> bool {
        matches!(self.readiness, Readiness::Waiting { turn, .. } if turn == since)
    }

    fn pollable(&self) -> Option<&Pollable> {
        match &self.held {
            Held::Here(pollable) => Some(pollable),
            #[cfg(all(feature = "wstd", target_family = "wasm"))]
            Held::InWstd(_) | Held::Moving => None,
        }
    }
}

#[cfg(all(feature = "wstd", target_family = "wasm"))]
impl Entry {
    fn hand_over_to_wstd(&mut self) {
        self.held = match std::mem::replace(&mut self.held, Held::Moving) {
            Held::Here(pollable) => Held::InWstd(AsyncPollable::new(pollable).wait_for()),
            held => held,
        };
    }

    fn ask_wstd(&mut self, cx: &mut Context<'_>) -> Option<Waker> {
        let Held::InWstd(asked) = &mut self.held else { return None };
        if !matches!(self.readiness, Readiness::Waiting { .. }) || Pin::new(asked).poll(cx).is_pending() {
            return None;
        }
        match std::mem::replace(&mut self.readiness, Readiness::Ready) {
            Readiness::Waiting { waker, .. } => Some(waker),
            _ => None,
        }
    }
}
