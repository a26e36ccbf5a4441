//! [`PollList`]: the list that `poll` is given.

use super::poll::Pollable;
use super::reply_memory::Loan;
use super::wit_value::List;
use std::mem::MaybeUninit;

/// Pollables to wait for, as the host takes them. It keeps its memory when it is cleared. The
/// `poll` of the bindings would allocate two lists each time.
pub(crate) struct PollList {
    handles: Vec<u32>,
}

#[link(wasm_import_module = "wasi:io/poll@0.2.0")]
unsafe extern "C" {
    #[link_name = "poll"]
    fn import_poll(handles: *const u32, len: usize, ready: *mut ());
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

    /// Waits until one of them is ready, and calls `each` with the positions of those that are. The
    /// host traps when the list is empty or contains a pollable that was dropped.
    ///
    /// Returns `true`: a host waits for ever when none can become ready. Virtual time returns
    /// `false` then.
    pub(crate) fn poll(&self, each: impl FnMut(u32)) -> bool {
        let mut ready = MaybeUninit::<List<u32>>::uninit();
        // SAFETY: the import reads so many handles, and writes a list that belongs to us.
        let (ready, _loan) = Loan::during(|| unsafe {
            import_poll(self.handles.as_ptr(), self.handles.len(), ready.as_mut_ptr().cast());
            ready.assume_init()
        });
        ready.iter().copied().for_each(each);
        true
    }
}
