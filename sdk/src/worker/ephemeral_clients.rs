//! Open clients of ephemeral workers, which are closed in the reverse of the order in which they
//! were opened.
//!
//! Such a client stays open for as long as anybody calls its worker, so its users decide when it is
//! not needed any more: in any order. Golem 1.1.25 to 1.3.0 traps a caller that drops clients in
//! another order than the reverse. So one that is not needed is kept open until all are closed that
//! were opened after it.
//!
//! (It knows of no other component's clients: a caller that is composed of several, of which more
//! than one has clients of ephemeral workers, has to drop those in the right order itself on such a
//! Golem.)

use crate::bindings::rpc::{Uri, WasmRpc};
use std::cell::Cell;
use std::ptr::{self, NonNull};

thread_local! {
    /// The newest that is open. What is still open at the end of a thread, natively, is left to
    /// itself.
    static NEWEST: Cell<*mut Client> = const { Cell::new(ptr::null_mut()) };
}

struct Client {
    rpc: WasmRpc,
    /// The next older one.
    older: *mut Client,
    is_needed: Cell<bool>,
}

/// An open client. When it is dropped, the client is not needed any more.
pub(crate) struct Open(NonNull<Client>);

impl Open {
    pub(crate) fn new(uri: &Uri) -> Self {
        let client = Client { rpc: WasmRpc::new(uri), older: NEWEST.get(), is_needed: Cell::new(true) };
        let client = NonNull::from(Box::leak(Box::new(client)));
        NEWEST.set(client.as_ptr());
        Self(client)
    }

    pub(crate) fn rpc(&self) -> &WasmRpc {
        // SAFETY: a client is freed only when it is not needed any more.
        unsafe { &self.0.as_ref().rpc }
    }

    pub(crate) fn is(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        // SAFETY: as above.
        unsafe { self.0.as_ref() }.is_needed.set(false);
        let mut newest = NEWEST.get();
        while let Some(client) = NonNull::new(newest)
            // SAFETY: those in the list are there.
            && !unsafe { client.as_ref() }.is_needed.get()
        {
            // SAFETY: it came from a box, and leaves the list, once.
            newest = unsafe { Box::from_raw(newest) }.older;
        }
        NEWEST.set(newest);
    }
}

#[cfg(test)]
mod tests {
    use super::{NEWEST, Open};
    use crate::bindings::rpc::Uri;
    use std::ptr::NonNull;
    use std::thread;

    fn open() -> Open {
        Open::new(&Uri { value: "urn:worker:7b3f7a5e-3bd0-4c1b-9e0a-2f4dbb8f3c55".to_owned() })
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
            static KEPT: std::cell::RefCell<Vec<Open>> = const { std::cell::RefCell::new(Vec::new()) };
        }
        thread::spawn(|| KEPT.with_borrow_mut(|kept| kept.extend([open(), open()]))).join().unwrap();
    }
}
