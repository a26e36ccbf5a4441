//! The [`Interface`]s of all versions.
//!
//! What is here must be compiled where it is used and nowhere else, since what is compiled may be
//! linked. That is so of constants and of functions that are `#[inline]`. It would not be so of
//! statics.

use super::interface::{Interface, Scheduling};
use super::version::Version;
use super::worker_record::WorkerRecord;

/// Declares what all versions have.
///
/// `$component_type` is a symbol of the archive in `link` with the WIT of the version, in the form
/// in which the linker wants to know it. The linker takes it out of the archive only where this
/// symbol is used. So it is used where a client is made, without which there are no calls. If a
/// component had the WIT of a version that it doesn't call, the linker would take 0.1.0 for an
/// older 0.1.3 and import that instead; and of 0.2.0 and 0.2.2, which have different constructors,
/// it would say that one can't replace the other.
macro_rules! interface {
    (mod $module:ident, $import:literal, $version:ident, $component_type:ident; $($open:item)+) => {
        pub(crate) mod $module {
            use super::*;

            #[link(wasm_import_module = $import)]
            unsafe extern "C" {
                #[link_name = "[resource-drop]wasm-rpc"]
                fn close(rpc: u32);
                #[link_name = "[method]wasm-rpc.invoke-and-await"]
                fn invoke_and_await(
                    rpc: u32,
                    function: *const u8,
                    function_len: usize,
                    params: *const (),
                    params_len: usize,
                    reply: *mut (),
                );
                #[link_name = "[method]wasm-rpc.invoke"]
                fn invoke(
                    rpc: u32,
                    function: *const u8,
                    function_len: usize,
                    params: *const (),
                    params_len: usize,
                    result: *mut (),
                );
                #[link_name = "[method]wasm-rpc.async-invoke-and-await"]
                fn async_invoke_and_await(
                    rpc: u32,
                    function: *const u8,
                    function_len: usize,
                    params: *const (),
                    params_len: usize,
                ) -> u32;
                #[link_name = "[method]future-invoke-result.subscribe"]
                fn subscribe(future: u32) -> u32;
                #[link_name = "[method]future-invoke-result.get"]
                fn get(future: u32, reply: *mut ());
                #[link_name = "[resource-drop]future-invoke-result"]
                fn drop_future(future: u32);
            }

            unsafe extern "C" {
                static $component_type: u8;
            }

            $($open)+

            const INTERFACE: &Interface = &Interface {
                version: Version::$version,
                open,
                close,
                async_invoke_and_await,
                subscribe,
                get,
                drop_future,
            };

            #[inline]
            pub(crate) fn interface() -> &'static Interface {
                // SAFETY: the archive has one byte there. The compiler keeps a volatile access.
                unsafe { std::ptr::read_volatile(&raw const $component_type) };
                INTERFACE.with_optional(invoke_and_await, invoke)
            }
        }
    };
}

/// Declares what versions with scheduled calls have for these.
macro_rules! scheduling {
    ($module:ident, $import:literal, $version:ident) => {
        pub(crate) mod $module {
            use super::*;

            #[link(wasm_import_module = $import)]
            unsafe extern "C" {
                #[link_name = "[method]wasm-rpc.schedule-invocation"]
                fn schedule(
                    rpc: u32,
                    seconds: u64,
                    nanoseconds: u32,
                    function: *const u8,
                    function_len: usize,
                    params: *const (),
                    params_len: usize,
                );
                #[link_name = "[method]wasm-rpc.schedule-cancelable-invocation"]
                fn schedule_cancelable(
                    rpc: u32,
                    seconds: u64,
                    nanoseconds: u32,
                    function: *const u8,
                    function_len: usize,
                    params: *const (),
                    params_len: usize,
                ) -> u32;
                #[link_name = "[method]cancellation-token.cancel"]
                fn cancel(token: u32);
                #[link_name = "[resource-drop]cancellation-token"]
                fn drop_token(token: u32);
            }

            pub(crate) const SCHEDULING: &Scheduling =
                &Scheduling { version: Version::$version, schedule, schedule_cancelable, cancel, drop_token };
        }
    };
}

interface! {
    mod v0_1_0, "golem:rpc/types@0.1.0", V0_1_0, golem_rpc_sdk_0_1_0;

    #[link(wasm_import_module = "golem:rpc/types@0.1.0")]
    unsafe extern "C" {
        #[link_name = "[constructor]wasm-rpc"]
        fn open(uri: *const u8, len: usize) -> u32;
    }
}

interface! {
    mod v0_1_3, "golem:rpc/types@0.1.3", V0_1_3, golem_rpc_sdk_0_1_3;

    #[link(wasm_import_module = "golem:rpc/types@0.1.3")]
    unsafe extern "C" {
        #[link_name = "[constructor]wasm-rpc"]
        fn open(uri: *const u8, len: usize) -> u32;
    }
}

interface! {
    mod v0_2_0, "golem:rpc/types@0.2.0", V0_2_0, golem_rpc_sdk_0_2_0;

    #[link(wasm_import_module = "golem:rpc/types@0.2.0")]
    unsafe extern "C" {
        #[link_name = "[constructor]wasm-rpc"]
        fn construct(high_bits: u64, low_bits: u64, name: *const u8, name_len: usize) -> u32;
        #[link_name = "[static]wasm-rpc.ephemeral"]
        fn ephemeral(high_bits: u64, low_bits: u64) -> u32;
    }

    #[inline]
    unsafe extern "C" fn open(uri: *const u8, len: usize) -> u32 {
        // SAFETY: the caller gives the URI of such an address, and the imports read the name.
        unsafe {
            let WorkerRecord { high_bits, low_bits, name } = WorkerRecord::after(uri, len);
            match name {
                [] => ephemeral(high_bits, low_bits),
                _ => construct(high_bits, low_bits, name.as_ptr(), name.len()),
            }
        }
    }
}

interface! {
    mod v0_2_2, "golem:rpc/types@0.2.2", V0_2_2, golem_rpc_sdk_0_2_2;

    #[link(wasm_import_module = "golem:rpc/types@0.2.2")]
    unsafe extern "C" {
        #[link_name = "[constructor]wasm-rpc"]
        fn construct(high_bits: u64, low_bits: u64, name: *const u8, name_len: usize) -> u32;
    }

    #[inline]
    unsafe extern "C" fn open(uri: *const u8, len: usize) -> u32 {
        // SAFETY: the caller gives the URI of such an address, and the import reads the name.
        unsafe {
            let WorkerRecord { high_bits, low_bits, name } = WorkerRecord::after(uri, len);
            construct(high_bits, low_bits, name.as_ptr(), name.len())
        }
    }
}

scheduling!(schedule_0_1_3, "golem:rpc/types@0.1.3", V0_1_3);
scheduling!(schedule_0_2_0, "golem:rpc/types@0.2.0", V0_2_0);
scheduling!(schedule_0_2_2, "golem:rpc/types@0.2.2", V0_2_2);
