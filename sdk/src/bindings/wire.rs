//! The functions of `golem:rpc/types`, with values handed to the host as they are in memory. The
//! `WasmRpc` of `wit-bindgen` does the same, but copies each value.

use super::rpc::{FutureInvokeResult, RpcError, WasmRpc};
use super::wit_value::{BorrowedValue, Either, Maybe, Text, WitValue};
use std::mem::MaybeUninit;

type Reply = Either<WitValue, Error>;

/// `rpc-error`, with its cases in the order of the WIT, which the ABI depends on.
#[repr(C, u8)]
#[allow(dead_code, reason = "the host makes them")]
enum Error {
    Protocol(Text),
    Denied(Text),
    NotFound(Text),
    RemoteInternal(Text),
}

// Sizes and alignments as the canonical ABI computes them.
const _: () = {
    assert!(size_of::<Error>() == 12 && align_of::<Error>() == 4);
    assert!(size_of::<Reply>() == 16 && size_of::<Maybe<Reply>>() == 20 && size_of::<Either<(), Error>>() == 16);
};

#[link(wasm_import_module = "golem:rpc/types@0.1.0")]
unsafe extern "C" {
    #[link_name = "[method]wasm-rpc.invoke-and-await"]
    fn import_invoke_and_await(
        rpc: u32,
        function: *const u8,
        function_len: usize,
        params: *const (),
        params_len: usize,
        reply: *mut (),
    );
    #[link_name = "[method]wasm-rpc.invoke"]
    fn import_invoke(
        rpc: u32,
        function: *const u8,
        function_len: usize,
        params: *const (),
        params_len: usize,
        result: *mut (),
    );
    #[link_name = "[method]wasm-rpc.async-invoke-and-await"]
    fn import_async_invoke_and_await(
        rpc: u32,
        function: *const u8,
        function_len: usize,
        params: *const (),
        params_len: usize,
    ) -> u32;
    #[link_name = "[method]future-invoke-result.get"]
    fn import_get(future: u32, reply: *mut ());
}

/// `wasm-rpc.invoke-and-await`
pub(crate) fn invoke_and_await(rpc: &WasmRpc, function: &str, params: &[BorrowedValue]) -> Result<WitValue, RpcError> {
    let mut reply = MaybeUninit::<Reply>::uninit();
    // SAFETY: the types are laid out as the import's, the borrowed ones live on, and the import
    // writes a reply.
    let reply = unsafe {
        import_invoke_and_await(
            rpc.handle(),
            function.as_ptr(),
            function.len(),
            params.as_ptr().cast(),
            params.len(),
            reply.as_mut_ptr().cast(),
        );
        reply.assume_init()
    };
    reply.into()
}

/// `wasm-rpc.invoke`
pub(crate) fn invoke(rpc: &WasmRpc, function: &str, params: &[BorrowedValue]) -> Result<(), RpcError> {
    let mut result = MaybeUninit::<Either<(), Error>>::uninit();
    // SAFETY: as above.
    let result = unsafe {
        import_invoke(
            rpc.handle(),
            function.as_ptr(),
            function.len(),
            params.as_ptr().cast(),
            params.len(),
            result.as_mut_ptr().cast(),
        );
        result.assume_init()
    };
    result.into()
}

/// `wasm-rpc.async-invoke-and-await`
pub(crate) fn async_invoke_and_await(rpc: &WasmRpc, function: &str, params: &[BorrowedValue]) -> FutureInvokeResult {
    // SAFETY: as above, and the handle that the import returns is nobody else's.
    unsafe {
        let future = import_async_invoke_and_await(
            rpc.handle(),
            function.as_ptr(),
            function.len(),
            params.as_ptr().cast(),
            params.len(),
        );
        FutureInvokeResult::from_handle(future)
    }
}

/// `future-invoke-result.get`
pub(crate) fn get(future: &FutureInvokeResult) -> Option<Result<WitValue, RpcError>> {
    let mut reply = MaybeUninit::<Maybe<Reply>>::uninit();
    // SAFETY: as above.
    let reply = unsafe {
        import_get(future.handle(), reply.as_mut_ptr().cast());
        reply.assume_init()
    };
    reply.into_option().map(Either::into)
}

impl<T> From<Either<T, Error>> for Result<T, RpcError> {
    fn from(reply: Either<T, Error>) -> Self {
        match reply {
            Either::Ok(value) => Ok(value),
            Either::Err(Error::Protocol(text)) => Err(RpcError::ProtocolError(text.into())),
            Either::Err(Error::Denied(text)) => Err(RpcError::Denied(text.into())),
            Either::Err(Error::NotFound(text)) => Err(RpcError::NotFound(text.into())),
            Either::Err(Error::RemoteInternal(text)) => Err(RpcError::RemoteInternalError(text.into())),
        }
    }
}
