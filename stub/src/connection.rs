//! [`Connection`]: how calls reach a worker.

use crate::rpc::Rpc;
use crate::versions::Version;
use crate::worker_uri::is_same_worker;
use alloc::boxed::Box;
use alloc::rc::Rc;
use core::mem::ManuallyDrop;
use core::ptr;

/// What a client, its calls and the resources that came through it share.
///
/// A durable worker's client is opened for each call, and dropped as soon as the call was started:
/// on Golem 1.1.25 to 1.3.0 clients that are dropped in another order than the reverse of that in
/// which they were opened trap the caller, and all that are open travel with each call.
///
/// An ephemeral worker's must stay, for a second one with the same URI would reach another worker.
/// It is closed when nobody needs it any more, nor any that was opened after it.
pub(crate) struct Connection {
    pub(crate) uri: Box<[u8]>,
    /// The open client of an ephemeral worker.
    ephemeral: Rpc,
    /// That of the ephemeral worker before.
    older: *const Connection,
}

/// That of the newest ephemeral worker. The list has a share in each, so that a client stays open
/// for as long as it has to, whoever is done with it. A component is one thread.
static mut NEWEST: *const Connection = ptr::null();

impl Connection {
    pub(crate) fn new<V: Version>(uri: &[u8]) -> Rc<Connection> {
        close_unneeded::<V>();
        // An ephemeral worker's URI names another one each time.
        let ephemeral = if is_same_worker(uri, uri) { Rpc::NONE } else { Rpc::open::<V>(uri) };
        // SAFETY: a component is one thread.
        unsafe {
            let connection = Rc::new(Connection { uri: uri.into(), ephemeral, older: NEWEST });
            if ephemeral != Rpc::NONE {
                NEWEST = Rc::into_raw(connection.clone());
            }
            connection
        }
    }

    /// Whether calls of both reach one worker.
    pub(crate) fn is_worker_of(&self, other: &Connection) -> bool {
        ptr::eq(self, other) || is_same_worker(&self.uri, &other.uri)
    }

    /// Has a call made with a client.
    pub(crate) fn with_client<V: Version, T>(&self, call: impl FnOnce(Rpc) -> T) -> T {
        let rpc = self.begin::<V>();
        let result = call(rpc);
        self.end::<V>(rpc);
        result
    }

    // Not repeated for each kind of call.
    #[inline(never)]
    fn begin<V: Version>(&self) -> Rpc {
        if self.ephemeral == Rpc::NONE { Rpc::open::<V>(&self.uri) } else { self.ephemeral }
    }

    #[inline(never)]
    fn end<V: Version>(&self, rpc: Rpc) {
        if self.ephemeral == Rpc::NONE {
            rpc.close::<V>();
        }
    }
}

/// Closes clients of ephemeral workers that nobody needs any more, as far as they are newer than
/// all that are needed. To be called when somebody is done with a connection.
#[inline(never)]
pub(crate) fn close_unneeded<V: Version>() {
    // SAFETY: what is in the list came from an `Rc`, and leaves the list with it.
    unsafe {
        while !NEWEST.is_null() {
            let newest = ManuallyDrop::new(Rc::from_raw(NEWEST));
            if Rc::strong_count(&newest) > 1 {
                break;
            }
            NEWEST = newest.older;
            newest.ephemeral.close::<V>();
            drop(ManuallyDrop::into_inner(newest));
        }
    }
}
