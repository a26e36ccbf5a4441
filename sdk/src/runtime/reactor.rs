//! The reactor: holds the pollables of all pending futures, waits for them in `wasi:io/poll`, and
//! wakes the futures whose pollables became ready. Besides calls that block, nothing else in this
//! crate waits.
//!
//! Golem writes each poll to the worker's log, and answers it from there when it replays what a
//! worker did. That is why the list of a wait is in the order in which the futures began to wait,
//! and that of a sweep in the order of the join, which are the same on replay. It is also why
//! `pollable.ready()` is never called, which Golem does not log. Nor is poll ever called with an
//! empty list, at which Golem traps.

use super::group::{Group, paused};
use super::slots::Slots;
use crate::bindings::clock::{subscribe_duration, subscribe_instant};
use crate::bindings::poll::Pollable;
use crate::bindings::poll_list::PollList;
use std::cell::{Cell, RefCell};
use std::marker::PhantomData;
use std::mem::ManuallyDrop;
use std::task::Waker;
#[cfg(all(feature = "wstd", target_family = "wasm"))]
use std::{pin::Pin, task::Context};
#[cfg(all(feature = "wstd", target_family = "wasm"))]
use wstd::runtime::{AsyncPollable, WaitFor};

thread_local! {
    /// It is never dropped. So futures that are dropped at the end of the thread still find it, and
    /// no access has to check whether it is still there. In a component nothing is lost by that: it
    /// ends with its thread.
    static REACTOR: ManuallyDrop<Reactor> = const { ManuallyDrop::new(Reactor::new()) };
}

thread_local! {
    /// What [`end_turn`] runs. A component without timers does not carry their code.
    static BEFORE_WAITS: Cell<Option<fn()>> = const { Cell::new(None) };
}

thread_local! {
    /// The wait while a group is paused, which gives `None` when none is. [`pause`] sets it, so
    /// that a component that pauses nothing does not carry the code.
    static WAIT_IF_PAUSED: Cell<Option<WaitIfPaused>> = const { Cell::new(None) };
}

type WaitIfPaused = fn() -> Option<bool>;

/// Has `run` called before each wait from now on. There is one such function, that of timers.
pub(crate) fn before_waits(run: fn()) {
    BEFORE_WAITS.set(Some(run));
}

/// To be called before time passes that no future is polled in: before a wait in the host.
pub(crate) fn end_turn() {
    if let Some(run) = BEFORE_WAITS.get() {
        run();
    }
}

/// Waits until a pollable is ready, and wakes the futures whose pollables are. Returns `false`
/// without waiting when none is waited for, or none that is can ever become ready.
pub(crate) fn wait() -> bool {
    Group::NONE.during(|| {
        end_turn();
        match WAIT_IF_PAUSED.get().and_then(|wait| wait()) {
            Some(waited) => waited,
            None => wait_for_all(),
        }
    })
}

/// Leaves `group` out of all waits until `time`: see [`Group::pause`].
pub(crate) fn pause(group: Group, time: u64) -> bool {
    WAIT_IF_PAUSED.set(Some(|| paused().map(|(group, time)| wait_without(group, time))));
    group.pause(time)
}

/// Waits until `time` at most, and not for what belongs to `group`.
fn wait_without(group: Group, time: u64) -> bool {
    let apart = held(|held| held.set_apart(group));
    if apart.is_empty() {
        group.end_pause();
        return wait_for_all();
    }
    let timer = Registration::new(subscribe_instant(time));
    timer.key().wait(Waker::noop());
    let waited = wait_for_all();
    if timer.key().is_ready() {
        group.end_pause();
    }
    held(|held| held.put_back(&apart));
    waited
}

/// Whether no pollable is waited for.
pub(crate) fn is_idle() -> bool {
    held(|held| held.waiting.is_empty())
}

/// Like [`wait`], but no longer than until `moment`, a time of the monotonic clock in nanoseconds.
/// For an executor that has other futures to poll, and has to learn meanwhile what became ready.
pub(crate) fn wait_until(moment: u64) {
    let timer = Registration::new(subscribe_instant(moment));
    timer.key().wait(Waker::noop());
    wait();
}

/// Hands all pollables that are waited for over to wstd's reactor. Returns their keys, and
/// [`ask_wstd`] has to be called once for each.
#[cfg(all(feature = "wstd", target_family = "wasm"))]
pub(crate) fn hand_over_to_wstd() -> Vec<usize> {
    end_turn();
    held(Held::hand_over_to_wstd)
}

