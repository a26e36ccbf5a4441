//! What stands behind the resources that a stub exports.

use crate::connection::{Connection, close_unneeded};
use crate::memory::end_call;
use crate::rpc::Call;
use crate::types::{Function, Tag};
use crate::versions::Version;
use crate::wire::{Node, Value, Words};
use alloc::boxed::Box;
use alloc::rc::Rc;
use core::cell::Cell;

/// A resource of the target.
pub(crate) struct Remote {
    pub(crate) connection: Rc<Connection>,
    uri: Box<[u8]>,
    id: [u32; 2],
    /// The function that drops it.
    drop: &'static str,
    /// Whether the target has it to itself.
    given: Cell<bool>,
}

impl Remote {
    /// What the node of a handle says.
    pub(crate) fn new(connection: Rc<Connection>, handle: &Words, drop: &'static str) -> Remote {
        let [.., lower, upper] = handle.0;
        Remote { connection, uri: handle.bytes().into(), id: [lower, upper], drop, given: Cell::new(false) }
    }

    /// What the stub's resource holds for it.
    pub(crate) fn into_object(self) -> u32 {
        Box::into_raw(Box::new(self)) as u32
    }

    /// # Safety
    ///
    /// The object was made by [`into_object`](Self::into_object), and its resource is not dropped
    /// in this call.
    pub(crate) unsafe fn borrowed(object: u32) -> &'static Remote {
        // SAFETY: as promised.
        unsafe { &*(object as *const Remote) }
    }

    pub(crate) fn give(&self) {
        self.given.set(true);
    }

    pub(crate) fn node(&self) -> Node {
        let [lower, upper] = self.id;
        Node::new(Tag::HANDLE, [self.uri.as_ptr() as u32, self.uri.len() as u32, lower, upper])
    }
}

/// A call under way.
pub(crate) struct Pending {
    pub(crate) call: Call,
    pub(crate) connection: Rc<Connection>,
    pub(crate) function: &'static Function,
}

impl Pending {
    pub(crate) fn into_object(self) -> u32 {
        Box::into_raw(Box::new(self)) as u32
    }

    /// # Safety
    ///
    /// As for [`Remote::borrowed`].
    pub(crate) unsafe fn borrowed(object: u32) -> &'static Pending {
        // SAFETY: as promised.
        unsafe { &*(object as *const Pending) }
    }
}

/// Drops the client of an interface: the `[dtor]` of what [`connect`](crate::connect) gives.
pub(crate) fn drop_client<V: Version>(object: i32) {
    // SAFETY: the object was made by `Rc::into_raw`, and the component model drops it once, here
    // and below.
    drop(unsafe { Rc::from_raw(object as *const Connection) });
    close_unneeded::<V>();
}

/// Drops a call under way: the `[dtor]` of what [`start`](crate::start) gives.
pub(crate) fn drop_call<V: Version>(object: i32) {
    // SAFETY: as above.
    let Pending { call, connection, .. } = *unsafe { Box::from_raw(object as *mut Pending) };
    // The host lets go of a call before the client.
    call.forget::<V>();
    drop(connection);
    close_unneeded::<V>();
}

/// Drops a resource, and has the target do so, too, unless it was given away: its `[dtor]`.
pub(crate) fn drop_resource<V: Version>(object: i32) {
    // SAFETY: as above.
    let remote = unsafe { Box::from_raw(object as *mut Remote) };
    if !remote.given.get() {
        let mut node = remote.node();
        // Fire and forget fails only for a component that is gone, and then so is the resource.
        let params = [Value { nodes: &raw mut node, len: 1 }];
        let _ = remote.connection.with_client::<V, _>(|rpc| rpc.invoke::<V>(remote.drop, &params));
        end_call();
    }
    drop(remote);
    close_unneeded::<V>();
}

/// The client behind a resource that stands for an interface.
///
/// # Safety
///
/// The object was made by [`connect`](crate::connect), and its resource is not dropped in this
/// call.
pub(crate) unsafe fn client(object: u32) -> Rc<Connection> {
    let connection = object as *const Connection;
    // SAFETY: as promised.
    unsafe {
        Rc::increment_strong_count(connection);
        Rc::from_raw(connection)
    }
}
