//! Clients and calls of `golem:rpc/types`, through any of its versions.

use crate::failure::Failure;
use crate::versions::{Schedules, Version};
use crate::wire::{Node, Value, Words};

/// A client of one worker. It must be [closed](Self::close).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rpc(u32);

impl Rpc {
    /// None has this handle.
    pub(crate) const NONE: Rpc = Rpc(0);

    pub(crate) fn open<V: Version>(uri: &[u8]) -> Rpc {
        Rpc(V::connect(uri))
    }

    /// Nobody may have it any more.
    pub(crate) fn close<V: Version>(self) {
        // SAFETY: as promised.
        unsafe { V::disconnect(self.0) }
    }

    pub(crate) fn invoke_and_await<V: Version>(&self, function: &str, params: &[Value]) -> Reply {
        let mut reply = Reply::room();
        // SAFETY: what is lent lives on, and there is room for the reply.
        unsafe {
            V::invoke_and_await(
                self.0,
                function.as_ptr(),
                function.len(),
                params.as_ptr(),
                params.len(),
                reply.0.as_mut_ptr(),
            );
        }
        reply
    }

    pub(crate) fn invoke<V: Version>(&self, function: &str, params: &[Value]) -> Result<(), Failure<'static>> {
        let mut told = Reply::room();
        // SAFETY: as above.
        unsafe {
            V::invoke(self.0, function.as_ptr(), function.len(), params.as_ptr(), params.len(), told.0.as_mut_ptr());
        }
        told.accepted()
    }

    pub(crate) fn async_invoke_and_await<V: Version>(&self, function: &str, params: &[Value]) -> Call {
        // SAFETY: as above.
        Call(unsafe {
            V::async_invoke_and_await(self.0, function.as_ptr(), function.len(), params.as_ptr(), params.len())
        })
    }
}

/// When a scheduled call is to be made: since the beginning of 1970.
pub(crate) struct Datetime {
    pub(crate) seconds: u64,
    pub(crate) nanoseconds: u32,
}

impl Rpc {
    /// Gives the handle of a token that takes the call back.
    pub(crate) fn schedule<V: Schedules>(&self, at: Datetime, function: &str, params: &[Value]) -> u32 {
        // SAFETY: what is lent lives on.
        unsafe {
            V::schedule(
                self.0,
                at.seconds,
                at.nanoseconds,
                function.as_ptr(),
                function.len(),
                params.as_ptr(),
                params.len(),
            )
        }
    }
}

/// A call under way. It must be [forgotten](Self::forget).
pub(crate) struct Call(u32);

impl Call {
    /// The handle of a pollable.
    pub(crate) fn subscribe<V: Version>(&self) -> u32 {
        // SAFETY: the handle is the call's, here and below.
        unsafe { V::subscribe(self.0) }
    }

    pub(crate) fn get<V: Version>(&self) -> Option<Reply> {
        let mut room = [0; 5];
        // SAFETY: there is room for an option of a reply.
        unsafe { V::get(self.0, room.as_mut_ptr()) };
        let [some, reply @ ..] = room;
        (some & 0xff == 1).then_some(Reply(reply))
    }

    pub(crate) fn forget<V: Version>(self) {
        // SAFETY: nobody has the handle any more.
        unsafe { V::forget(self.0) }
    }
}

/// A `result<wit-value, rpc-error>`: whether it is an error; address and length of the nodes, or
/// which error, and address and length of its text.
pub(crate) struct Reply([u32; 4]);

impl Reply {
    fn room() -> Reply {
        Reply([0; 4])
    }

    pub(crate) fn value(self) -> Result<Value, Failure<'static>> {
        let [_, nodes, len, _] = self.0;
        self.accepted()?;
        Ok(Value { nodes: nodes as *mut Node, len: len as usize })
    }

    fn accepted(self) -> Result<(), Failure<'static>> {
        let [is_error, case, text @ ..] = self.0;
        if is_error & 0xff == 0 {
            return Ok(());
        }
        let text = Words([text[0], text[1], 0, 0]).bytes();
        Err(Failure::Rpc { case: case as u8, text })
    }
}