/// Asks wstd's reactor whether a pollable is ready, and wakes the future that waits for it if so.
/// Otherwise wstd wakes the task of `cx` when it is.
#[cfg(all(feature = "wstd", target_family = "wasm"))]
pub(crate) fn ask_wstd(key: usize, cx: &mut Context<'_>) {
    let woken = held(|held| held.entries.get_mut(key).and_then(|entry| entry.ask_wstd(cx)));
    woken.into_iter().for_each(Waker::wake);
}

/// Makes room for so many more pollables. That is cheaper than to let the list grow with each.
pub(crate) fn reserve(pollables: usize) {
    held(|held| held.entries.reserve(pollables));
}

/// A pollable that the reactor holds. Dropping the registration drops the pollable.
pub(crate) struct Registration {
    key: Key,
    /// Each thread has a reactor, so a registration must not leave its thread.
    not_send: PhantomData<*const ()>,
}

/// Identifies the pollable of a [`Registration`], for a join that waits for it in place of the
/// future that owns the registration.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Key(usize);

/// A call that a join waits for.
#[derive(Clone, Copy)]
pub(crate) struct Pending {
    /// Which of the join's children it is.
    pub(crate) child: usize,
    pub(crate) key: Key,
}

impl Registration {
    pub(crate) fn new(pollable: Pollable) -> Self {
        let entry = Entry { place: Place::Here(pollable), readiness: Readiness::Unknown, group: Group::NONE };
        let key = Key(held(|held| held.entries.insert(entry)));
        Self { key, not_send: PhantomData }
    }

    pub(crate) fn key(&self) -> Key {
        self.key
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        // The entry is dropped after the borrow has ended: its waker may hold the last reference to
        // other futures, whose registrations are dropped with it.
        let entry = held(|held| held.entries.remove(self.key.0));
        drop(entry);
    }
}

impl Key {
    /// Whether a poll said that it is ready. After `true` it counts as not known to be ready, until
    /// it was [waited](Self::wait) for again.
    pub(crate) fn take_ready(self) -> bool {
        self.update(|entry| {
            let ready = matches!(entry.readiness, Readiness::Ready);
            if ready {
                entry.readiness = Readiness::Unknown;
            }
            ready
        })
    }

    /// Whether the future that waits for it has to be polled: a poll said that it is ready, or it
    /// is [overdue](mark_overdue).
    pub(crate) fn is_ready(self) -> bool {
        self.update(|entry| entry.is_ready())
    }

    /// Puts it into the list of the next wait. `waker` is woken once it is ready.
    pub(crate) fn wait(self, waker: &Waker) {
        let waker = waker.clone();
        let replaced = held(|held| held.begin_wait(self, waker));
        // Dropping a waker runs code of an executor, which may come back to this reactor.
        drop(replaced);
    }

    /// Takes it out of the list of the next wait, but leaves it in the reactor: from now on a join
    /// waits for another call in its place.
    ///
    /// Not inlined, because several functions call it and components are to be small.
    #[inline(never)]
    pub(crate) fn stop_waiting(self) {
        let waiting = self.update(|entry| {
            let waits = matches!(entry.readiness, Readiness::Waiting { .. });
            waits.then(|| std::mem::replace(&mut entry.readiness, Readiness::Unknown))
        });
        drop(waiting);
    }

    fn update<T: Default>(self, change: impl FnOnce(&mut Entry) -> T) -> T {
        held(|held| held.entries.get_mut(self.0).map(change).unwrap_or_default())
    }
}

/// Finds out which of `others` are ready. `until` is part of the polled list, and the poll lasts
/// until it is ready: give one that is ready already, or very soon.
///
/// Those that are ready are marked so, as after a wait, but no future is woken: the caller polls
/// them.
pub(crate) fn sweep(until: Key, others: &[Pending]) {
    held(|held| held.sweep(until, others));
}

/// Moves those that are [ready](Key::is_ready) to the front, in their order. Returns how many.
pub(crate) fn ready_first(calls: &mut [Pending]) -> usize {
    held(|held| {
        let mut ready = 0;
        for index in 0..calls.len() {
            let is_ready = |call: &Pending| held.entries.get(call.key.0).is_some_and(Entry::is_ready);
            if calls.get(index).is_some_and(is_ready) {
                if ready < index {
                    calls.swap(ready, index);
                }
                ready += 1;
            }
        }
        ready
    })
}

