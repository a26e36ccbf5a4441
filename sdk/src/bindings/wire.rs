//! The resources of `golem:rpc/types`, of any version, with values handed to the host as they are
//! in memory. What `wit-bindgen` generates does the same, but copies each value.

use super::address::Address;
use super::interface::{INVOKE, INVOKE_AND_AWAIT, Interface, Optional, Scheduling};
use super::poll::Pollable;
use super::reply::{Error, Reply};
use super::rpc_error::RpcError;
use super::version::NO_EPHEMERAL_WORKERS;
use super::wit_value::{BorrowedValue, Either, Maybe, WitValue};
use crate::bindings::datetime::Datetime;
use std::fmt;
use std::mem::MaybeUninit;

/// A `wasm-rpc`: a client of one worker.
pub(crate) struct WasmRpc {
    interface: &'static Interface,
    handle: u32,
}

impl WasmRpc {
    pub(crate) fn new(address: &Address) -> Self {
        let (interface, (uri, len)) = (address.interface(), address.raw_uri());
        // SAFETY: it is the URI of an address of this version.
        let handle = unsafe { (interface.open)(uri, len) };
        Self { interface, handle }
    }
}

impl Drop for WasmRpc {
    fn drop(&mut self) {
        // SAFETY: the handle is that of a client of this version, and nobody uses it after this.
        unsafe { (self.interface.close)(self.handle) }
    }
}

/// A `future-invoke-result`: the result of a call under way.
pub(crate) struct FutureInvokeResult {
    interface: &'static Interface,
    handle: u32,
}

impl FutureInvokeResult {
    /// A pollable that is ready when the reply has come.
    pub(crate) fn subscribe(&self) -> Pollable {
        // SAFETY: the handle that the import returns is nobody else's.
        unsafe { Pollable::from_handle((self.interface.subscribe)(self.handle)) }
    }
}

impl Drop for FutureInvokeResult {
    fn drop(&mut self) {
        // SAFETY: as of a client.
        unsafe { (self.interface.drop_future)(self.handle) }
    }
}

impl fmt::Debug for FutureInvokeResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FutureInvokeResult")
    }
}

/// `wasm-rpc.invoke-and-await`
pub(crate) fn invoke_and_await(rpc: &WasmRpc, function: &str, params: &[BorrowedValue]) -> Result<WitValue, RpcError> {
    // SAFETY: the import writes a reply.
    let reply: Reply = unsafe { INVOKE_AND_AWAIT.with(|import| optional(import, rpc, function, params)) };
    reply.into()
}

/// `wasm-rpc.invoke`
pub(crate) fn invoke(rpc: &WasmRpc, function: &str, params: &[BorrowedValue]) -> Result<(), RpcError> {
    // SAFETY: the import writes such a result.
    let result: Either<(), Error> = unsafe { INVOKE.with(|import| optional(import, rpc, function, params)) };
    result.into()
}

/// # Safety
///
/// The import writes a `T`.
unsafe fn optional<T>(import: &Optional, rpc: &WasmRpc, function: &str, params: &[BorrowedValue]) -> T {
    let Some(import) = rpc.interface.optional(import) else {
        // It was set before there was any client.
        std::process::abort()
    };
    let mut result = MaybeUninit::<T>::uninit();
    // SAFETY: the types are laid out as the import's, and the borrowed ones live on. The caller
    // guarantees what it writes.
    unsafe {
        import(
            rpc.handle,
            function.as_ptr(),
            function.len(),
            params.as_ptr().cast(),
            params.len(),
            result.as_mut_ptr().cast(),
        );
        result.assume_init()
    }
}

/// `wasm-rpc.async-invoke-and-await`
pub(crate) fn async_invoke_and_await(rpc: &WasmRpc, function: &str, params: &[BorrowedValue]) -> FutureInvokeResult {
    // SAFETY: the types are laid out as the import's, the borrowed ones live on, and the handle
    // that the import returns is nobody else's.
    let handle = unsafe {
        (rpc.interface.async_invoke_and_await)(
            rpc.handle,
            function.as_ptr(),
            function.len(),
            params.as_ptr().cast(),
            params.len(),
        )
    };
    FutureInvokeResult { interface: rpc.interface, handle }
}

/// `future-invoke-result.get`
pub(crate) fn get(future: &FutureInvokeResult) -> Option<Result<WitValue, RpcError>> {
    let mut reply = MaybeUninit::<Maybe<Reply>>::uninit();
    // SAFETY: the import writes such a reply.
    let reply = unsafe {
        (future.interface.get)(future.handle, reply.as_mut_ptr().cast());
        reply.assume_init()
    };
    reply.into_option().map(Either::into)
}

/// A `cancellation-token` of a scheduled call.
pub(crate) struct CancellationToken {
    scheduling: &'static Scheduling,
    handle: u32,
}

impl CancellationToken {
    /// The token with this handle, which nobody else has.
    pub(super) fn of_handle(scheduling: &'static Scheduling, handle: u32) -> Self {
        Self { scheduling, handle }
    }

    /// `cancellation-token.cancel`
    pub(crate) fn cancel(&self) {
        // SAFETY: the handle is that of a token of this version.
        unsafe { (self.scheduling.cancel)(self.handle) }
    }
}

impl Drop for CancellationToken {
    fn drop(&mut self) {
        // SAFETY: as above, and nobody uses it after this.
        unsafe { (self.scheduling.drop_token)(self.handle) }
    }
}

/// `wasm-rpc.schedule-invocation`
pub(crate) fn schedule(
    scheduling: &'static Scheduling,
    rpc: &WasmRpc,
    at: Datetime,
    function: &str,
    params: &[BorrowedValue],
) -> Result<(), RpcError> {
    check(scheduling, rpc)?;
    // SAFETY: the client is of this version, and the types are laid out as the import's.
    unsafe {
        (scheduling.schedule)(
            rpc.handle,
            at.seconds(),
            at.nanoseconds(),
            function.as_ptr(),
            function.len(),
            params.as_ptr().cast(),
            params.len(),
        );
    }
    Ok(())
}

/// `wasm-rpc.schedule-cancelable-invocation`
pub(crate) fn schedule_cancelable(
    scheduling: &'static Scheduling,
    rpc: &WasmRpc,
    at: Datetime,
    function: &str,
    params: &[BorrowedValue],
) -> Result<CancellationToken, RpcError> {
    check(scheduling, rpc)?;
    // SAFETY: as above, and the handle that the import returns is nobody else's.
    let handle = unsafe {
        (scheduling.schedule_cancelable)(
            rpc.handle,
            at.seconds(),
            at.nanoseconds(),
            function.as_ptr(),
            function.len(),
            params.as_ptr().cast(),
            params.len(),
        )
    };
    Ok(CancellationToken { scheduling, handle })
}

/// The host traps when it is given a client of another version. The only one of another version
/// that comes here is that of an ephemeral worker where there are none.
fn check(scheduling: &Scheduling, rpc: &WasmRpc) -> Result<(), RpcError> {
    if rpc.interface.version == scheduling.version {
        Ok(())
    } else {
        Err(RpcError::NotFound(NO_EPHEMERAL_WORKERS.to_owned()))
    }
}
