//! `wasi:io/poll` for native builds, where nothing waits for real: time jumps to the next thing that becomes ready.

use std::cell::Cell;
use std::fmt;
use std::time::Duration;

thread_local! {
    static NOW: Cell<Duration> = const { Cell::new(Duration::ZERO) };
    static COST: Cell<Cost> = const { Cell::new(Cost { polls: 0, handles: 0 }) };
}

/// Becomes ready at a moment of virtual time.
pub struct Pollable {
    ready_at: Option<Duration>,
    on_drop: Option<Box<dyn FnOnce()>>,
}

impl Pollable {
    /// Ready once `delay` of virtual time has passed from now.
    pub fn after(delay: Duration) -> Self {
        Self { ready_at: Some(now() + delay), on_drop: None }
    }

    /// Never ready.
    pub fn never() -> Self {
        Self { ready_at: None, on_drop: None }
    }

    /// Runs `then` when this is dropped, which is how a fake learns that nobody waits any more.
    pub fn on_drop(mut self, then: impl FnOnce() + 'static) -> Self {
        self.on_drop = Some(Box::new(then));
        self
    }

    /// What generated bindings of imports call. They can't run natively.
    ///
    /// # Safety
    ///
    /// None is needed: the signature is `wit-bindgen`'s.
    #[doc(hidden)]
    pub unsafe fn from_handle(_: u32) -> Self {
        Self::never()
    }

    #[doc(hidden)]
    pub fn take_handle(&self) -> u32 {
        0
    }

    #[doc(hidden)]
    pub fn handle(&self) -> u32 {
        0
    }
}

impl Drop for Pollable {
    fn drop(&mut self) {
        if let Some(then) = self.on_drop.take() {
            then();
        }
    }
}

impl fmt::Debug for Pollable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pollable").field("ready_at", &self.ready_at).finish_non_exhaustive()
    }
}

/// The virtual time of this thread, from its start.
pub fn now() -> Duration {
    NOW.get()
}

/// What waiting has cost so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// How many times [`poll`] was called.
    pub polls: usize,
    /// How many pollables it was given, all times together.
    pub handles: usize,
}

/// What waiting has cost on this thread since this was last asked.
pub fn take_cost() -> Cost {
    COST.replace(Cost { polls: 0, handles: 0 })
}

/// Moves time to when the first of `pollables` is ready, and returns the positions of all that are ready then.
///
/// # Panics
///
/// When `pollables` is empty, as the real one traps, or when none of them can become ready.
#[allow(clippy::panic, reason = "documented, and never part of a component")]
pub fn poll(pollables: &[&Pollable]) -> Vec<u32> {
    let cost = COST.get();
    COST.set(Cost { polls: cost.polls + 1, handles: cost.handles + pollables.len() });
    let next = pollables.iter().filter_map(|pollable| pollable.ready_at).min();
    let Some(next) = next else { panic!("poll of {} pollables none of which can become ready", pollables.len()) };
    NOW.set(now().max(next));
    let ready = |pollable: &Pollable| pollable.ready_at.is_some_and(|at| at <= now());
    (0u32..).zip(pollables).filter(|(_, pollable)| ready(pollable)).map(|(position, _)| position).collect()
}