/// While `leader` is waited for, the next wait finds out which of `others` are ready as well, and
/// wakes who waits for `leader` when any is. To wait for each would take four times as long.
///
/// It is no more than a hint, and ends with the next: who gives it must not count on it.
pub(crate) fn ask_as_well(leader: Key, others: &[Pending]) {
    held(|Held { entries, as_well, .. }| {
        let Some(Entry { readiness: Readiness::Waiting { number, .. }, .. }) = entries.get(leader.0) else { return };
        let as_well = as_well.get_or_insert(AsWell {
            leader: (leader, 0),
            calls: Vec::new(),
            push: AsWell::push,
            mark: AsWell::mark,
        });
        as_well.leader = (leader, *number);
        as_well.calls.clear();
        as_well.calls.extend_from_slice(others);
    });
}

/// Finds out which of `overdue` are ready, and marks the others as [overdue](Readiness::Overdue).
/// No future is woken.
///
/// A call that has ended must not be reported as one that took too long. But the host notices only
/// so many ended calls between two waits, and nobody knows how many it has noticed since the last.
/// So this waits for a tenth of a millisecond, after which the host notices as many again.
pub(crate) fn mark_overdue(overdue: &[Pending]) {
    /// In nanoseconds.
    const A_MOMENT: u64 = 100_000;
    let timer = Registration::new(subscribe_duration(A_MOMENT));
    let mut left = overdue.to_vec();
    left.iter().for_each(|call| call.key.stop_waiting());
    loop {
        left.retain(|call| !call.key.is_ready());
        sweep(timer.key(), &left);
        if !left.iter().any(|call| call.key.is_ready()) {
            break;
        }
    }
    left.iter().for_each(|call| call.key.update(|entry| entry.readiness = Readiness::Overdue));
}

struct Reactor {
    held: RefCell<Held>,
    /// The wakers that a wait wakes. The list is kept between waits, so that waking allocates
    /// nothing.
    woken: Cell<Vec<Waker>>,
}

/// What the reactor holds.
struct Held {
    entries: Slots<Entry>,
    /// What is waited for, in the order in which it began to be, each with the number of its wait.
    /// A pair whose entry does not wait, or has begun another wait since, is removed by the next
    /// poll.
    waiting: Vec<(Key, u32)>,
    /// The number of the last wait that has begun.
    waits: u32,
    /// See [`ask_as_well`].
    as_well: Option<AsWell>,
    /// The list of the last poll. It is kept, so that waiting allocates nothing.
    list: PollList,
}

/// Calls that the next wait asks about, if it waits for the one of `leader`.
struct AsWell {
    leader: (Key, u32),
    calls: Vec<Pending>,
    /// These two are functions of this type. A component without joins does not carry their code.
    push: fn(&mut AsWell, &Slots<Entry>, &mut PollList),
    mark: fn(&AsWell, &mut Slots<Entry>, usize) -> Option<Waker>,
}

struct Entry {
    place: Place,
    readiness: Readiness,
    /// That of the last wait for it.
    group: Group,
}

/// Where the pollable is.
enum Place {
    Here(Pollable),
    /// The reactor of wstd has it.
    #[cfg(all(feature = "wstd", target_family = "wasm"))]
    InWstd(WaitFor),
    /// It is being handed over.
    #[cfg(all(feature = "wstd", target_family = "wasm"))]
    Moving,
}

enum Readiness {
    /// It is not waited for, and no poll has said that it is ready.
    Unknown,
    /// In the list of the next wait. The number tells this wait from earlier ones of the same key,
    /// which may still be in `waiting`.
    Waiting { waker: Waker, number: u32 },
    /// A poll said that it is ready.
    Ready,
    /// A poll said that it is not ready, but the time of the call is over, so the timeout around it
    /// has to be polled.
    Overdue,
}

impl Reactor {
    const fn new() -> Self {
        let held = Held { entries: Slots::new(), waiting: Vec::new(), waits: 0, as_well: None, list: PollList::new() };
        Self { held: RefCell::new(held), woken: Cell::new(Vec::new()) }
    }
}

