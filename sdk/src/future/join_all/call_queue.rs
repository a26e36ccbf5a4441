//! [`CallQueue`]: the calls that a join waits for, in the order in which it looks at them.

use crate::runtime::reactor::Pending;

/// A queue in a list. Those at its front lie side by side, so that they can be polled together.
pub(super) struct CallQueue {
    /// The queue begins at `first`. What is before that was taken out.
    calls: Vec<Pending>,
    first: usize,
}

impl CallQueue {
    /// A queue for so many calls.
    pub(super) fn with_capacity(calls: usize) -> Self {
        // With room for as many that were taken out, so that it is rarely filled up.
        Self { calls: Vec::with_capacity(2 * calls), first: 0 }
    }

    pub(super) fn len(&self) -> usize {
        self.calls.len() - self.first
    }

    pub(super) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(super) fn calls(&self) -> &[Pending] {
        self.calls.get(self.first..).unwrap_or_default()
    }

    pub(super) fn calls_mut(&mut self) -> &mut [Pending] {
        self.calls.get_mut(self.first..).unwrap_or_default()
    }

    /// The `count` calls at the front, or all if there are fewer.
    pub(super) fn front(&self, count: usize) -> &[Pending] {
        let calls = self.calls();
        calls.get(..count).unwrap_or(calls)
    }

    pub(super) fn front_mut(&mut self, count: usize) -> &mut [Pending] {
        let end = self.calls.len().min(self.first + count);
        self.calls.get_mut(self.first..end).unwrap_or_default()
    }

    pub(super) fn push_back(&mut self, call: Pending) {
        self.make_room(1);
        self.calls.push(call);
    }

    pub(super) fn pop_front(&mut self) {
        self.first = (self.first + 1).min(self.calls.len());
    }

    /// Moves so many from the front to the back.
    pub(super) fn rotate(&mut self, count: usize) {
        let count = count.min(self.len());
        self.make_room(count);
        self.calls.extend_from_within(self.first..self.first + count);
        self.first += count;
    }

    pub(super) fn pop_back(&mut self) -> Option<Pending> {
        if self.is_empty() { None } else { self.calls.pop() }
    }

    /// Rather than to take more memory for the next ones, it uses that of the ones that were taken
    /// out.
    fn make_room(&mut self, more: usize) {
        if self.calls.capacity() - self.calls.len() < more && self.first >= self.len() {
            let left = self.len();
            self.calls.copy_within(self.first.., 0);
            self.calls.truncate(left);
            self.first = 0;
        }
    }
}
