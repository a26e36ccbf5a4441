//! [`Group`]: calls that a join leaves out of its waits for a moment, to take the results of those
//! that have ended by then together.

use std::cell::Cell;

thread_local! {
    /// The group of what begins to wait now. None of these has anything to drop.
    static CURRENT: Cell<Group> = const { Cell::new(Group::NONE) };
    /// The group that is left out of waits, and until when.
    static PAUSE: Cell<Option<(Group, u64)>> = const { Cell::new(None) };
    /// How many groups there were.
    static MADE: Cell<u32> = const { Cell::new(0) };
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Group(u32);

impl Group {
    /// That of whatever is part of every wait.
    pub(crate) const NONE: Self = Self(0);

    pub(crate) fn new() -> Self {
        let number = MADE.get().wrapping_add(1).max(1);
        MADE.set(number);
        Self(number)
    }

    /// The group of what begins to wait now.
    pub(crate) fn current() -> Self {
        CURRENT.get()
    }

    /// What begins to wait in `run` belongs to this group.
    pub(crate) fn during<T>(self, run: impl FnOnce() -> T) -> T {
        /// Also after a panic, for what waits later is no part of the group.
        struct Restore(Group);
        impl Drop for Restore {
            fn drop(&mut self) {
                CURRENT.set(self.0);
            }
        }
        let _restored = Restore(CURRENT.replace(self));
        run()
    }

    /// Leaves the group out of all waits until `time`, in nanoseconds of the monotonic clock.
    /// Returns whether it does: not while another group is left out.
    pub(crate) fn pause(self, time: u64) -> bool {
        let is_free = paused().is_none();
        if is_free {
            PAUSE.set(Some((self, time)));
        }
        is_free
    }

    pub(crate) fn is_paused(self) -> bool {
        paused().is_some_and(|(group, _)| group == self)
    }

    pub(crate) fn end_pause(self) {
        if self.is_paused() {
            PAUSE.set(None);
        }
    }
}

/// The group that is left out of waits, and until when.
pub(crate) fn paused() -> Option<(Group, u64)> {
    // With `try_with`, although it is never gone: the code for the panic of `get` would make the
    // component larger.
    PAUSE.try_with(Cell::get).unwrap_or_default()
}
