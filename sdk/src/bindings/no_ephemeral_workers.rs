//! In place of the imports, for an ephemeral worker on a Golem that has none: every call fails.

use super::clock::subscribe_duration;
use super::interface::Interface;
use super::reply::{Error, Reply};
use super::version::{NO_EPHEMERAL_WORKERS, Version};
use super::wit_value::{Either, Maybe};

#[inline]
pub(crate) fn interface() -> &'static Interface {
    INTERFACE.with_optional(invoke_and_await, invoke)
}

const INTERFACE: &Interface = &Interface {
    version: Version::NoEphemeralWorkers,
    open,
    close: nothing,
    async_invoke_and_await,
    subscribe,
    get,
    drop_future: nothing,
};

fn error() -> Error {
    Error::NotFound(NO_EPHEMERAL_WORKERS.to_owned().into())
}

extern "C" fn open(_: *const u8, _: usize) -> u32 {
    0
}

extern "C" fn nothing(_: u32) {}

unsafe extern "C" fn invoke_and_await(_: u32, _: *const u8, _: usize, _: *const (), _: usize, reply: *mut ()) {
    // SAFETY: the caller has room for a reply there.
    unsafe { reply.cast::<Reply>().write(Either::Err(error())) }
}

unsafe extern "C" fn invoke(_: u32, _: *const u8, _: usize, _: *const (), _: usize, result: *mut ()) {
    // SAFETY: the caller has room for a result there.
    unsafe { result.cast::<Either<(), Error>>().write(Either::Err(error())) }
}

extern "C" fn async_invoke_and_await(_: u32, _: *const u8, _: usize, _: *const (), _: usize) -> u32 {
    0
}

/// A timer that is ready at once.
extern "C" fn subscribe(_: u32) -> u32 {
    subscribe_duration(0).take_handle()
}

unsafe extern "C" fn get(_: u32, reply: *mut ()) {
    // SAFETY: the caller has room for a reply there.
    unsafe { reply.cast::<Maybe<Reply>>().write(Maybe::Some(Either::Err(error()))) }
}
