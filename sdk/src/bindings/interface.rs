//! [`Interface`]: the functions of one version of `golem:rpc/types`, as the host's imports.
//!
//! A component imports the versions whose tables are reachable in it, and no other.

use super::address::Address;
use super::version::Version;

/// The functions that all versions have. They differ in how a client is opened, which is by the
/// URI, or by a record of the component's UUID and the worker's name.
#[derive(Debug)]
pub struct Interface {
    pub(super) version: Version,
    /// Gives the handle of a `wasm-rpc`.
    pub(super) open: fn(&Address) -> u32,
    pub(super) close: unsafe extern "C" fn(rpc: u32),
    pub(super) invoke_and_await: unsafe extern "C" fn(
        rpc: u32,
        function: *const u8,
        function_len: usize,
        params: *const (),
        params_len: usize,
        reply: *mut (),
    ),
    pub(super) invoke: unsafe extern "C" fn(
        rpc: u32,
        function: *const u8,
        function_len: usize,
        params: *const (),
        params_len: usize,
        result: *mut (),
    ),
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
