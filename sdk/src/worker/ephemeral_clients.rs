//! The open `wasm-rpc`s of ephemeral workers, which are closed in the reverse of the order in which
//! they were opened.
//!
//! Such a client stays open as long as it is used, and its users may drop it in any order. But
//! Golem 1.1.25 to 1.3.0 traps a caller that drops clients in another order than the reverse. So a
//! client that is not used any more is kept open until all that were opened after it are closed.
//!
//! This can't know of the clients of other components. When a caller is composed of several
//! components with clients of ephemeral workers, it has to drop these in the right order itself on
//! such a version of Golem.

use crate::bindings::address::Address;
use crate::bindings::rpc::WasmRpc;
use std::cell::Cell;
use std::ptr::{self, NonNull};

thread_local! {
    /// The newest client that is open. Clients that are open at the end of a native thread are
    /// never freed.
    static NEWEST: Cell<*mut Client> = const { Cell::new(ptr::null_mut()) };
}

struct Client {
    rpc: WasmRpc,
    /// The client that was opened before this one.
    older: *mut Client,
    /// By how many [`OpenClient`]s it is used.
    users: Cell<usize>,
}

/// The use of an open client, which is not needed any more once this and all its clones are
/// dropped.
pub(crate) struct OpenClient(NonNull<Client>);

impl OpenClient {
    pub(crate) fn new(address: &Address) -> Self {
        let client = Client { rpc: WasmRpc::new(address), older: NEWEST.get(), users: Cell::new(1) };
        let client = NonNull::from(Box::leak(Box::new(client)));
        NEWEST.set(client.as_ptr());
        Self(client)
    }

    pub(crate) fn rpc(&self) -> &WasmRpc {
        // SAFETY: a client is not freed before it is dropped by all that use it, as this does.
        unsafe { &self.0.as_ref().rpc }
    }

    pub(crate) fn is(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl Clone for OpenClient {
    fn clone(&self) -> Self {
        // SAFETY: as above.
        let users = unsafe { &self.0.as_ref().users };
        users.set(users.get() + 1);
        Self(self.0)
    }
}

impl Drop for OpenClient {
    fn drop(&mut self) {
        // SAFETY: it is freed below at the earliest.
        let users = unsafe { &self.0.as_ref().users };
        users.set(users.get() - 1);
        let mut newest = NEWEST.get();
        while let Some(client) = NonNull::new(newest)
            // SAFETY: all clients in the list are allocated.
            && unsafe { client.as_ref() }.users.get() == 0
        {
            // SAFETY: it was made by a box, and it is taken out of the list, so it is freed once.
            newest = unsafe { Box::from_raw(newest) }.older;
        }
        NEWEST.set(newest);
    }
}

#[cfg(test)]
mod tests {
    use super::{NEWEST, OpenClient};
    use crate::bindings::address::Address;
    use crate::bindings::interfaces::v0_1_0;
    use crate::naming::WorkerUri;
    use std::ptr::NonNull;
    use std::thread;

    fn open() -> OpenClient {
        let uri = WorkerUri::ephemeral("7b3f7a5e-3bd0-4c1b-9e0a-2f4dbb8f3c55").unwrap();
        OpenClient::new(&Address::of_uri(v0_1_0::interface(), &uri))
    }

    /// How many are open, needed or not.
    fn count() -> usize {
        let mut next = NEWEST.get();
        let mut count = 0;
        while let Some(client) = NonNull::new(next) {
            // SAFETY: those in the list are there.
            next = unsafe { client.as_ref() }.older;
            count += 1;
        }
        count
    }

    #[test]
    fn they_are_closed_in_the_reverse_order() {
        let [first, second, third] = [(); 3].map(|()| open());
        assert!(first.is(&first) && !first.is(&second));
        drop(second);
        assert_eq!(count(), 3, "a newer one is needed");
        drop(third);
        assert_eq!(count(), 1, "those that nobody needs are closed together");
        let fourth = open();
        drop(first);
        assert_eq!(count(), 2);
        assert!(format!("{:?}", fourth.rpc()).contains("7b3f7a5e"));
        drop(fourth);
        assert_eq!(count(), 0);
    }

    #[test]
    fn many_that_are_dropped_first_things_first() {
        let mut all: Vec<_> = (0..100_000).map(|_| open()).collect();
        all.drain(..99_999).for_each(drop);
        assert_eq!(count(), 100_000);
        drop(all);
        assert_eq!(count(), 0);
    }

    #[test]
    fn one_may_be_dropped_at_the_end_of_its_thread() {
        thread_local! {
            static KEPT: std::cell::RefCell<Vec<OpenClient>> = const { std::cell::RefCell::new(Vec::new()) };
        }
        thread::spawn(|| KEPT.with_borrow_mut(|kept| kept.extend([open(), open()]))).join().unwrap();
    }
}
