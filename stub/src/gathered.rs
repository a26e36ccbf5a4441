//! [`Gathered`]: items one after another, in the memory of a call.

use crate::memory::allocate_array;
use core::mem::MaybeUninit;

/// A list that grows, and is gone with the call. (`Vec` comes with a kilobyte of code.)
pub(crate) struct Gathered<T: 'static> {
    room: &'static mut [MaybeUninit<T>],
    len: usize,
}

impl<T> Gathered<T> {
    pub(crate) fn new() -> Self {
        Self { room: &mut [], len: 0 }
    }

    pub(crate) fn push(&mut self, item: T) {
        self.reserve(1);
        if let Some(place) = self.room.get_mut(self.len) {
            place.write(item);
            self.len += 1;
        }
    }

    /// Makes room for so many more.
    pub(crate) fn reserve(&mut self, more: usize) {
        let needed = self.len.saturating_add(more);
        if needed > self.room.len() {
            let room = allocate_array(needed.max(2 * self.room.len()).max(8));
            for (new, old) in room.iter_mut().zip(self.room.iter_mut()) {
                core::mem::swap(new, old);
            }
            self.room = room;
        }
    }

    pub(crate) fn as_mut(&mut self) -> &mut [T] {
        let items = self.room.get_mut(..self.len).unwrap_or_default();
        // SAFETY: so many were written, and a `MaybeUninit` lies in memory as its content does.
        unsafe { &mut *(core::ptr::from_mut(items) as *mut [T]) }
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }
}
