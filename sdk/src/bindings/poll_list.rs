//! [`PollList`]: what `poll` is given.

use super::poll::Pollable;
use std::mem::MaybeUninit;

/// Pollables to wait for, as the host takes them. It keeps its memory when it is cleared: the bindings' `poll` allocates two lists each time.
pub(crate) struct PollList {
    handles: Vec<u32>,
}

#[link(wasm_import_module = "wasi:io/poll@0.2.0")]
unsafe extern "C" {
    #[link_name = "poll"]
    fn import_poll(handles: *const u32, len: usize, ready: *mut ());
}

/// A `list<u32>` that the host gave.
#[repr(C)]
struct Ready {
    positions: *mut u32,
    len: usize,
}

impl PollList {
    pub(crate) const fn new() -> Self {
        Self { handles: Vec::new() }
    }

    pub(crate) fn clear(&mut self) {
        self.handles.clear();
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.handles.is_empty()
    }

    pub(crate) fn push(&mut self, pollable: &Pollable) {
        self.handles.push(pollable.handle());
    }

    /// Waits until one of them is ready; gives the positions of those that are. The host traps when the list is empty or holds a
    /// pollable that is gone.
    pub(crate) fn poll(&self) -> Vec<u32> {
        let mut ready = MaybeUninit::<Ready>::uninit();
        // SAFETY: the import reads so many handles and writes a list, which it had `cabi_realloc` allocate with the layout of a vector
        // whose capacity is its length. Nobody else owns it.
        unsafe {
            import_poll(self.handles.as_ptr(), self.handles.len(), ready.as_mut_ptr().cast());
            let Ready { positions, len } = ready.assume_init();
            Vec::from_raw_parts(positions, len, len)
        }
    }
}
