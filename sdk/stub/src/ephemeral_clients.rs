//! Open clients of ephemeral workers, which are closed in the reverse of the order in which they were opened.
//!
//! Their users decide when they are not needed any more, in any order; Golem 1.1.25 to 1.3.0 traps a caller that drops
//! clients in another order than the reverse. So one that is not needed is kept open until all are closed that were
//! opened after it.

use crate::wire::Rpc;
use alloc::boxed::Box;
use core::ptr::{self, NonNull};

/// The newest that is open. A component is one thread.
static mut NEWEST: *mut Client = ptr::null_mut();

struct Client {
    rpc: Rpc,
    /// The next older one.
    older: *mut Client,
    is_needed: bool,
}

/// An open client. When it is dropped, the client is not needed any more.
pub(crate) struct Open(NonNull<Client>);

#[inline(never)]
pub(crate) fn open(uri: &[u8]) -> Open {
    let rpc = Rpc::open(uri);
    // SAFETY: a component is one thread.
    unsafe {
        let client = Box::leak(Box::new(Client { rpc, older: NEWEST, is_needed: true }));
        NEWEST = client;
        Open(NonNull::from(client))
    }
}

impl Open {
    pub(crate) fn rpc(&self) -> Rpc {
        // SAFETY: it is there for as long as it is needed.
        unsafe { self.0.as_ref().rpc }
    }
}

impl Drop for Open {
    #[inline(never)]
    fn drop(&mut self) {
        // SAFETY: as above. What is in the list came from a box, and leaves the list when it is freed.
        unsafe {
            self.0.as_mut().is_needed = false;
            while !NEWEST.is_null() && !(*NEWEST).is_needed {
                let newest = Box::from_raw(NEWEST);
                NEWEST = newest.older;
                newest.rpc.close();
            }
        }
    }
}