/// Waits for everything that is in `waiting`.
#[inline(never)]
fn wait_for_all() -> bool {
    let mut woken = REACTOR.with(|reactor| reactor.woken.take());
    let waited = held(|held| held.poll_waiting(&mut woken));
    // A waker runs code of an executor, which may come back to this reactor. By now nothing is
    // borrowed.
    woken.drain(..).for_each(Waker::wake);
    REACTOR.with(|reactor| reactor.woken.set(woken));
    waited
}

/// Runs `run` with what the reactor holds. It must not run code of others, which could come back
/// here: so wakers are cloned before it, and woken and dropped after it.
fn held<T>(run: impl FnOnce(&mut Held) -> T) -> T {
    REACTOR.with(|reactor| {
        if cfg!(all(target_family = "wasm", not(feature = "wstd"))) {
            // SAFETY: nothing that is run in this file within `held` comes back to it, nor does the
            // host: while it polls, it calls no more than the `reallocate` of `reply_memory`. That
            // is checked wherever this is not compiled, so by all native tests. Here the check
            // would be a fifth of the code of the reactor, and of what a call costs in it.
            run(unsafe { &mut *reactor.held.as_ptr() })
        } else {
            run(&mut reactor.held.borrow_mut())
        }
    })
}

/// The number of a wait that the next poll leaves out.
const APART: u32 = 0;

/// The number of the wait after this one. They may begin again: no pair in `waiting` is that old.
fn next_wait(wait: u32) -> u32 {
    wait.checked_add(1).unwrap_or(APART + 1)
}

impl Held {
    /// Has the next wait leave out what belongs to `group`. Returns their keys.
    fn set_apart(&mut self, group: Group) -> Vec<Key> {
        let mut apart = Vec::new();
        for (key, number) in &self.waiting {
            if let Some(entry) = self.entries.get_mut(key.0).filter(|entry| entry.group == group)
                && let Readiness::Waiting { number: of_entry, .. } = &mut entry.readiness
                && of_entry == number
            {
                *of_entry = APART;
                apart.push(*key);
            }
        }
        apart
    }

    /// Waits again for those that were [set apart](Self::set_apart) and still have to wait.
    fn put_back(&mut self, apart: &[Key]) {
        for key in apart {
            let entry = self.entries.get_mut(key.0);
            if let Some(Entry { readiness: Readiness::Waiting { number, .. }, .. }) = entry
                && *number == APART
            {
                self.waits = next_wait(self.waits);
                *number = self.waits;
                self.waiting.push((*key, self.waits));
            }
        }
    }

    /// Returns the waker that is not needed, if there is one: `waker` or the one that it replaces.
    fn begin_wait(&mut self, key: Key, waker: Waker) -> Option<Waker> {
        let Some(entry) = self.entries.get_mut(key.0) else { return Some(waker) };
        entry.group = Group::current();
        if let Readiness::Waiting { waker: old, .. } = &mut entry.readiness {
            return Some(std::mem::replace(old, waker));
        }
        self.waits = next_wait(self.waits);
        entry.readiness = Readiness::Waiting { waker, number: self.waits };
        self.waiting.push((key, self.waits));
        None
    }

    fn poll_waiting(&mut self, woken: &mut Vec<Waker>) -> bool {
        let Self { entries, waiting, list, as_well, .. } = self;
        list.clear();
        // Not with `retain`, for which the compiler makes two copies of this. It is done for each
        // pollable in each wait, so there are no indexes to check.
        let pairs = Cell::from_mut(waiting.as_mut_slice()).as_slice_of_cells();
        let mut places = pairs.iter();
        for pair in pairs {
            let (key, number) = pair.get();
            let entry = entries.get(key.0).filter(|entry| entry.is_in_wait(number));
            if let Some(pollable) = entry.and_then(Entry::pollable)
                && let Some(place) = places.next()
            {
                list.push(pollable);
                place.set((key, number));
            }
        }
        let dropped = places.len();
        waiting.truncate(waiting.len() - dropped);
        if list.is_empty() {
            return false;
        }
        if let Some(as_well) = as_well {
            (as_well.push)(as_well, entries, list);
        }
        list.poll(|position| {
            let position = position as usize;
            let waker = match waiting.get(position) {
                Some((key, _)) => entries.get_mut(key.0).and_then(|entry| entry.end_wait(Readiness::Ready)),
                None => as_well.as_ref().and_then(|as_well| (as_well.mark)(as_well, entries, position - waiting.len())),
            };
            if let Some(waker) = waker {
                woken.push(waker);
            }
        })
    }

