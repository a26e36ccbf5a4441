//! [`Interface`]: the functions of one version of `golem:rpc/types`, as the host's imports.
//!
//! A component imports the versions whose tables are reachable in it, and no other.

use super::version::Version;
use std::cell::Cell;

/// The functions that every component needs which calls. The versions differ in how a client is
/// opened, which is by the URI, or by a record of the component's UUID and the worker's name.
#[derive(Debug)]
pub struct Interface {
    pub(super) version: Version,
    /// Gives the handle of a `wasm-rpc`. It is given the URI of an
    /// [`Address`](super::address::Address) of this version, and may read what follows it there.
    pub(super) open: unsafe extern "C" fn(uri: *const u8, len: usize) -> u32,
    pub(super) close: unsafe extern "C" fn(rpc: u32),
    /// Gives the handle of a `future-invoke-result`.
    pub(super) async_invoke_and_await: unsafe extern "C" fn(
        rpc: u32,
        function: *const u8,
        function_len: usize,
        params: *const (),
        params_len: usize,
    ) -> u32,
    /// Gives the handle of a `pollable`.
    pub(super) subscribe: unsafe extern "C" fn(future: u32) -> u32,
    pub(super) get: unsafe extern "C" fn(future: u32, reply: *mut ()),
    pub(super) drop_future: unsafe extern "C" fn(future: u32),
}

/// `invoke-and-await` and `invoke`, which write their results to the last parameter.
pub(super) type Invoke = unsafe extern "C" fn(
    rpc: u32,
    function: *const u8,
    function_len: usize,
    params: *const (),
    params_len: usize,
    result: *mut (),
);

/// A function of all versions that not every component needs. It is not in [`Interface`], where it
/// would be imported by each component: a kilobyte for two functions. The optimizer takes out what
/// is written here if nobody reads it, and then nobody needs the import.
pub(super) type Optional = [Cell<Option<Invoke>>; Version::COUNT];

thread_local! {
    pub(super) static INVOKE_AND_AWAIT: Optional = const { [const { Cell::new(None) }; Version::COUNT] };
    pub(super) static INVOKE: Optional = const { [const { Cell::new(None) }; Version::COUNT] };
}

impl Interface {
    /// Says which the optional functions of this version are. It is called before any client of it
    /// is opened.
    #[inline]
    pub(super) fn with_optional(&'static self, invoke_and_await: Invoke, invoke: Invoke) -> &'static Self {
        INVOKE_AND_AWAIT.with(|functions| self.set(functions, invoke_and_await));
        INVOKE.with(|functions| self.set(functions, invoke));
        self
    }

    #[inline]
    fn set(&self, functions: &Optional, function: Invoke) {
        if let Some(place) = functions.get(self.version as usize) {
            place.set(Some(function));
        }
    }

    /// The function of this version.
    #[inline]
    pub(super) fn optional(&self, functions: &Optional) -> Option<Invoke> {
        functions.get(self.version as usize).and_then(Cell::get)
    }
}

/// The functions for calls at a later time, which all versions but 0.1.0 have.
#[derive(Debug)]
pub struct Scheduling {
    pub(super) version: Version,
    pub(super) schedule: unsafe extern "C" fn(
        rpc: u32,
        seconds: u64,
        nanoseconds: u32,
        function: *const u8,
        function_len: usize,
        params: *const (),
        params_len: usize,
    ),
    /// Gives the handle of a `cancellation-token`.
    pub(super) schedule_cancelable: unsafe extern "C" fn(
        rpc: u32,
        seconds: u64,
        nanoseconds: u32,
        function: *const u8,
        function_len: usize,
        params: *const (),
        params_len: usize,
    ) -> u32,
    pub(super) cancel: unsafe extern "C" fn(token: u32),
    pub(super) drop_token: unsafe extern "C" fn(token: u32),
}