    fn sweep(&mut self, until: Key, others: &[Pending]) {
        let Self { entries, list, .. } = self;
        // Without a ready pollable the poll would wait, or trap when the list is empty.
        let Some(until) = entries.get(until.0).and_then(Entry::pollable) else { return };
        list.clear();
        list.push(until);
        push_all(entries, list, others);
        list.poll(|position| {
            if let Some(other) = (position as usize).checked_sub(1) {
                mark_ready(entries, others, other);
            }
        });
    }
}

impl AsWell {
    /// Adds the calls to the list, if it waits for the leader.
    fn push(&mut self, entries: &Slots<Entry>, list: &mut PollList) {
        if !entries.get(self.leader.0.0).is_some_and(|entry| entry.is_in_wait(self.leader.1)) {
            self.calls.clear();
        }
        push_all(entries, list, &self.calls);
    }

    /// Marks the call at `position` as ready. Returns the waker of who waits for the leader, unless
    /// it was woken already.
    fn mark(&self, entries: &mut Slots<Entry>, position: usize) -> Option<Waker> {
        mark_ready(entries, &self.calls, position);
        let leader = entries.get_mut(self.leader.0.0).filter(|entry| entry.is_in_wait(self.leader.1));
        leader?.end_wait(Readiness::Unknown)
    }
}

/// Adds the pollables of `calls` to a list.
fn push_all(entries: &Slots<Entry>, list: &mut PollList, calls: &[Pending]) {
    for call in calls {
        // The host answers with positions in the list, so no pollable may be left out in between.
        let Some(pollable) = entries.get(call.key.0).and_then(Entry::pollable) else { break };
        list.push(pollable);
    }
}

/// Marks the call at `position` as ready. One that is itself waited for is left to the next wait:
/// if it were marked here, its waker would be lost.
fn mark_ready(entries: &mut Slots<Entry>, calls: &[Pending], position: usize) {
    let entry = calls.get(position).and_then(|call| entries.get_mut(call.key.0));
    if let Some(entry @ Entry { readiness: Readiness::Unknown, .. }) = entry {
        entry.readiness = Readiness::Ready;
    }
}

#[cfg(all(feature = "wstd", target_family = "wasm"))]
impl Held {
    fn hand_over_to_wstd(&mut self) -> Vec<usize> {
        let mut handed_over = Vec::new();
        for (key, number) in self.waiting.drain(..) {
            if let Some(entry) = self.entries.get_mut(key.0).filter(|entry| entry.is_in_wait(number)) {
                entry.hand_over_to_wstd();
                handed_over.push(key.0);
            }
        }
        handed_over
    }
}

impl Entry {
    /// Ends the wait for it, if there is one. Returns the waker of who waits.
    fn end_wait(&mut self, readiness: Readiness) -> Option<Waker> {
        match std::mem::replace(&mut self.readiness, readiness) {
            Readiness::Waiting { waker, .. } => Some(waker),
            _ => None,
        }
    }

    fn is_in_wait(&self, wait: u32) -> bool {
        matches!(self.readiness, Readiness::Waiting { number, .. } if number == wait)
    }

    fn is_ready(&self) -> bool {
        matches!(self.readiness, Readiness::Ready | Readiness::Overdue)
    }

    fn pollable(&self) -> Option<&Pollable> {
        match &self.place {
            Place::Here(pollable) => Some(pollable),
            #[cfg(all(feature = "wstd", target_family = "wasm"))]
            Place::InWstd(_) | Place::Moving => None,
        }
    }
}

#[cfg(all(feature = "wstd", target_family = "wasm"))]
impl Entry {
    fn hand_over_to_wstd(&mut self) {
        self.place = match std::mem::replace(&mut self.place, Place::Moving) {
            Place::Here(pollable) => Place::InWstd(AsyncPollable::new(pollable).wait_for()),
            place => place,
        };
    }

    fn ask_wstd(&mut self, cx: &mut Context<'_>) -> Option<Waker> {
        let Place::InWstd(asked) = &mut self.place else { return None };
        if !matches!(self.readiness, Readiness::Waiting { .. }) || Pin::new(asked).poll(cx).is_pending() {
            return None;
        }
        self.end_wait(Readiness::Ready)
    }
}
